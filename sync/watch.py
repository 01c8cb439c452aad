"""Who is to be asked although nothing was pushed, and whose watch is to be renewed.

A watch can die without a word while its date of expiry is far off. It is noticed by mail that was found by asking.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, load_only

from inbox.models import Mailbox, MailboxState
from inbox.models.mailbox import PUSHES_MAY_BE_LATE
from sync.providers import WATCHED

_WITHOUT = (MailboxState.NEW, MailboxState.PAUSED, MailboxState.DISCONNECTED)
_LOOKED_AT = (Mailbox.provider, Mailbox.state, Mailbox.watch_expires_at, Mailbox.unannounced_at)
"""Without the cursor, which can be long."""
_ALERT = timedelta(hours=48)
AFTER_A_PUSH = timedelta(seconds=1.5)
"""Google pushes once a second for a mailbox and drops the rest (developers.google.com/workspace/gmail/api/guides/push):
whoever looks sooner after a push looks again.
"""


def due(session: Session, *, now: datetime) -> list[int]:
    """Mailboxes whose watch is to be renewed: those without any and those that end soonest first, then silent ones."""
    query = select(Mailbox).where(Mailbox.state.not_in(_WITHOUT)).options(load_only(*_LOOKED_AT))
    ordered = query.order_by(Mailbox.watch_expires_at.is_not(None), Mailbox.watch_expires_at)
    return [one.id for one in session.scalars(ordered) if _is_due(one, now)]


def is_lacking(mailbox: Mailbox, *, now: datetime) -> bool:
    """Whether a mailbox that is read has no watch at all, or had one until now."""
    ends = mailbox.watch_expires_at
    return mailbox.state not in _WITHOUT and (ends is None or ends <= now)


def _is_due(mailbox: Mailbox, now: datetime) -> bool:
    ends = mailbox.watch_expires_at
    return ends is None or ends < now + WATCHED.get(mailbox.provider, timedelta()) or mailbox.misses_pushes(now)


def pushed(mailbox: Mailbox, *, now: datetime) -> None:
    """A push came: they do not stay away."""
    mailbox.pushed_at, mailbox.unannounced_at = now, None


def ended(mailbox: Mailbox, *, now: datetime) -> None:
    """The provider says that it pushes no more. Until there is a new watch an admin sees that."""
    mailbox.watch_expires_at = now


def ends_soon(mailbox: Mailbox, *, now: datetime) -> bool:
    """Whether so little of the watch is left that an admin is told."""
    return mailbox.watch_expires_at is not None and mailbox.watch_expires_at - now < _ALERT


def notice(mailbox: Mailbox, *, found: bool, now: datetime) -> bool:
    """At the end of a sync, note whether pushes tell of new mail. Whether it turns out now that they stay away.

    `mailbox.synced_at` is still that of the sync before, `found` whether this one found new mail.
    """
    before = mailbox.synced_at or now
    was_pushed = mailbox.pushed_at is not None and mailbox.pushed_at > before - PUSHES_MAY_BE_LATE
    if was_pushed or mailbox.watch_expires_at is None:
        mailbox.unannounced_at = None
    elif mailbox.unannounced_at is None and found:
        mailbox.unannounced_at = now
    return mailbox.misses_pushes(now) and not mailbox.misses_pushes(before)


def rested(mailbox: Mailbox, *, spacing: float) -> datetime | None:
    """When a mailbox may be read again: so many seconds after the last sync, and a moment after a push that came
    meanwhile, so that one more sync sees all of them. None for one that was never read.
    """
    if mailbox.synced_at is None or not spacing:
        return mailbox.synced_at
    ready = mailbox.synced_at + timedelta(seconds=spacing)
    return max(ready, min(mailbox.pushed_at, ready) + AFTER_A_PUSH) if mailbox.pushed_at else ready


def may_miss(mailbox: Mailbox, *, began: datetime) -> bool:
    """Whether a sync looked so soon after a push that the push of a later change may have been dropped."""
    return mailbox.pushed_at is not None and began < mailbox.pushed_at + AFTER_A_PUSH


def silent(session: Session, *, now: datetime, minutes: float) -> list[int]:
    """Mailboxes that nobody read for some minutes, whatever pushes promised; not those left alone on purpose."""
    query = select(Mailbox.id).where(
        Mailbox.state != MailboxState.PAUSED,
        or_(Mailbox.synced_at.is_(None), Mailbox.synced_at < now - timedelta(minutes=minutes)),
        or_(Mailbox.try_at.is_(None), Mailbox.try_at <= now),
    )
    return list(session.scalars(query.order_by(Mailbox.synced_at)))
