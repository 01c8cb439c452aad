"""What follows for the labels in mailboxes from what happened to conversations, and from a changed configuration."""

from __future__ import annotations

from sqlalchemy import select

from inbox import label_marks, labelling
from inbox.models import Event, Mailbox, MailboxState
from workers import queues, sync_jobs
from workers.job import UnitsOfWork, job


@job(queues.REACTIONS)
def follow_with_labels(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Have the labels of the conversations compared, wherever their mail lies."""
    now = work.clock()
    with work.unit() as session:
        conversations = session.scalars(select(Event.conversation_id).where(Event.id.in_(event_ids)).distinct())
        for mailbox_id in label_marks.mark(session, [id_ for id_ in conversations if id_ is not None], now=now):
            sync_jobs.ask(session, mailbox_id, now=now)


@job(queues.REACTIONS)
def compare_label_names(work: UnitsOfWork, event_ids: list[int]) -> None:
    """People, tags or the prefix may have other names now, and tags be shown that were not."""
    now = work.clock()
    with work.unit() as session:
        organizations = select(Event.organization_id).where(Event.id.in_(event_ids)).distinct()
        query = select(Mailbox).where(Mailbox.organization_id.in_(organizations)).order_by(Mailbox.id)
        for mailbox in session.scalars(query).all():
            label_marks.mark_tags(session, mailbox, now=now)
            sync_jobs.ask(session, mailbox.id, now=now)


@job(queues.BACKFILL)
def find_astray_labels(work: UnitsOfWork) -> None:
    """Compare all labels with their conversations once: what was to follow an event may have been lost with Redis."""
    with work.unit(writes=False) as session:
        mailbox_ids = session.scalars(select(Mailbox.id).where(Mailbox.state == MailboxState.LIVE)).all()
    for mailbox_id in mailbox_ids:
        now = work.clock()
        with work.unit() as session:
            astray = labelling.astray(session, session.get_one(Mailbox, mailbox_id))
            label_marks.mark_deliveries(session, astray, now=now)
            if astray:
                sync_jobs.ask(session, mailbox_id, now=now)
