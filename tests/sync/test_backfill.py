"""The first reading of a mailbox: resumable, visible, and no obstacle to fresh mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.models import Disposition, Mailbox, MailboxState
from sync import progress, wakeups
from tests.office import Office
from workers import sync_jobs

RECENTLY = datetime.now(UTC) - timedelta(days=3)


def deliver(office: Office, count: int) -> set[str]:
    return {office.gmail.deliver(at=RECENTLY) for _ in range(count)}


def test_everything_since_the_chosen_day_is_read_and_the_mailbox_is_live(office: Office) -> None:
    messages = deliver(office, 30)
    spam = office.gmail.deliver(None, "SPAM", at=RECENTLY)
    office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=31))

    office.read_everything()

    assert set(office.held) == messages | {spam}
    assert office.mailbox.state is MailboxState.LIVE
    assert office.mailbox.progress["done"] == office.mailbox.progress["total"] == 31
    assert office.changes_of_state() == [("new", "backfill"), ("backfill", "live")]


def test_the_cursor_is_pinned_first_and_mail_that_comes_meanwhile_is_read_as_a_change(office: Office) -> None:
    deliver(office, 3)
    office.sync()
    assert office.mailbox.state is MailboxState.BACKFILL
    fresh = office.gmail.deliver()

    office.sync()

    assert set(office.held) == {fresh}
    assert office.mailbox.state is MailboxState.BACKFILL


def test_a_slice_ends_with_its_time_and_the_next_goes_on_where_it_ended(office: Office) -> None:
    messages = deliver(office, 30)
    office.sync()
    brief = office.with_settings(slice_seconds=0.0, sync_batch=10)

    sync_jobs.backfill_mailbox.run(brief.work, office.mailbox_id)
    assert office.held == {}, "no time, no batch"
    slow = office.with_settings(slice_seconds=60.0, sync_batch=10)
    with office.work.unit() as session:
        wakeups.note(session, office.mailbox_id, datetime.now(UTC))
    sync_jobs.backfill_mailbox.run(slow.work, office.mailbox_id)

    assert len(office.held) == 20, "fresh mail waits: the batch under way is stored, no other begun"
    assert office.mailbox.progress["done"] == 20
    assert 0.6 < office.mailbox.read_so_far < 0.7
    office.gmail.simulator.delete("calls")
    office.read_everything()
    assert set(office.held) == messages
    assert office.asked("users.messages.get") == 10


def test_units_spent_end_a_slice_and_what_was_read_stays(office: Office) -> None:
    deliver(office, 50)
    office.sync()
    frugal = office.with_settings(gmail_units_per_minute=6000)

    sync_jobs.backfill_mailbox.run(frugal.work, office.mailbox_id)

    assert len(office.held) == 25
    assert office.mailbox.state is MailboxState.BACKFILL
    fresh = office.gmail.deliver()
    frugal.sync()
    assert fresh in office.held, "fresh mail has units of its own"


def test_a_page_that_the_provider_forgot_is_listed_anew(office: Office) -> None:
    messages = deliver(office, 3)
    office.sync()
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        stand = progress.of(mailbox)
        assert stand is not None
        mailbox.progress = {**mailbox.progress, "page": "long-forgotten"}

    office.read_everything()

    assert set(office.held) == messages


def test_mail_that_is_gone_when_it_is_fetched_is_no_trouble(office: Office) -> None:
    (message,) = deliver(office, 1)
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 404, "reason": "notFound", "times": 1}
    ]})  # fmt: skip

    office.read_everything()

    assert office.mailbox.state is MailboxState.LIVE
    assert message not in office.held


@pytest.mark.parametrize("label", ["DRAFT", "SPAM"])
def test_drafts_and_spam_are_accounted_for(office: Office, label: str) -> None:
    message = office.gmail.deliver(None, label, at=RECENTLY)

    office.read_everything()

    assert office.held[message].disposition is (Disposition.QUARANTINED if label == "SPAM" else Disposition.IGNORED)
