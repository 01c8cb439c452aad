"""A press on a card: by whom, on what, with what typed; and what every action does before and after its own deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from addon.desk import Desk
from addon.event import Event
from addon.inputs import Inputs, number
from addon.visits import Call
from cards import kit
from cards.kit import Answer, Move
from cards.pages import PAGES
from cards.view import View
from inbox import access
from inbox.errors import NotFound, Stale
from inbox.events import Actor
from inbox.models import Conversation
from inbox.translation import N_


@dataclass(frozen=True)
class Press:
    """One press. `params` is what the card sent along, `inputs` what the person typed and chose."""

    view: View
    params: Mapping[str, str]
    inputs: Inputs
    event: Event
    brought: object = None
    """What the action fetched from outside ahead of its transaction."""

    @classmethod
    def of(cls, view: View, event: Event, brought: object = None) -> Press:
        """The press that an event tells of."""
        return cls(view, event.parameters, event.inputs, event, brought)

    @property
    def by(self) -> Actor:
        """The person as the one who acts."""
        return Actor(door=self.view.viewer.door, now=self.view.now, person_id=self.view.viewer.person_id)

    def number(self, name: str) -> int:
        """An id among the parameters. One that is missing or no number is not found, like one that does not exist."""
        found = number(self.params.get(name, ""))
        if found is None:
            raise NotFound(N_("This does not exist, or you have no access to it."))
        return found

    def words(self, message: str, **values: object) -> str:
        """A message in the person's language."""
        text = self.view.gettext(message)
        return text % values if values else text


@dataclass(frozen=True)
class Action:
    """What a button does, in one transaction; one that only looks may be pressed any number of times."""

    act: Callable[[Session, Press], Answer]
    writes: bool = True
    form: str = ""
    """The page it is pressed on, shown again when something on it cannot be used."""
    ahead: Callable[[Desk, Call], object] | None = None
    """What is to be fetched from outside before the transaction; its result is `press.brought`."""
    may_repeat: bool = False
    """Whether pressing again does nothing more and shows the same, so that it is not told apart from a double click."""


def latest(session: Session, press: Press) -> Conversation:
    """The conversation that was pressed on, locked, however old the card was: for what only adds something."""
    found = access.conversation_for(session, press.view.viewer, press.number("conversation"), to_change=True)
    press.view.company.enter(found.id)
    return found


def seen(session: Session, press: Press) -> Conversation:
    """The conversation that was pressed on, locked. Raises Stale if it is no longer what the person saw."""
    conversation = latest(session, press)
    if (conversation.id, conversation.version) != (press.number("conversation"), press.number("version")):
        raise Stale(N_("This conversation changed in the meantime. Please look again."))
    return conversation


def page(session: Session, press: Press, name: str, *, move: Move = Move.PUSH, **params: object) -> Answer:
    """An answer that shows a page."""
    texts = {key: str(value) for key, value in params.items()}
    return Answer(card=PAGES[name](session, press.view, texts), move=move)


def done(session: Session, press: Press, conversation: Conversation, notification: str = "") -> Answer:
    """An answer that shows the conversation as it is now; a form that was in front of it goes away."""
    move = Move.BACK if press.params.get("back") else Move.UPDATE
    shown = page(session, press, "conversation", move=move, conversation=conversation.id)
    return replace(shown, notification=notification, has_changed=True)


def typed(press: Press) -> kit.Form:
    """What the person typed, so that a form can show it again."""
    return kit.Form(values=press.inputs.typed())
