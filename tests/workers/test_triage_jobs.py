"""Models read mail in jobs: fresh mail first, none twice, and a mail that kills its reader keeps no other waiting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import select, update

from ai.models import MODELS
from inbox import quarantine, triage
from inbox.models import Category, Conversation, Event, Finding, FindingState, Mailbox, Message, TriageWait
from sync import troubles
from tests.clinic import actor
from tests.office import Office
from tests.sync.outside import letter
from tests.workers import small_model
from tests.workers.processes import eventually, worker
from workers import learning_jobs, queues, sync_jobs, triage_jobs

LONG_AGO = timedelta(days=3)
READER = "ai.models.local:build"
"""What reads 300 mails."""
on_both = pytest.mark.parametrize(
    ("engine", "office"), [("sqlite", "gmail"), ("postgresql", "gmail")], indirect=True
)  # fmt: skip
on_sqlite = pytest.mark.parametrize(("engine", "office"), [("sqlite", "gmail")], indirect=True)


@pytest.fixture
def today(office: Office) -> datetime:
    """Today: the mailbox was connected an hour ago."""
    today = office.work.clock()
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).created_at = today - timedelta(hours=1)
    return today


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local model of these tests reads in no time."""
    monkeypatch.setitem(MODELS, "local", small_model.BUILDER)


def waiting(office: Office) -> dict[int, TriageWait]:
    with office.work.unit(writes=False) as session:
        return {one.message_id: one for one in session.scalars(select(TriageWait))}


def found(office: Office) -> dict[str, Finding]:
    """By subject."""
    with office.work.unit(writes=False) as session:
        query = select(Message.subject, Finding).join(Message, Message.id == Finding.message_id)
        return {row[0]: row[1] for row in session.execute(query)}


def deliver(office: Office, subjects: Sequence[str], today: datetime, *, is_old: bool = False) -> None:
    for subject in subjects:
        office.gmail.deliver(letter(subject), at=today - LONG_AGO if is_old else today)


def nothing_else_waits(office: Office, redis: Redis) -> None:
    """What follows from the mail that came is done."""
    redis.flushall()
    with office.work.unit() as session:
        session.execute(update(Event).values(relayed_at=office.work.clock()))


def time_passes(office: Office) -> None:
    """What was taken may be taken again."""
    with office.work.unit() as session:
        session.execute(update(TriageWait).values(taken_until=None))


@on_both
def test_mail_of_people_waits_for_a_model_and_is_read_once(office: Office, today: datetime) -> None:
    with office.work.unit() as session:
        session.query(Category).filter_by(key="lab").update({"examples": ["like this"]})
    deliver(office, ["my lab results"], today)
    deliver(office, ["an old appointment"], today, is_old=True)
    office.gmail.deliver(letter("spam"), "SPAM", at=today)
    office.gmail.deliver(letter("a machine", auto_submitted="auto-generated"), at=today)
    office.read_everything()
    assert sorted(one.is_fresh for one in waiting(office).values()) == [False, True]

    for _ in range(2):
        triage_jobs.read_fresh_mail.run(office.work)
        triage_jobs.read_old_mail.run(office.work)

    readings = found(office)
    assert {subject: one.state for subject, one in readings.items()} == {
        "my lab results": FindingState.SUGGESTED, "an old appointment": FindingState.SUGGESTED,
    }  # fmt: skip
    assert readings["my lab results"].why == {"words": ["lab"], "examples": ["like this"]}, "and nobody else's mail"
    assert waiting(office) == {}


@on_sqlite
def test_where_no_ai_is_wanted_nothing_waits_and_what_waited_is_let_go(office: Office, today: datetime) -> None:
    deliver(office, ["one"], today)
    office.read_everything()
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).settings = {"triage": "none"}
    deliver(office, ["two"], today)
    office.sync()
    assert len(waiting(office)) == 1

    triage_jobs.read_fresh_mail.run(office.work)
    assert (waiting(office), found(office)) == ({}, {})


