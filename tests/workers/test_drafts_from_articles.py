"""Drafts rest on articles that patients may read, and never quote what is for staff alone."""

from __future__ import annotations

import pytest

from inbox.models import Audience
from tests.knowledge import article
from tests.office import Office
from tests.workers.test_copilot_jobs import Asker


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_draft_quotes_articles_that_patients_may_read(office: Office) -> None:
    ana = Asker(office)
    staff = "What to bring along to the blood test: the key of Dr. Secret."
    with ana.work.unit() as session:
        now = ana.work.clock()
        article(session, office.clinic, now, "Bring along to the blood test", "Please bring the **referral** along.")
        article(session, office.clinic, now, "Blood test, protocol", staff, audience=Audience.STAFF)

    row = ana.answer(ana.ask("draft"))

    assert "Please bring the referral along." in row.answer["text"]
    assert "Secret" not in row.answer["text"]
    assert row.answer["sources"] == [["article:1", "Bring along to the blood test"]]
