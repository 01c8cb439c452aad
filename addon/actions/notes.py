"""Buttons for internal notes. A note only adds something, so no card is too old for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from addon.press import Press, done, latest, page
from cards.kit import Answer, Move
from cards.pages.note import completions
from inbox import membership, mentions, notes
from inbox.models import Conversation, Person
from inbox.translation import N_

_SHOWN = 3


def add(session: Session, press: Press) -> Answer:
    """Leave a note."""
    conversation = latest(session, press)
    note = notes.add(session, conversation, press.inputs.text("note"), by=press.by)
    return _noted(session, press, conversation, note.text, press.words(N_("Note added")))


def edit(session: Session, press: Press) -> Answer:
    """Word one's own note anew."""
    conversation = latest(session, press)
    note = notes.note_of(session, conversation, press.number("note"))
    notes.edit(session, note, press.inputs.text("note"), by=press.by)
    return _noted(session, press, conversation, note.text, press.words(N_("Note changed")))


def delete(session: Session, press: Press) -> Answer:
    """Take one's own note away."""
    conversation = latest(session, press)
    notes.delete(session, notes.note_of(session, conversation, press.number("note")), by=press.by)
    return done(session, press, conversation, press.words(N_("Note deleted")))


def grant_access(session: Session, press: Press) -> Answer:
    """Let somebody who was mentioned into the team."""
    conversation = latest(session, press)
    viewer = press.view.viewer
    person = membership.grant(session, viewer, press.number("team"), press.number("person"), by=press.by)
    return done(session, press, conversation, press.words(N_("%(name)s has access now."), name=person.name))


def suggest_mention(session: Session, press: Press) -> Answer:
    """Names to choose from while somebody types after an @."""
    return Answer(completions=tuple(completions(session, press.view, press.inputs.text("note"))))


def _noted(session: Session, press: Press, conversation: Conversation, text: str, words: str) -> Answer:
    """Show the conversation, or who was mentioned but cannot open it."""
    named = mentions.named_in(session, conversation.organization_id, text)
    if named.unknown:
        who = ", ".join(f"@{one}" for one in named.unknown[:_SHOWN])
        words = f"{words}. {press.words(N_('Nobody was told for %(names)s: no one name here fits.'), names=who)}"
    outside = mentions.without_access(session, conversation, named.people)
    return _offer(session, press, conversation, outside) if outside else done(session, press, conversation, words)


def _offer(session: Session, press: Press, conversation: Conversation, people: Sequence[Person]) -> Answer:
    ids = ",".join(str(person.id) for person in people)
    move = Move.UPDATE if press.params.get("back") else Move.PUSH
    shown = page(session, press, "grant", move=move, conversation=conversation.id, people=ids)
    return replace(shown, has_changed=True)
