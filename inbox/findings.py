"""What a model found in a mail: kept, told, and done only as far as an admin allowed.

A model never closes, never assigns, never lowers a priority, and never changes what a person or a rule has set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from inbox import behaviour, events, sorting
from inbox.behaviour import Behaviour
from inbox.events import Actor
from inbox.models import (
    Category,
    Conversation,
    Direction,
    Door,
    Event,
    EventKind,
    Finding,
    FindingState,
    Mailbox,
    Message,
    Organization,
    Priority,
    TriageWait,
)

CATEGORY = "category"
SURE, SIGNS = "sure:", "signs:"
"""Begin the reasons of what is done by itself: how sure the model was in per cent, and which signs it saw."""
LEAST = 0.4
"""A model that is less sure suggests nothing; what it took it for is kept all the same."""
OPEN = (FindingState.SUGGESTED, FindingState.APPLIED)
"""Nobody has decided about such a suggestion yet."""
_LONGEST_SIGN = 32


@dataclass(frozen=True)
class Found:
    """What a model found in one mail."""

    model: str
    category: str | None = None
    """Its key; None: none of these."""
    confidence: float = 0.0
    none_of_these: float = 0.0
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    language: str = ""
    sentiment: float = 0.0
    signs: tuple[tuple[str, str], ...] = ()
    """Kinds of urgent signs, each with its passage."""
    private: tuple[str, ...] = ()
    is_thanks: bool = False
    questions: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    instead_of: str = ""
    trained_version: int | None = None
    alone: frozenset[str] = frozenset()
    """What only a model elsewhere says: kinds of its signs, and CATEGORY. It is told, and nothing follows by itself."""

    @property
    def presses(self) -> bool:
        """Whether there is an urgent sign from which something follows."""
        return any(kind not in self.alone for kind, _ in self.signs)


def store(session: Session, message_id: int, found: Found, *, now: datetime) -> Finding | None:
    """Keep what was found, and do what may be done by itself. A mail that was read before is left alone."""
    waiting = session.get(TriageWait, message_id)
    one, message = _locked(session, message_id)
    if waiting is None or one is None or message is None:
        return None
    is_fresh, mailbox = waiting.is_fresh, session.get_one(Mailbox, waiting.mailbox_id)
    session.delete(waiting)
    known = session.scalars(select(Finding.id).where(Finding.message_id == message_id)).first()
    if known is not None or one.is_quarantined:
        return None
    finding = _finding(one, message, found, now)
    by = Actor(door=Door.AI, now=now)
    allowed = behaviour.of(mailbox, session.get_one(Organization, one.organization_id))
    _suggest(session, one, finding, found, allowed, by)
    if found.signs and not _is_pressing(session, one, message, is_fresh=is_fresh):
        finding.heeded_at = now
    elif found.presses:
        _raise(session, one, finding, message, allowed, by)
    session.add(finding)
    session.flush()
    _tell(session, one, finding, found, by)
    return finding


def open_of(session: Session, conversation_id: int) -> list[Finding]:
    """The findings whose suggestion nobody has decided about, newest mail first."""
    query = select(Finding).where(Finding.conversation_id == conversation_id, Finding.state.in_(OPEN))
    order = query.order_by(Finding.received_at.desc(), Finding.id.desc())
    return list(session.scalars(order.execution_options(populate_existing=True)))


def _locked(session: Session, message_id: int) -> tuple[Conversation | None, Message | None]:
    """The mail and its conversation, held; the mail may go to another one while that is waited for."""
    message = session.get(Message, message_id)
    while message is not None:
        query = select(Conversation).where(Conversation.id == message.conversation_id).with_for_update()
        one = session.scalars(query.execution_options(populate_existing=True)).one()
        session.refresh(message)
        if message.conversation_id == one.id:
            return one, message
    return None, None


def _finding(one: Conversation, message: Message, found: Found, now: datetime) -> Finding:
    urgent: dict[str, list[str]] = {}
    for kind, passage in found.signs:
        urgent.setdefault(kind, []).append(passage)
    return Finding(
        organization_id=one.organization_id, conversation_id=one.id, message_id=message.id, state=FindingState.NONE,
        confidence=found.confidence, none_of_these=found.none_of_these,
        why=_why(found), priority=found.priority,
        language=found.language[:16], sentiment=found.sentiment, urgent=urgent,
        sign=next(iter(urgent), "")[:_LONGEST_SIGN], private=list(found.private), is_thanks=found.is_thanks,
        asked={
            "questions": list(found.questions), "dates": list(found.dates), "numbers": list(found.numbers),
        },
        model=found.model[:80], instead_of=found.instead_of[:80], trained_version=found.trained_version,
        received_at=message.received_at, found_at=now,
    )  # fmt: skip


def _why(found: Found) -> dict[str, list[str]]:
    said = {"words": list(found.words), "examples": list(found.examples)}
    return {**said, "alone": sorted(found.alone)} if found.alone else said


def _suggest(
    session: Session, one: Conversation, finding: Finding, found: Found, allowed: Behaviour, by: Actor
) -> None:
    """Suggest the category, unless it is there already; set it where that is allowed and nobody has decided."""
    key = found.category
    query = select(Category.id).where(Category.organization_id == one.organization_id, Category.key == key)
    finding.category_id = session.scalars(query).first() if key is not None else None
    is_said = finding.category_id is not None and finding.confidence >= LEAST
    if not is_said or finding.category_id == one.category_id:
        return
    older = (Finding.conversation_id == one.id, Finding.state == FindingState.SUGGESTED)
    session.execute(update(Finding).where(*older).values(state=FindingState.PASSED))
    finding.state, least = FindingState.SUGGESTED, allowed.apply_categories.get(key or "")
    is_sure = least is not None and finding.confidence >= least and CATEGORY not in found.alone
    if is_sure and one.category_id is None and _is_by_ai(session, one):
        finding.state, finding.category_before_id = FindingState.APPLIED, one.category_id
        finding.decided_at = by.now
        because = Actor(door=by.door, now=by.now, reason=f"{SURE}{round(finding.confidence * 100)}")
        sorting.set_category(session, one, finding.category_id, by=because)


def _is_by_ai(session: Session, conversation: Conversation) -> bool:
    """Whether the category is as a model left it: set by one, or never set at all."""
    query = select(Event.door).where(Event.conversation_id == conversation.id, Event.kind == EventKind.CATEGORIZED)
    door = session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
    return door is Door.AI if door is not None else conversation.category_id is None


def _is_pressing(session: Session, one: Conversation, message: Message, *, is_fresh: bool) -> bool:
    """Whether its signs still want somebody: nobody has answered it, and it is new or not done with."""
    answer = exists().where(
        Message.conversation_id == one.id, Message.direction == Direction.OUTBOUND, Message.mail_class == "human",
        Message.received_at > message.received_at,
    )  # fmt: skip
    return (is_fresh or not one.is_closed) and not session.scalar(select(answer))


def _raise(
    session: Session, one: Conversation, finding: Finding, message: Message, allowed: Behaviour, by: Actor
) -> None:
    """Urgent signs make it urgent, unless somebody has said since the mail came how much it presses."""
    since = exists().where(
        Event.conversation_id == one.id, Event.kind == EventKind.PRIORITIZED, Event.at >= message.received_at,
        Event.person_id.is_not(None) | (Event.door == Door.LABEL),
    )  # fmt: skip
    if not allowed.raise_priority or one.priority is Priority.URGENT or session.scalar(select(since)):
        return
    finding.priority_before = one.priority
    because = Actor(door=by.door, now=by.now, reason=f"{SIGNS}{','.join(finding.urgent)}"[:255])
    sorting.set_priority(session, one, Priority.URGENT, by=because)


def _tell(session: Session, one: Conversation, finding: Finding, found: Found, by: Actor) -> None:
    """What rules wait for; in words of ours, never of the mail."""
    is_suggested = finding.state in OPEN
    rules_go_by = {CATEGORY: is_suggested and CATEGORY not in found.alone, "urgent": found.presses}
    about = [name for name, is_so in rules_go_by.items() if is_so]
    events.record(
        session, one, EventKind.TRIAGED, by=by, message_id=finding.message_id, suggested=about,
        finding_id=finding.id, category_id=finding.category_id if is_suggested else None,
        sure=round(finding.confidence * 100),
    )  # fmt: skip
