"""Where a mailbox stands with its provider, and until when it is left alone. Changes of state are events for admins."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import events
from inbox.events import Actor
from inbox.models import Door, EventKind, Mailbox, MailboxState
from sync import progress
from sync.errors import AccessLost, ProviderError, TryAgain
from sync.line import delay

_SLOW = timedelta(minutes=30)
"""How often a mailbox that lost its access is tried again without being told to."""
_WORRYING = 5
"""After so many failures in a row an admin is told the reason."""


def well(session: Session, mailbox: Mailbox, now: datetime) -> None:
    """The provider answered and what it gave was stored."""
    mailbox.failures = 0
    mailbox.try_at = None
    change(session, mailbox, _underway(mailbox), "", now)


def postponed(mailbox: Mailbox, trouble: TryAgain, now: datetime) -> float:
    """The provider cannot answer now. Says after how many seconds to ask again."""
    mailbox.failures += 1
    wait = max(trouble.after, delay(mailbox.failures))
    mailbox.try_at = now + timedelta(seconds=wait)
    if mailbox.failures >= _WORRYING:
        mailbox.state_reason = f"{trouble}. It is tried again by itself."
    return wait


def refused(session: Session, mailbox: Mailbox, refusal: ProviderError, now: datetime) -> None:
    """The provider will not answer until somebody mends something."""
    mailbox.failures += 1
    mailbox.try_at = now + _SLOW
    step = refusal.next_step if isinstance(refusal, AccessLost) else "Sync the mailbox again after mending it."
    change(session, mailbox, MailboxState.DISCONNECTED, f"{refusal} {step}", now)


def reconnect(mailbox: Mailbox) -> None:
    """Somebody mended something, or wants to know: the next sync asks the provider at once."""
    mailbox.try_at = None


def change(session: Session, mailbox: Mailbox, state: MailboxState, reason: str, now: datetime) -> None:
    """Put a mailbox into a state. The same state for the same reason is no news."""
    if (mailbox.state, mailbox.state_reason) == (state, reason):
        return
    old, mailbox.state, mailbox.state_reason = mailbox.state, state, reason
    if old is not state:
        by = Actor(door=Door.SYSTEM, now=now)
        events.record_of_mailbox(
            session, mailbox, EventKind.MAILBOX_CHANGED, by=by, reason=reason[:255], old=old.value, new=state.value
        )


def _underway(mailbox: Mailbox) -> MailboxState:
    stand = progress.of(mailbox)
    return stand.phase if stand else MailboxState.LIVE
