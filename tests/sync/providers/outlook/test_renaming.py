"""A tag that gets another name is another category, and nobody did anything on its mail."""

from __future__ import annotations

import pytest

from inbox import label_marks, tagging
from inbox.models import Mailbox, Tag
from tests.labels import Desk, mail, tag
from tests.office import Office


@pytest.fixture
def desk(office: Office) -> Desk:
    """A mailbox that is read, with nothing in it."""
    office.read_everything()
    return Desk(office)


@pytest.mark.parametrize("office", ["outlook"], indirect=True)
def test_a_renamed_tag_is_another_category_on_all_its_mail_and_no_event(desk: Desk) -> None:
    insurance = tag(desk)
    message = mail(desk)
    desk.press(message, tagging.add, insurance)
    desk.settle()
    assert "Desk/tag/insurance" in desk.on(message)
    before = len(desk.events(message))

    with desk.office.work.unit() as session:
        session.get_one(Tag, insurance.id).name = "health insurance"
        mailbox = session.get_one(Mailbox, desk.office.mailbox_id)
        label_marks.mark_tags(session, mailbox, now=desk.office.work.clock())
    desk.settle()

    assert desk.on(message) == {"Desk/Open", "Desk/tag/health insurance"}
    assert "Desk/tag/insurance" not in desk.all()
    assert len(desk.events(message)) == before
