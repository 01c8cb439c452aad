"""What staff say mail is about is learnt by a job, and told of the next mail like it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ai.models import MODELS
from inbox import events, learning, suggestions
from inbox.models import Category, Classifier, Conversation, Door, EventKind, Finding
from tests.clinic import actor
from tests.office import Office
from tests.queued import work_on
from tests.sync.outside import letter
from tests.workers import small_model
from workers import learning_jobs, performing, triage_jobs

on_both = pytest.mark.parametrize(
    ("engine", "office"), [("sqlite", "gmail"), ("postgresql", "gmail")], indirect=True
)  # fmt: skip


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local model of these tests learns by heart."""
    monkeypatch.setitem(MODELS, "local", small_model.BUILDER)


def suggested(office: Office, number: int) -> str | None:
    """A mail about money in the laboratory comes, and is read."""
    raw = letter("lab money", number=number).replace(f"number {number}".encode(), b"7")
    office.gmail.deliver(raw, at=office.work.clock())
    office.sync()
    triage_jobs.read_fresh_mail.run(office.work)
    triage_jobs.read_old_mail.run(office.work)
    with office.work.unit(writes=False) as session:
        query = select(Category.key).join(Finding, Finding.category_id == Category.id)
        return session.scalars(query.order_by(Finding.id.desc()).limit(1)).first()


def learn(office: Office) -> list[tuple[int, int]]:
    """The job runs; the versions that there are then, with what they learnt from."""
    organization = office.clinic.organization.id
    learning_jobs.learn.run(office.work, organization)
    with office.work.unit(writes=False) as session:
        return [(one.version, one.examples) for one in learning.versions(session, organization)]


@on_both
def test_a_correction_is_learnt_a_day_later_and_told_of_the_next_mail(office: Office) -> None:
    office.read_everything()
    assert learn(office) == [(1, 0)]
    assert suggested(office, 41) == "lab"
    with office.work.unit() as session:
        one = session.scalars(select(Conversation)).one()
        billing = session.scalars(select(Category.id).where(Category.key == "billing")).one()
        suggestions.categorize(session, one, billing, by=actor(office.clinic.ana, office.work.clock()))
    assert learn(office) == [(1, 0)], "one example alone is worth no new version yet"

    with office.work.unit() as session:
        session.execute(update(Classifier).values(trained_at=office.work.clock() - timedelta(days=2)))
    assert learn(office) == [(2, 1), (1, 0)]
    assert learn(office) == [(2, 1), (1, 0)], "once"
    assert suggested(office, 42) == "billing"


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "gmail")], indirect=True)
def test_other_categories_are_learnt_as_soon_as_their_file_is_applied(office: Office) -> None:
    performing.equip(office.work)
    learn(office)
    with office.work.unit() as session:
        session.execute(update(Category).where(Category.key == "lab").values(examples=["My potassium?"]))
        by = actor(None, office.work.clock(), Door.CLI)
        events.record_of_organization(session, office.clinic.organization.id, EventKind.CONFIGURED, by=by)
    work_on(office.work)
    assert learn(office) == [(2, 0), (1, 0)]
