"""Buttons that ask the copilot. The question is kept and a worker answers it; nobody waits for a model here."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, page
from cards.kit import Answer, Move
from cards.pages import reply as form
from cards.pages import rewritten
from cards.sections.copilot import LANGUAGE
from inbox import access, copilot
from inbox.copilot import Rewriting
from inbox.models import Conversation, CopilotQuestion
from workers import copilot_jobs


def summarise(session: Session, press: Press) -> Answer:
    """What the conversation comes to."""
    conversation = _looked_at(session, press)
    viewer, is_anew = press.view.viewer, bool(press.params.get("anew"))
    _answer(session, copilot.ask_for_summary(session, viewer, conversation, now=press.view.now, anew=is_anew))
    return page(session, press, "summary", move=_move(press), conversation=conversation.id)


def draft(session: Session, press: Press) -> Answer:
    """A reply to begin with."""
    conversation = _looked_at(session, press)
    viewer, is_anew = press.view.viewer, bool(press.params.get("anew"))
    _answer(session, copilot.ask_for_draft(session, viewer, conversation, now=press.view.now, anew=is_anew))
    return page(session, press, "draft", move=_move(press), conversation=conversation.id)


def rewrite(session: Session, press: Press) -> Answer:
    """What was typed into the form of a reply said otherwise; the form comes back with the one text or the other."""
    conversation = _looked_at(session, press)
    text, manner = press.inputs.text(form.field(press.params)), press.params.get("manner", "")
    language = press.inputs.text(LANGUAGE) if manner == copilot.TRANSLATE else ""
    wanted = Rewriting(text, manner, language)
    row = copilot.ask_to_rewrite(session, press.view.viewer, conversation, wanted, now=press.view.now)
    _answer(session, row)
    kept = {name: press.params[name] for name in rewritten.KEPT if press.params.get(name)}
    kept |= {form.KIND: kind} if (kind := press.inputs.text(form.KIND)) else {}
    return page(session, press, "rewritten", move=Move.UPDATE, **kept, conversation=conversation.id, copilot=row.id)


def _looked_at(session: Session, press: Press) -> Conversation:
    return access.conversation_for(session, press.view.viewer, press.number("conversation"))


def _answer(session: Session, row: CopilotQuestion) -> None:
    """Let a worker answer it, unless that was done."""
    if row.is_waiting:
        copilot_jobs.answer_question.after(session, row.id)


def _move(press: Press) -> Move:
    return Move.UPDATE if press.params.get("here") else Move.PUSH
