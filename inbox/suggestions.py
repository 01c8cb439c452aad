"""What staff make of a model's suggestion: accept, choose another, refuse, take back. Each teaches, and is told."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, findings, learning, sorting
from inbox.errors import NotAllowed, NotFound
from inbox.events import Actor
from inbox.findings import OPEN
from inbox.models import Conversation, EventKind, Finding, FindingState, Priority
from inbox.translation import N_

SUGGESTED, UNDONE = "suggested", "undone"
"""Reasons of a change: a model suggested it; what a model did is taken back."""
_DECIDED = (FindingState.ACCEPTED, FindingState.CHANGED, FindingState.REFUSED)
_GONE = N_("This does not exist, or you have no access to it.")


def of_conversation(session: Session, conversation: Conversation, finding_id: int) -> Finding:
    """A finding of a conversation that the caller holds, as it stands now."""
    query = select(Finding).where(Finding.id == finding_id, Finding.conversation_id == conversation.id)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(_GONE)
    return found


def accept(session: Session, conversation: Conversation, finding: Finding, *, by: Actor) -> None:
    """Yes, that is what it is about. Twice is no news."""
    if finding.state is FindingState.ACCEPTED:
        return
    _require_open(finding)
    if finding.category_id is None:
        raise NotFound(N_("This category does not exist any more."))
    choose(session, conversation, finding, finding.category_id, by=replace(by, reason=SUGGESTED))


def choose(session: Session, conversation: Conversation, finding: Finding, category_id: int, *, by: Actor) -> None:
    """No, it is about something else; choosing the suggested one accepts it."""
    is_same = category_id == finding.category_id
    state = FindingState.ACCEPTED if is_same else FindingState.CHANGED
    if finding.state is state and conversation.category_id == category_id:
        return
    _require_open(finding)
    if finding.state is FindingState.SUGGESTED:
        finding.category_before_id = conversation.category_id
    sorting.set_category(session, conversation, category_id, by=by)
    _decide(session, conversation, finding, state, by)
    learning.learn(session, finding, category_id, by=by)


def refuse(session: Session, conversation: Conversation, finding: Finding, *, by: Actor) -> None:
    """It is about none of these. Twice is no news."""
    if finding.state is FindingState.REFUSED:
        return
    _require_open(finding)
    if finding.state is FindingState.APPLIED:
        _put_back(session, conversation, finding, finding.category_id, by)
    _decide(session, conversation, finding, FindingState.REFUSED, by)
    events.record(session, conversation, EventKind.SUGGESTION_REFUSED, by=by, category_id=finding.category_id)
    learning.learn(session, finding, None, by=by)


def undo(session: Session, conversation: Conversation, finding: Finding, *, by: Actor) -> None:
    """Take back what was set by itself, or what somebody decided, which asks anew. Twice is no news."""
    if finding.state is FindingState.APPLIED:
        _put_back(session, conversation, finding, finding.category_id, by)
        _decide(session, conversation, finding, FindingState.UNDONE, by)
    elif finding.state in _DECIDED:
        example = learning.taught(session, finding)
        if example is not None and finding.state is not FindingState.REFUSED:
            _put_back(session, conversation, finding, example.category_id, by)
        learning.unlearn(session, finding)
        finding.state, finding.decided_at, finding.decided_by_id = FindingState.SUGGESTED, None, None
        events.record(session, conversation, EventKind.SUGGESTION_UNDONE, by=by, category_id=finding.category_id)


def calm(session: Session, conversation: Conversation, finding: Finding, *, by: Actor) -> None:
    """These signs are nothing urgent: the priority goes back to what it was, unless somebody changed it since."""
    if finding.heeded_at is None:
        finding.heeded_at = by.now
        events.record(session, conversation, EventKind.SUGGESTION_REFUSED, by=by, signs=list(finding.urgent))
    if finding.priority_before is not None:
        if conversation.priority is Priority.URGENT:
            undone = replace(by, reason=UNDONE)
            sorting.set_priority(session, conversation, finding.priority_before, by=undone)
        finding.priority_before = None


def categorize(session: Session, conversation: Conversation, category_id: int | None, *, by: Actor) -> None:
    """Somebody says what it is about, whatever was suggested: that is an answer to the suggestion, too."""
    if conversation.category_id == category_id:
        return
    waiting = findings.open_of(session, conversation.id)
    if category_id is None:
        sorting.set_category(session, conversation, None, by=by)
        for one in waiting:
            if one.state is FindingState.APPLIED:
                _decide(session, conversation, one, FindingState.UNDONE, by)
        return
    if waiting:
        choose(session, conversation, waiting[0], category_id, by=by)
        return
    sorting.set_category(session, conversation, category_id, by=by)
    read = _telling(session, conversation.id)
    if read is not None:
        learning.learn(session, read, category_id, by=by)


def _telling(session: Session, conversation_id: int) -> Finding | None:
    """The mail that says most of what a conversation is about: the newest that is no mere thank-you."""
    query = select(Finding).where(Finding.conversation_id == conversation_id, ~Finding.is_thanks)
    return session.scalars(query.order_by(Finding.received_at.desc(), Finding.id.desc()).limit(1)).first()


def _require_open(finding: Finding) -> None:
    if finding.state not in OPEN:
        raise NotAllowed(N_("This suggestion was decided already. Please look again."))


def _decide(session: Session, conversation: Conversation, finding: Finding, state: FindingState, by: Actor) -> None:
    """Once one is decided, others that wait are pointless."""
    finding.state, finding.decided_at, finding.decided_by_id = state, by.now, by.person_id
    for other in findings.open_of(session, conversation.id):
        if other.id != finding.id:
            other.state = FindingState.PASSED
    session.flush()


def _put_back(session: Session, conversation: Conversation, finding: Finding, set_id: int | None, by: Actor) -> None:
    """The category that was there before, unless another one was set since."""
    if conversation.category_id == set_id:
        undone = replace(by, reason=UNDONE)
        sorting.set_category(session, conversation, finding.category_before_id, by=undone)
