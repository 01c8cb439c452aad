"""What a person sees when the domain says no: the card as it is now, and why nothing was done."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon import session
from addon.desk import Desk
from addon.inputs import number
from addon.press import Action, Press
from addon.visits import Call
from cards import kit, sentences
from cards.kit import Answer, Move
from cards.pages import PAGES
from cards.view import View
from inbox import access, events
from inbox.errors import InboxError, Invalid, NotFound, Stale
from inbox.models import Conversation, EventKind
from inbox.translation import N_


def of_unknown_button(view: View) -> str:
    """A card from before an update may still name a button that is gone; only people who have access learn of it."""
    return view.gettext(N_("This button does not exist any more. Please look again."))


def of_press(desk: Desk, call: Call, action: Action, refusal: InboxError) -> Answer:
    """Nothing was done: show why, beside what the person should see instead."""
    if isinstance(refusal, NotFound):
        _audit(desk, call)

    def work(unit: Session, view: View) -> Answer:
        press = Press.of(view, call.event)
        if isinstance(refusal, Invalid) and refusal.field and action.form:
            return _form_again(unit, press, action, refusal)
        return _current(unit, press, refusal)

    return session.visit(desk.runtime, call, work, writes=False)


def of_repetition(unit: Session, press: Press) -> Answer:
    """The press was carried out a moment ago: show what came of it."""
    card = _conversation(unit, press)
    return Answer(card=card, has_changed=True) if card else Answer(notification=press.words(N_("Done already.")))


def _form_again(unit: Session, press: Press, action: Action, refusal: Invalid) -> Answer:
    """The same form with what was typed, and what is wrong with it."""
    errors = {refusal.field: press.view.refusal(refusal)}
    view = replace(press.view, form=kit.Form(values=press.inputs.typed(), errors=errors))
    return Answer(card=PAGES[action.form](unit, view, press.params), notification=errors[refusal.field])


def _current(unit: Session, press: Press, refusal: InboxError) -> Answer:
    card = None if isinstance(refusal, NotFound) else _conversation(unit, press)
    words = press.view.refusal(refusal)
    if isinstance(refusal, Stale):
        words = _what_was_missed(unit, press) or words
    move = Move.BACK if card and press.params.get("back") else Move.UPDATE
    return Answer(card=card, move=move, notification=words, has_changed=card is not None)


def _what_was_missed(unit: Session, press: Press) -> str:
    conversation = access.conversation_for(unit, press.view.viewer, press.number("conversation"))
    seen = number(press.params.get("version", "")) or 0
    told = sentences.missed(unit, press.view, conversation.id, seen, conversation.version)
    return press.words(N_("Not done, because meanwhile: %(what)s"), what=told) if told else ""


def _conversation(unit: Session, press: Press) -> kit.Card | None:
    """The conversation as it is now, if the press was on one that the person may see."""
    number = press.params.get("conversation")
    if number is None:
        return None
    try:
        return PAGES["conversation"](unit, press.view, {"conversation": number})
    except NotFound:
        return None


def _audit(desk: Desk, call: Call) -> None:
    """Keep that somebody pressed on a conversation that exists but is none of theirs."""

    def work(unit: Session, view: View) -> None:
        press = Press.of(view, call.event)
        for asked_for in filter(None, (_foreign(unit, press, name) for name in ("conversation", "target"))):
            events.record_of_organization(
                unit, view.viewer.organization_id, EventKind.ACCESS_REFUSED, by=press.by, reason="conversation",
                asked_for=asked_for,
            )  # fmt: skip

    session.visit(desk.runtime, call, work, writes=True)


def _foreign(unit: Session, press: Press, name: str) -> int | None:
    """The number of the conversation that a parameter names, if there is one and the person may not see it."""
    asked_for = number(press.params.get(name, ""))
    if asked_for is None or unit.get(Conversation, asked_for) is None:
        return None
    try:
        access.conversation_for(unit, press.view.viewer, asked_for)
    except NotFound:
        return asked_for
    return None
