"""Reading mailboxes: the lease is taken, the outside asked, and what it gave committed under the lease."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import label_marks
from inbox.models import Mailbox, MailboxState
from sync import backfill, health, leases, mirror, progress, pull, resync, wakeups, watch
from sync.errors import CursorLost
from sync.run import Run
from workers import attempts, queues
from workers.job import UnitsOfWork, job
from workers.watch_jobs import renew_watch


@job(queues.SYNC)
def sync_mailbox(work: UnitsOfWork, mailbox_id: int) -> None:
    """Read what changed in a mailbox, if there was a hint since somebody looked."""
    with work.unit() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        count = wakeups.pending(session, mailbox_id)
        if mailbox is None or mailbox.state is MailboxState.PAUSED:
            return
        if count is None and not label_marks.is_due(session, mailbox, now=work.clock()):
            return
        spacing = work.runtime.settings.sync_spacing
        hold = attempts.take(work, session, mailbox, come_back=_sync_later, spacing=spacing)
    if hold is not None:
        attempts.attempt(work, mailbox, hold, lambda run: catch_up(run, count or 0), come_back=_sync_later)


@job(queues.BACKFILL)
def label_mailbox(work: UnitsOfWork, mailbox_id: int) -> None:
    """Go on with labels of which there were too many for one sync; fresh mail goes first."""
    with work.unit() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is None or mailbox.state is MailboxState.PAUSED:
            return
        if not label_marks.is_due(session, mailbox, now=work.clock()):
            return
        count = wakeups.pending(session, mailbox_id)
        hold = attempts.take(work, session, mailbox, come_back=_label_later)
    if hold is not None:
        attempts.attempt(
            work, mailbox, hold, lambda run: catch_up(run, count or 0), come_back=_label_later, give_way=give_way
        )


@job(queues.BACKFILL)
def backfill_mailbox(work: UnitsOfWork, mailbox_id: int) -> None:
    """Read some of the mail that was there before, and come back if there is more."""
    with work.unit() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is None or mailbox.state is MailboxState.PAUSED or progress.of(mailbox) is None:
            return
        hold = attempts.take(work, session, mailbox, come_back=_backfill_later)
    if hold is not None:
        attempts.attempt(work, mailbox, hold, go_on, come_back=_backfill_later, give_way=give_way)


@job(queues.SYNC)
def mend_watch(work: UnitsOfWork, mailbox_id: int) -> None:
    """The provider says that its pushes ended: have them again, and then read what it did not tell meanwhile."""
    renew_watch.run(work, mailbox_id)
    with work.unit() as session:
        if session.get(Mailbox, mailbox_id) is not None:
            ask(session, mailbox_id, now=work.clock())


def ask(session: Session, mailbox_id: int, *, now: datetime) -> None:
    """Note that there may be news of a mailbox, and have it read after the commit."""
    wakeups.note(session, mailbox_id, now)
    sync_mailbox.after(session, mailbox_id)


def give_way(session: Session, mailbox_id: int) -> None:
    """Have a mailbox read after the commit if there was a hint meanwhile."""
    if wakeups.pending(session, mailbox_id) is not None:
        sync_mailbox.after(session, mailbox_id)


def wake_new_mailboxes(session: Session, *, now: datetime) -> None:
    """Begin to read the mailboxes that were just connected."""
    query = select(Mailbox.id).where(Mailbox.state == MailboxState.NEW, Mailbox.credential.is_not(None))
    for mailbox_id in session.scalars(query):
        ask(session, mailbox_id, now=now)


def catch_up(run: Run, count: int) -> None:
    """Read the changes, or begin with the listing where there is no cursor; `count` hints are settled with it."""
    began = run.clock()
    with run.fenced() as (_, mailbox):
        cursor = mailbox.cursor
    caught = None
    try:
        if cursor is None:
            backfill.begin(run)
        else:
            caught = pull.catch_up(run, cursor)
    except CursorLost:
        resync.begin(run)
    with run.fenced() as (session, mailbox):
        if caught is not None:
            pull.settle(session, mailbox, caught, run)
        if caught is None or watch.notice(mailbox, found=caught.found, now=run.clock()):
            renew_watch.after(session, mailbox.id)
        mailbox.synced_at = run.clock()  # written before its hints, as hooks do: in another order they might deadlock
        wakeups.clear(session, mailbox.id, count)
    if caught is not None:
        mirror.work(run, caught.labelled)
    with run.fenced() as (session, mailbox):
        _close(session, mailbox, run)
        if watch.may_miss(mailbox, began=began):
            wakeups.note(session, mailbox.id, run.clock())
            soon = max(watch.AFTER_A_PUSH.total_seconds(), run.settings.sync_spacing)
            sync_mailbox.later(session, soon, mailbox.id)


def go_on(run: Run) -> None:
    """Work on the listing for a while."""
    backfill.go_on(run)
    with run.fenced() as (session, mailbox):
        _close(session, mailbox, run)


def _close(session: Session, mailbox: Mailbox, run: Run) -> None:
    """All went well: give the lease back, and have done what is still to do."""
    health.well(session, mailbox, run.clock())
    leases.release(session, run.hold)
    give_way(session, mailbox.id)
    stand = progress.of(mailbox)
    if stand is not None:
        backfill_mailbox.after(session, mailbox.id)
    is_old = stand is not None and stand.looks_at_known
    if not is_old and label_marks.is_due(session, mailbox, now=run.clock()):
        label_mailbox.after(session, mailbox.id)


def _sync_later(session: Session, seconds: float, mailbox_id: int) -> None:
    sync_mailbox.later(session, seconds, mailbox_id)


def _label_later(session: Session, seconds: float, mailbox_id: int) -> None:
    label_mailbox.later(session, seconds, mailbox_id)


def _backfill_later(session: Session, seconds: float, mailbox_id: int) -> None:
    backfill_mailbox.later(session, seconds, mailbox_id)
