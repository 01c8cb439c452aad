"""What promises would have come to: policies tried on what happened, without a trace in what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.clocks import choosing, facts
from inbox.clocks.choosing import Policies, Promise
from inbox.clocks.courses import UNANSWERED, Course, courses
from inbox.clocks.reckoning import Mark, reckon
from inbox.models import ClockEventKind, ClockKind, ClockState, Conversation

_AT_ONCE = 200


@dataclass
class Tally:
    """How the clocks of one policy and kind would have ended."""

    started: int = 0
    kept: int = 0
    breached: int = 0
    warned: int = 0
    unanswered: int = 0
    """Closed without a response, which is counted apart."""
    running: int = 0
    """Neither kept nor breached yet."""
    late: list[int] = field(default_factory=list)
    """The conversations that would have breached."""


Outcome = dict[tuple[str, ClockKind], Tally]


def replay(
    session: Session, organization_id: int, policies: Policies, *, since: datetime, until: datetime, now: datetime,
    limit: int | None = None, advance: Callable[[int], object] = lambda _: None,
) -> Outcome:  # fmt: skip
    """Every clock that would have started between two moments, by the traits that conversations have today.

    With a `limit` only so many conversations are looked at, the newest.
    """
    names = {policy_id: part.key for policy_id, part, _ in policies.listed}
    outcome: Outcome = {}
    for ids in _batches(_ids(session, organization_id, since, until)[-(limit or 0) :]):
        found, traits = facts.load(session, ids), choosing.traits(session, ids)
        for id_ in ids:
            promises = policies.promises(traits[id_])
            for course in courses(found[id_]):
                promise = promises.get(course.kind)
                if promise is not None and since <= course.started_at < until:
                    tally = outcome.setdefault((names[promise.policy_id], course.kind), Tally())
                    _count(tally, id_, course, promise, now=now)
        session.expire_all()
        advance(len(ids))
    return outcome


def count(session: Session, organization_id: int, *, since: datetime, until: datetime) -> int:
    """How many conversations there are to look at."""
    return len(_ids(session, organization_id, since, until))


def _count(tally: Tally, conversation_id: int, course: Course, promise: Promise, *, now: datetime) -> None:
    first, *rest = course.happenings
    begun = [Mark(first.kind, first.at), Mark(ClockEventKind.APPLY_POLICY, first.at, terms=promise.terms)]
    reckoned = reckon([*begun, *(Mark(one.kind, one.at, one.reason) for one in rest)])
    ended = reckoned.ended_at or now
    tally.started += 1
    tally.warned += any(
        step.kind is ClockEventKind.WARN and (at := reckoned.moment(step.after)) is not None and at < ended
        for step in promise.terms.steps
    )
    due_at = reckoned.due_at
    if due_at is not None and due_at < ended:
        tally.breached += 1
        tally.late.append(conversation_id)
    elif reckoned.state is ClockState.FULFILLED:
        tally.kept += 1
    elif reckoned.state is ClockState.CANCELLED:
        tally.unanswered += course.happenings[-1].reason == UNANSWERED
    else:
        tally.running += 1


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _ids(session: Session, organization_id: int, since: datetime, until: datetime) -> list[int]:
    query = select(Conversation.id).where(
        Conversation.organization_id == organization_id, Conversation.first_message_at < until,
        Conversation.last_message_at >= since,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Conversation.id)))
