"""How a mailbox fares: patience, lost access and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox.models import Mailbox, MailboxState
from sync import health
from sync.errors import ProviderError, TryAgain
from tests.office import Office, connect
from tests.sync.outside import Gmail
from workers import sync_jobs


def test_a_revoked_delegation_disconnects_the_mailbox_with_the_next_step_and_others_go_on(office: Office) -> None:
    other = Office(office.work, Gmail(office.gmail.simulator), office.clinic, office.clinic.invoices.id)
    connect(office.work, other.mailbox_id, other.gmail)
    office.read_everything()
    other.read_everything()
    office.work.runtime.redis.flushall()
    office.gmail.revoke()

    office.gmail.deliver()
    fresh = other.gmail.deliver()
    office.sync()
    other.sync()

    assert office.mailbox.state is MailboxState.DISCONNECTED
    assert "Domain-wide delegation" in office.mailbox.state_reason
    assert office.changes_of_state()[-1] == ("live", "disconnected")
    assert set(other.held) == {fresh}
    assert other.mailbox.state is MailboxState.LIVE


def test_a_disconnected_mailbox_is_left_alone_until_somebody_says_so(office: Office) -> None:
    office.read_everything()
    office.work.runtime.redis.flushall()
    office.gmail.revoke()
    office.sync()
    message = office.gmail.deliver()
    office.gmail.simulator.put("faults", {"faults": []})
    office.gmail.simulator.delete("calls")

    office.sync()
    assert office.asked("users.history.list") == 0

    office.be_patient_no_longer()
    office.sync()
    assert set(office.held) == {message}
    assert office.mailbox.state is MailboxState.LIVE
    assert office.mailbox.state_reason == ""


def test_access_lost_in_the_middle_of_the_first_reading_does_not_begin_it_anew(office: Office) -> None:
    office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=1))
    office.sync()
    pinned = office.mailbox.cursor
    office.work.runtime.redis.flushall()
    office.gmail.revoke()
    sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)
    assert office.mailbox.state is MailboxState.DISCONNECTED
    office.gmail.simulator.put("faults", {"faults": []})
    office.be_patient_no_longer()

    office.read_everything()

    assert office.changes_of_state()[-2:] == [("disconnected", "backfill"), ("backfill", "live")]
    assert len(office.held) == 1
    assert office.mailbox.cursor == pinned


def test_a_mailbox_without_a_credential_says_so(office: Office) -> None:
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).credential = None

    office.sync()

    assert office.mailbox.state is MailboxState.DISCONNECTED
    assert "inbox mailbox add" in office.mailbox.state_reason


def test_patience_grows_with_failures_and_an_admin_learns_of_many(now: datetime) -> None:
    mailbox = Mailbox(failures=0, state_reason="")
    waits = [health.postponed(mailbox, TryAgain("Google answered 503"), now) for _ in range(8)]

    assert waits[:5] == sorted(waits[:5])
    assert max(waits) <= 64
    assert "Google answered 503" in mailbox.state_reason
    assert health.postponed(mailbox, TryAgain("quota", after=600), now) == 600
    assert mailbox.try_at == now + timedelta(seconds=600)


def test_a_refusal_of_another_kind_disconnects_too(office: Office) -> None:
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        health.refused(session, mailbox, ProviderError("Google answered 400"), datetime.now(UTC))

        assert mailbox.state is MailboxState.DISCONNECTED
        assert mailbox.state_reason.startswith("Google answered 400")
