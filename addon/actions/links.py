"""Buttons about what belongs together: suggested links, merge and its undoing, split."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, latest, page, seen
from cards.kit import Answer, Move
from inbox import access, links, merging, splitting
from inbox.errors import NotFound
from inbox.models import Merge, Message, SuggestedLink
from inbox.translation import N_

_GONE = N_("This does not exist, or you have no access to it.")


def accept(session: Session, press: Press) -> Answer:
    """Yes, this mail belongs to that conversation."""
    heir = links.accept(session, _suggestion(session, press), by=press.by)
    return done(session, press, heir, press.words(N_("Joined")))


def refuse(session: Session, press: Press) -> Answer:
    """No, it stays where it is."""
    suggestion = _suggestion(session, press)
    conversation = latest(session, press)
    links.refuse(session, suggestion, by=press.by)
    return done(session, press, conversation, press.words(N_("It stays on its own.")))


def find_target(session: Session, press: Press) -> Answer:
    """Look for the conversation to merge into."""
    conversation, query = press.number("conversation"), press.inputs.text("query")
    return page(session, press, "merge", move=Move.UPDATE, conversation=conversation, query=query)


def merge(session: Session, press: Press) -> Answer:
    """Put this conversation into another one."""
    _lock(session, press, press.number("conversation"), press.number("target"))
    source = seen(session, press)
    target = access.conversation_for(session, press.view.viewer, press.number("target"), to_change=True)
    merging.merge(session, source, target, by=press.by)
    return done(session, press, target, press.words(N_("Merged. This can be undone under Links.")))


def unmerge(session: Session, press: Press) -> Answer:
    """Take a merge back."""
    one = session.get(Merge, press.number("merge"))
    if one is None or one.organization_id != press.view.viewer.organization_id:
        raise NotFound(_GONE)
    into = access.conversation_for(session, press.view.viewer, one.target_id, to_change=True)
    merging.unmerge(session, one, by=press.by)
    return done(session, press, into, press.words(N_("They are two conversations again.")))


def split(session: Session, press: Press) -> Answer:
    """Make a conversation of its own from a message and all after it."""
    conversation = seen(session, press)
    message = session.get(Message, press.number("message"))
    if message is None or message.conversation_id != conversation.id:
        raise NotFound(_GONE)
    new = splitting.split(session, conversation, message, by=press.by)
    return done(session, press, new, press.words(N_("Split: this is the new conversation.")))


def _suggestion(session: Session, press: Press) -> SuggestedLink:
    """A suggestion between two conversations that the person may both see."""
    found = session.get(SuggestedLink, press.number("suggestion"))
    if found is None or found.organization_id != press.view.viewer.organization_id:
        raise NotFound(_GONE)
    _lock(session, press, found.conversation_id, found.target_id)
    return found


def _lock(session: Session, press: Press, *conversation_ids: int) -> None:
    """Lock two conversations in the one order in which everybody does, so that nobody waits for ever."""
    for conversation_id in sorted(set(conversation_ids)):
        access.conversation_for(session, press.view.viewer, conversation_id, to_change=True)