@on_sqlite
def test_what_leaves_quarantine_is_read_too(office: Office, today: datetime) -> None:
    office.gmail.deliver(letter("lab, no spam"), "SPAM", at=today)
    office.read_everything()
    assert waiting(office) == {}

    with office.work.unit() as session:
        hidden = session.scalars(select(Conversation).where(Conversation.is_quarantined)).one()
        quarantine.release(session, hidden, by=actor(None, today))
    triage_jobs.read_fresh_mail.run(office.work)
    assert list(found(office)) == ["lab, no spam"]


@on_both
def test_a_mail_that_no_model_can_read_is_counted_and_given_up_and_keeps_none_waiting(
    office: Office, today: datetime
) -> None:
    deliver(office, ["lab 1", "unreadable", "lab 2"], today)
    office.read_everything()

    triage_jobs.read_fresh_mail.run(office.work)
    assert found(office) == {}
    for _ in range(10):
        time_passes(office)
        triage_jobs.read_fresh_mail.run(office.work)

    assert sorted(found(office)) == ["lab 1", "lab 2"]
    assert [one.failures for one in waiting(office).values()] == [triage.MOST_FAILURES]
    triage_jobs.try_unreadable_mail.run(office.work)
    triage_jobs.read_fresh_mail.run(office.work)
    triage_jobs.read_fresh_mail.run(office.work)
    assert [one.failures for one in waiting(office).values()] == [triage.MOST_FAILURES], "once a day"


@on_sqlite
def test_without_a_model_mail_waits_and_is_not_given_up(
    office: Office, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(office, ["lab"], today)
    office.read_everything()
    monkeypatch.setitem(MODELS, "local", "tests.workers.no_model:build")
    for _ in range(10):
        time_passes(office)
        triage_jobs.read_fresh_mail.run(office.work)
    assert [one.failures for one in waiting(office).values()] == [0]
    monkeypatch.setitem(MODELS, "local", small_model.BUILDER)
    triage_jobs.read_fresh_mail.run(office.work)
    assert list(found(office)) == ["lab"]


@on_sqlite
def test_workers_that_are_killed_lose_nothing(office: Office, redis: Redis, today: datetime) -> None:
    deliver(office, ["lab 1", "deadly", "lab 2"], today)
    office.read_everything()
    redis.flushall()
    with worker(office.work.runtime):
        triage_jobs.find_unread_mail.now(office.work)
        eventually(lambda: troubles.counts(redis).get("worker killed"), "the first death")
        assert {one.failures for one in waiting(office).values()} == {1}
        time_passes(office)
        triage_jobs.find_unread_mail.now(office.work)
        eventually(lambda: sorted(found(office)) == ["lab 1", "lab 2"], "the others")
        eventually(lambda: [one.failures for one in waiting(office).values()] == [2], "its second try, alone")


@on_sqlite
def test_300_mails_are_read_by_real_workers_and_what_comes_meanwhile_goes_first(
    office: Office, redis: Redis, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS, "local", READER)
    deliver(office, [f"old lab {number}" for number in range(280)], today, is_old=True)
    office.read_everything()
    learning_jobs.learn_first.run(office.work, office.clinic.organization.id)
    nothing_else_waits(office, redis)
    fresh = [f"new appointment {number}" for number in range(20)]
    with worker(office.work.runtime, READER), worker(office.work.runtime, READER):
        triage_jobs.find_unread_mail.now(office.work)
        eventually(lambda: found(office), "the first of the old mail")
        deliver(office, fresh, today)
        with office.work.unit() as session:
            sync_jobs.ask(session, office.mailbox_id, now=office.work.clock())
        eventually(lambda: not waiting(office) and len(found(office)) == 300, "all of them", patience=120)

    readings = found(office)
    last_old = max(one.found_at for subject, one in readings.items() if subject not in fresh)
    assert max(readings[subject].found_at for subject in fresh) < last_old


def test_workers_know_which_queues_need_a_model() -> None:
    assert set(queues.AI) < set(queues.QUEUES)
    assert queues.QUEUES.index(queues.TRIAGE) < queues.QUEUES.index(queues.BACKFILL) < queues.QUEUES.index(queues.SPARE)
