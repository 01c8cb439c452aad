"""Starting over with a mailbox whose cursor the provider forgot. Notes, assignees and status are not touched."""

from __future__ import annotations

from sqlalchemy import or_, select

from inbox.models import Delivery, MailboxState
from sync import walking
from sync.loading import Wanted
from sync.progress import Progress
from sync.run import Run
from sync.walking import Slice

_AT_ONCE = 500


def begin(run: Run) -> None:
    """Pin the cursor of this moment and list all that the mailbox holds."""
    walking.pin(run, MailboxState.RESYNC)


def compare(run: Run, stand: Progress, part: Slice) -> bool:
    """After the listing: what we hold but it did not show is asked for by id, and marked as gone if it is.

    Says whether the slice was long enough for all of it.
    """
    with run.fenced() as (session, mailbox):
        query = select(Delivery.provider_id).where(
            Delivery.mailbox_id == mailbox.id,
            Delivery.deleted_at.is_(None),
            Delivery.received_at >= stand.since,
            or_(Delivery.listed_at.is_(None), Delivery.listed_at < stand.started),
        )
        missing = session.scalars(query.order_by(Delivery.id).limit(_AT_ONCE)).all()
    if not missing:
        walking.finish(run, stand)
        return True
    return walking.take(run, stand, Wanted(known=missing), part, listed=stand.listed)
