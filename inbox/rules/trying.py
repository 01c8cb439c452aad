"""What rules would have done: tried on what happened, without a trace in what is kept.

Mail is taken as it was; status, assignee, tags and the like as conversations have them today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration.rule_parts import OccasionPart
from inbox.hours import Hours
from inbox.models import Conversation, Direction, Event, Mailbox, Message, RuleOutcome
from inbox.rules import answering, deciding, doing, gathering, occasions
from inbox.rules.deciding import Happening, Listed

_AT_ONCE = 200
_EXAMPLES = 5


@dataclass
class Tally:
    """What one rule would have done."""

    looked_at: int = 0
    done: int = 0
    too_slow: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    """Answers and the like that would not have gone out."""
    examples: list[int] = field(default_factory=list)
    """The first conversations in which it would have done something."""


@dataclass
class _Trial:
    """Rules that are tried."""

    session: Session
    rules: Sequence[Listed]
    outcome: dict[str, Tally]
    answered: dict[tuple[int, str], datetime] = field(default_factory=dict)


Moment = tuple[datetime, Happening, int | None]


def try_rules(
    session: Session, organization_id: int, rules: Sequence[Listed], *, since: datetime, until: datetime,
    advance: Callable[[int], object] = lambda _: None,
) -> dict[str, Tally]:  # fmt: skip
    """Everything that would have made rules look between two moments."""
    trial = _Trial(session, rules, {one.part.key: Tally() for one in rules})
    ids = conversations(session, organization_id, since=since, until=until)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        moments = _moments(session, organization_id, some, rules, since=since, until=until)
        for id_ in some:
            one = session.get_one(Conversation, id_)
            connected_at = session.get_one(Mailbox, one.mailbox_id).created_at
            for at, happening, message_id in sorted(moments[id_], key=lambda moment: moment[0]):
                _look(trial, one, at, happening, message_id, is_old=at < connected_at)
        session.expire_all()
        advance(len(some))
    return trial.outcome


def conversations(session: Session, organization_id: int, *, since: datetime, until: datetime) -> list[int]:
    """The conversations in which anything may have happened."""
    query = select(Conversation.id).where(
        Conversation.organization_id == organization_id, Conversation.first_message_at < until,
        Conversation.merged_into_id.is_(None), Conversation.is_quarantined.is_(False),
    )  # fmt: skip
    told = select(Event.conversation_id).where(Event.organization_id == organization_id, Event.at >= since)
    alive = (Conversation.last_message_at >= since) | Conversation.id.in_(told)
    return list(session.scalars(query.where(alive).order_by(Conversation.id)))


def _look(
    trial: _Trial, one: Conversation, at: datetime, happening: Happening, message_id: int | None, *, is_old: bool
) -> None:
    if not any(deciding.is_for(rule.part, happening) for rule in trial.rules):
        return
    message = gathering.message_of(trial.session, one.id, message_id)
    facts = gathering.facts(trial.session, one, message, at=at)
    for decision in deciding.decide(trial.rules, happening, facts):
        tally = trial.outcome[decision.rule.part.key]
        tally.looked_at += 1
        tally.too_slow += decision.outcome is RuleOutcome.TOO_SLOW
        if decision.outcome is RuleOutcome.DONE:
            tally.done += 1
            if one.id not in tally.examples and len(tally.examples) < _EXAMPLES:
                tally.examples.append(one.id)
        for action in decision.actions:
            is_withheld = is_old and action.kind in doing.OUTSIDE
            if action.kind == "reply" and not is_withheld:
                is_withheld = not _would_answer(trial, one, message, at)
            (tally.withheld if is_withheld else tally.actions)[str(action)[:120]] += 1


def _would_answer(trial: _Trial, one: Conversation, message: Message | None, at: datetime) -> bool:
    """Whether an automatic answer would have gone out, as far as that can be told afterwards."""
    if message is None or answering.is_unwanted(message):
        return False
    place = (one.mailbox_id, message.sender_address)
    last = trial.answered.get(place)
    if last is not None and at - last < answering.ONCE_IN:
        return False
    trial.answered[place] = at
    return True


def _moments(
    session: Session,
    organization_id: int,
    ids: Collection[int],
    rules: Sequence[Listed],
    *,
    since: datetime,
    until: datetime,
) -> defaultdict[int, list[Moment]]:
    """What happened in each conversation, and the times that rules would have waited for."""
    found: defaultdict[int, list[Moment]] = defaultdict(list)
    query = select(Event).where(
        Event.conversation_id.in_(ids), Event.at >= since, Event.at < until, Event.kind.in_(occasions.LOOKED_AT)
    )
    for event in session.scalars(query.order_by(Event.id)):
        happening = occasions.happening(event)
        if happening is not None and event.conversation_id is not None:
            found[event.conversation_id].append((event.at, happening, event.message_id))
    waits = [(one, number, part) for one in rules for number, part in enumerate(one.part.when) if part.since]
    working = gathering.hours_of_teams(session, organization_id, ids) if waits else {}
    for id_, beginnings in (_beginnings(session, ids) if waits else {}).items():
        for one, number, part in waits:
            for at in _due(beginnings.get(part.since or "", []), part, working[id_]):
                if since <= at < until:
                    found[id_].append((at, Happening(due=(one.part.key, number)), None))
    return found


def _due(beginnings: list[datetime], part: OccasionPart, working: Hours) -> Iterator[datetime]:
    """When the time would have passed: from each beginning, unless another one came before."""
    ordered = sorted(set(beginnings))
    for begun, following in zip_longest(ordered, ordered[1:]):
        at = occasions.due_at(part, begun, working)
        if at is not None and (following is None or at < following):
            yield at


def _beginnings(session: Session, ids: Collection[int]) -> defaultdict[int, defaultdict[str, list[datetime]]]:
    """From when time would have counted in each conversation."""
    found: defaultdict[int, defaultdict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    began = select(Conversation.id, Conversation.first_message_at).where(Conversation.id.in_(ids))
    for id_, at in session.execute(began):
        found[id_]["created"].append(at)
        found[id_]["status-set"].append(at)
    mail = select(Message.conversation_id, Message.direction, Message.received_at).where(
        Message.conversation_id.in_(ids), Message.mail_class == "human"
    )
    for id_, direction, at in session.execute(mail):
        found[id_]["last-customer-message" if direction is Direction.INBOUND else "last-our-reply"].append(at)
    told = select(Event.conversation_id, Event.at).where(
        Event.conversation_id.in_(ids), Event.kind.in_(gathering.STATUSES)
    )
    for row in session.execute(told):
        if row[0] is not None:
            found[row[0]]["status-set"].append(row[1])
    return found
