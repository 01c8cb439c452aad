"""Suggested links: a person says whether two conversations belong together."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, merging
from inbox.errors import NotAllowed
from inbox.events import Actor
from inbox.models import Conversation, EventKind, SuggestedLink, SuggestionState
from inbox.translation import N_


def accept(session: Session, suggestion: SuggestedLink, *, by: Actor) -> Conversation:
    """Yes, they belong together: merge them, and say into which. Accepting twice is no news."""
    source, target = _alive(session, suggestion.conversation_id), _alive(session, suggestion.target_id)
    if source is target:
        return target
    if suggestion.state is SuggestionState.REFUSED:
        raise NotAllowed(N_("This suggestion was refused already. The two conversations can still be merged."))
    _decide(session, source, target, SuggestionState.ACCEPTED, by=by)
    _record(session, suggestion, EventKind.LINK_ACCEPTED, source, target, by=by)
    merging.merge(session, source, target, by=by)
    return target


def refuse(session: Session, suggestion: SuggestedLink, *, by: Actor) -> None:
    """No, they stay apart, whatever mail comes. Refusing twice is no news."""
    source, target = _alive(session, suggestion.conversation_id), _alive(session, suggestion.target_id)
    if source is target or suggestion.state is SuggestionState.ACCEPTED:
        raise NotAllowed(N_("The two conversations are one already. The merge can be undone instead."))
    if suggestion.state is SuggestionState.OPEN:
        _decide(session, source, target, SuggestionState.REFUSED, by=by)
        _record(session, suggestion, EventKind.LINK_REFUSED, source, target, by=by)


def _alive(session: Session, conversation_id: int) -> Conversation:
    """The conversation, or the one that it was merged into."""
    found = session.get_one(Conversation, conversation_id)
    return found if found.merged_into_id is None else _alive(session, found.merged_into_id)


def _decide(
    session: Session, one: Conversation, other: Conversation, state: SuggestionState, *, by: Actor
) -> None:  # fmt: skip
    """Decide on all open suggestions between two conversations at once, whichever way they point."""
    ends = (one.id, other.id)
    query = select(SuggestedLink).where(
        SuggestedLink.conversation_id.in_(ends),
        SuggestedLink.target_id.in_(ends),
        SuggestedLink.state == SuggestionState.OPEN,
    )
    for suggestion in session.scalars(query):
        suggestion.state, suggestion.decided_at, suggestion.decided_by_id = state, by.now, by.person_id


def _record(
    session: Session, suggestion: SuggestedLink, kind: EventKind, source: Conversation, target: Conversation,
    *, by: Actor,
) -> None:  # fmt: skip
    for one, other in ((source, target), (target, source)):
        events.record(
            session, one, kind, by=by, message_id=suggestion.message_id, other=other.id, suggestion=suggestion.id
        )
