"""Buttons about what a model suggests: accept, choose another, none of these, undo; and signs that are none."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, latest
from cards.kit import Answer
from inbox import suggestions
from inbox.models import Conversation, Finding
from inbox.translation import N_


def accept(session: Session, press: Press) -> Answer:
    """Yes, that is what it is about."""
    conversation, finding = _pressed(session, press)
    suggestions.accept(session, conversation, finding, by=press.by)
    return done(session, press, conversation, press.words(N_("Saved")))


def refuse(session: Session, press: Press) -> Answer:
    """It is about none of these."""
    conversation, finding = _pressed(session, press)
    suggestions.refuse(session, conversation, finding, by=press.by)
    return done(session, press, conversation, press.words(N_("Saved")))


def undo(session: Session, press: Press) -> Answer:
    """Take back what was set by itself, or what somebody decided."""
    conversation, finding = _pressed(session, press)
    suggestions.undo(session, conversation, finding, by=press.by)
    return done(session, press, conversation, press.words(N_("Taken back")))


def calm(session: Session, press: Press) -> Answer:
    """These signs are nothing urgent."""
    conversation, finding = _pressed(session, press)
    suggestions.calm(session, conversation, finding, by=press.by)
    return done(session, press, conversation, press.words(N_("Saved")))


def categorize(session: Session, press: Press) -> Answer:
    """It is about this, whatever was suggested."""
    conversation = latest(session, press)
    suggestions.categorize(session, conversation, press.number("category"), by=press.by)
    return done(session, press, conversation, press.words(N_("Saved")))


def _pressed(session: Session, press: Press) -> tuple[Conversation, Finding]:
    """The conversation, held, and the finding as it stands now."""
    conversation = latest(session, press)
    return conversation, suggestions.of_conversation(session, conversation, press.number("finding"))
