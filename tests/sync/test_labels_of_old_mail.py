"""The labels of mail that was there before are written when it is all read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox import lifecycle
from inbox.models import MailboxState
from sync import wakeups
from tests.labels import Desk
from tests.office import Office
from workers import sync_jobs


def test_labels_of_old_mail_wait_until_the_mailbox_is_read_and_those_of_fresh_mail_do_not(office: Office) -> None:
    old = {office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=3)) for _ in range(6)}
    office.sync()
    brief = office.with_settings(slice_seconds=60.0, sync_batch=1, sync_spacing=0.0)
    with office.work.unit() as session:
        wakeups.note(session, office.mailbox_id, datetime.now(UTC))
    sync_jobs.backfill_mailbox.run(brief.work, office.mailbox_id)
    read = set(office.held)
    assert 1 < len(read) < 6 and office.mailbox.state is MailboxState.BACKFILL
    desk = Desk(office)
    fresh = office.gmail.deliver(at=datetime.now(UTC) + timedelta(seconds=5))

    office.sync()

    assert desk.on(fresh) == {"Desk/Open"}
    assert [desk.on(one) for one in old] == [set()] * 6
    taken, waiting, *_ = sorted(read)
    desk.press(taken, lifecycle.close)
    desk.react()
    office.sync()
    assert desk.on(taken) == {"Desk/Closed"}, "somebody sees to it: it is old no longer"
    assert desk.on(waiting) == set()

    office.read_everything()
    office.sync()

    assert {label for one in old - {taken} for label in desk.on(one)} == {"Desk/Open"}
    assert desk.waiting() == 0
