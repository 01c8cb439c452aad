"""The button that lets a conversation out of quarantine."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, seen
from cards.kit import Answer
from inbox import quarantine
from inbox.translation import N_


def release(session: Session, press: Press) -> Answer:
    """This is no spam: treat it like any other mail."""
    conversation = seen(session, press)
    said = N_("Released from quarantine") if conversation.is_quarantined else N_("It is in quarantine no longer")
    heir = quarantine.release(session, conversation, by=press.by)
    return done(session, press, heir, press.words(said))
