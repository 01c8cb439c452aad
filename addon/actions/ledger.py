"""The button that checks a mailbox's ledger now."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon.press import Press, page
from cards.kit import Answer, Move
from inbox import access
from inbox.errors import NotAllowed
from inbox.models import MailboxState
from inbox.translation import N_
from workers import ledger_jobs


def check(session: Session, press: Press) -> Answer:
    """Have a mailbox compared with its provider's list; the card shows how far that got when it is looked at again."""
    access.require_admin(press.view.viewer)
    mailbox = access.mailbox_for(session, press.view.viewer, press.number("mailbox"))
    if mailbox.state is not MailboxState.LIVE:
        raise NotAllowed(N_("This mailbox cannot be checked before it is connected and read."))
    ledger_jobs.begin(session, mailbox, now=press.view.now)
    shown = page(session, press, "ledger-mailbox", move=Move.UPDATE, mailbox=mailbox.id)
    return replace(shown, notification=press.words(N_("The check begins. Refresh to see how far it got.")))
