"""What recurs: silent mailboxes are asked, lost jobs found, snoozed conversations woken, failed mail tried again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from inbox import checks, label_marks, lifecycle, model_log, reprocessing
from inbox.models import Click, Mailbox, MailboxState, Outgoing, OutgoingState
from sync import wakeups, watch
from workers import ledger_jobs, queues, sync_jobs
from workers.job import UnitsOfWork, job

_LOST_AFTER = timedelta(seconds=30)
_REPLIES_ARE_KEPT = timedelta(days=30)
_CLICKS_ARE_KEPT = timedelta(days=7)
_AT_ONCE = 500


@job(queues.URGENT)
def ask_silent_mailboxes(work: UnitsOfWork) -> None:
    """Read the mailboxes that nobody read for some minutes: pushes may be late, lost or never set up."""
    now = work.clock()
    with work.unit() as session:
        for mailbox_id in watch.silent(session, now=now, minutes=work.runtime.settings.poll_minutes):
            sync_jobs.ask(session, mailbox_id, now=now)


@job(queues.URGENT)
def find_lost_work(work: UnitsOfWork) -> None:
    """Queue again what the database says is to be done although no job seems to do it."""
    with work.unit(writes=False) as session:
        for mailbox_id in wakeups.overdue(session, before=work.clock() - _LOST_AFTER):
            sync_jobs.sync_mailbox.after(session, mailbox_id)
        for mailbox_id in label_marks.mailboxes_due(session, before=work.clock() - _LOST_AFTER):
            sync_jobs.label_mailbox.after(session, mailbox_id)
        listed = select(Mailbox.id).where(Mailbox.state.in_((MailboxState.BACKFILL, MailboxState.RESYNC)))
        for mailbox_id in session.scalars(listed):
            sync_jobs.backfill_mailbox.after(session, mailbox_id)
        for mailbox_id in checks.under_way(session):
            ledger_jobs.check_ledger.after(session, mailbox_id)


@job(queues.URGENT)
def wake_snoozed(work: UnitsOfWork) -> None:
    """Open the conversations whose snooze ran out."""
    woken = _AT_ONCE
    while woken == _AT_ONCE:
        with work.unit() as session:
            woken = lifecycle.wake_due(session, now=work.clock(), limit=_AT_ONCE)


@job(queues.REACTIONS)
def retry_failed_mail(work: UnitsOfWork) -> None:
    """Try the mails again that could not be parsed or stored, those whose time has come."""
    with work.unit() as session:
        reprocessing.retry_due(session, keys=work.runtime.message_id_keys, now=work.clock())


@job(queues.REACTIONS)
def forget_old_clicks(work: UnitsOfWork) -> None:
    """A press that was carried out a week ago is not sent again."""
    with work.unit() as session:
        session.execute(delete(Click).where(Click.at < work.clock() - _CLICKS_ARE_KEPT))


@job(queues.REACTIONS)
def forget_old_replies(work: UnitsOfWork) -> None:
    """The text of a reply that was taken back weeks ago is of no use to anybody."""
    with work.unit() as session:
        session.execute(
            update(Outgoing)
            .where(Outgoing.state == OutgoingState.UNDONE, Outgoing.created_at < work.clock() - _REPLIES_ARE_KEPT)
            .values(text="")
        )


@job(queues.REACTIONS)
def forget_old_model_calls(work: UnitsOfWork) -> None:
    """That models were asked is kept for some days."""
    with work.unit() as session:
        model_log.forget_old(session, now=work.clock(), days=work.runtime.settings.model_log_days)
