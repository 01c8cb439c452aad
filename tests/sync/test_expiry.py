"""A forgotten history, to the letter: found by itself, killed on the second page, gone on with there, nothing lost."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from inbox import assignment, lifecycle, notes
from inbox.models import Base, Conversation, Delivery, Mailbox, MailboxState, Message, Note, NoteVersion, Person
from sync import progress
from tests.clinic import actor
from tests.office import Office
from tests.queued import Clock, work_on
from tests.sync.outside import letter
from workers import housekeeping, sync_jobs
from workers.job import UnitsOfWork

PAGE = 500
"""As many messages as the provider lists at once."""


def handle(office: Office, provider_id: str) -> int:
    """Somebody takes a conversation, writes a note and waits for the patient."""
    with office.work.unit() as session:
        found = select(Message.conversation_id).join(Delivery, Delivery.message_id == Message.id)
        one = session.get_one(Conversation, session.scalars(found.where(Delivery.provider_id == provider_id)).one())
        by = actor(office.clinic.ana, office.work.clock())
        assignment.assign(session, one, session.get_one(Person, office.clinic.ben.id), by=by)
        notes.add(session, one, "Call back on Monday", by=by)
        lifecycle.set_pending(session, one, by=by)
        return one.id


def ours(office: Office, conversation_id: int) -> list[tuple[object, ...]]:
    """All that people did with a conversation, row by row."""
    tables = [Base.metadata.tables[each.__tablename__] for each in (Note, NoteVersion)]
    kept = (Conversation.assignee_id, Conversation.status, Conversation.snoozed_until, Conversation.team_id)
    with office.work.unit(writes=False) as session:
        found = [tuple(row) for table in tables for row in session.execute(select(table).order_by(table.c.id))]
        return [*found, tuple(session.execute(select(*kept).where(Conversation.id == conversation_id)).one())]


def killed_while_reading(office: Office, commits: int) -> None:
    """A child reads the listing and is killed at a commit."""
    left = commits

    def count_down(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        office.work.runtime.engine.dispose(close=False)
        event.listen(office.work.runtime.engine, "commit", count_down)
        sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "The listing was over sooner"


def stand_of(mailbox: Mailbox) -> progress.Progress:
    found = progress.of(mailbox)
    assert found is not None
    return found


def rest(office: Office, clock: Clock) -> None:
    """Leases run out, what recurs recurs, and workers do what is queued. Nobody does anything else."""
    clock.pass_by(minutes=10)
    housekeeping.ask_silent_mailboxes.run(office.work)
    housekeeping.find_lost_work.run(office.work)
    work_on(office.work)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def large(office: Office, clock: Clock) -> Office:
    """A mailbox of more than one page, read."""
    for number in range(PAGE + 30):
        office.gmail.deliver(letter(f"Question {number}"), at=clock.now - timedelta(days=3, seconds=number))
    timed = replace(office, work=UnitsOfWork(office.work.runtime, clock))
    timed.read_everything()
    work_on(timed.work)
    return timed


def test_a_forgotten_history_costs_nothing_even_if_the_reading_anew_is_killed(large: Office, clock: Clock) -> None:
    office, gmail = large, large.gmail
    first, *others, last = sorted(office.held)
    handled = others.pop()
    conversation = handle(office, handled)
    before = ours(office, conversation)
    work_on(office.work)
    gmail.delete(first)
    gmail.delete(last)
    arrived = {gmail.deliver(at=clock.now)}
    gmail.forget_history()

    office.sync()
    assert office.mailbox.state == "resync"
    arrived.add(gmail.deliver(at=clock.now))
    commits = 0
    while stand_of(office.mailbox).page is None:
        commits += 4
        clock.pass_by(minutes=1)  # the lease of the dead runs out
        killed_while_reading(office, commits)
    arrived.add(gmail.deliver(at=clock.now))
    gmail.simulator.delete("calls")
    rest(office, clock)

    assert office.mailbox.state is MailboxState.LIVE
    assert office.asked("users.messages.list") == 1, "the page on which it was killed, and no other"
    assert set(office.held) == {*others, handled, *arrived}
    assert office.deleted == {first, last}
    assert ours(office, conversation) == before
    assert office.changes_of_state()[-2:] == [("live", "resync"), ("resync", "live")]
