"""Buttons that tell the others who answers, before a word is written."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done
from cards.kit import Answer
from inbox import access
from inbox.models import Conversation
from inbox.translation import N_


def claim(session: Session, press: Press) -> Answer:
    """I am answering; the others see it for three minutes, or for as long as I go on."""
    conversation = _looked_at(session, press)
    press.view.company.reply(conversation.id)
    return done(session, press, conversation, press.words(N_("Your colleagues see that you are answering.")))


def unclaim(session: Session, press: Press) -> Answer:
    """Not after all."""
    conversation = _looked_at(session, press)
    press.view.company.stop_replying(conversation.id)
    return done(session, press, conversation, press.words(N_("Somebody else may answer.")))


def _looked_at(session: Session, press: Press) -> Conversation:
    return access.conversation_for(session, press.view.viewer, press.number("conversation"))
