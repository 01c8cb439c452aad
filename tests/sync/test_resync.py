"""A forgotten cursor: the mailbox is read anew without anybody doing anything, and nothing of ours is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox.models import MailboxState
from tests.office import Office
from tests.sync.test_backfill import RECENTLY, deliver
from workers import sync_jobs


def test_a_forgotten_cursor_is_no_error_but_a_reading_anew(office: Office) -> None:
    kept, moved, deleted = sorted(deliver(office, 3))
    office.read_everything()
    office.gmail.relabel(moved, add=("STARRED",))
    office.gmail.delete(deleted)
    missed = office.gmail.deliver(at=RECENTLY)
    office.gmail.forget_history()

    office.sync()
    assert office.mailbox.state == "resync"
    meanwhile = office.gmail.deliver(at=RECENTLY)
    office.read_everything()

    assert set(office.held) == {kept, moved, missed, meanwhile}
    assert office.deleted == {deleted}
    assert "STARRED" in office.held[moved].labels
    assert office.mailbox.state is MailboxState.LIVE
    assert office.changes_of_state()[-2:] == [("live", "resync"), ("resync", "live")]


def test_an_interrupted_resync_looks_at_nothing_twice(office: Office) -> None:
    deliver(office, 30)
    office.read_everything()
    office.gmail.forget_history()
    office.sync()
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 500, "reason": "backendError", "times": 4 * 10}
    ]})  # fmt: skip
    sync_jobs.backfill_mailbox.run(office.with_settings(sync_batch=10).work, office.mailbox_id)
    assert office.mailbox.failures == 1
    office.be_patient_no_longer()
    office.gmail.simulator.delete("calls")

    office.read_everything()

    assert office.asked("users.messages.get") == 20, "ten were answered before"
    assert office.mailbox.state is MailboxState.LIVE


def test_what_the_listing_does_not_show_is_deleted_only_if_the_provider_says_so(office: Office) -> None:
    (message,) = deliver(office, 1)
    old = office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=29))
    office.read_everything()
    office.gmail.forget_history()
    office.sync()
    with office.work.unit() as session:
        mailbox = session.merge(office.mailbox)
        mailbox.progress = {**mailbox.progress, "since": (datetime.now(UTC) + timedelta(days=1)).isoformat()}

    office.read_everything()

    assert set(office.held) == {message, old}
    assert office.deleted == set()
