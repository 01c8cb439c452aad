"""Which model answers for a mailbox, and whether one that runs elsewhere may be asked now: its budget, and its rest.

Whether it rests follows from the calls that are on record, so that all workers agree.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from inbox.models import Mailbox, ModelCall, ModelServer, Organization

LOCAL, NONE = "local", "none"
Use = Literal["triage", "copilot"]
"""What a model is wanted for."""
USES: tuple[Use, ...] = ("triage", "copilot")

ANSWERED, DOWN, NONSENSE = "answered", "down", "nonsense"
"""How a call ends that was made."""
ASKED = (ANSWERED, DOWN, NONSENSE)

FAILURES = 3
"""So many in a row, and the model rests."""
_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(minutes=15)
_LOOKED_AT = 8
_SPARE = timedelta(seconds=10)


class State(enum.StrEnum):
    """Whether a model may be asked."""

    READY = "ready"
    RESTING = "resting"
    OVER_BUDGET = "over-budget"
    KEYLESS = "keyless"
    """What its key was sealed with left the key ring; applying the file again seals it anew."""


@dataclass(frozen=True)
class Standing:
    """How a model stands at a moment."""

    state: State
    spent: float
    """Today, where the organization is."""
    failures: int
    """In a row."""
    until: datetime | None = None
    """When a rest ends."""


def chosen(mailbox: Mailbox, organization: Organization, use: Use) -> str:
    """`local`, `none`, or the key of a model elsewhere; that one only where the mailbox itself names it."""
    own = mailbox.settings.get(use)
    if own is not None:
        return str(own)
    return NONE if organization.settings.get(use) == NONE else LOCAL


def named(session: Session, organization_id: int, key: str) -> ModelServer | None:
    """The model of that key."""
    query = select(ModelServer).where(ModelServer.organization_id == organization_id, ModelServer.key == key)
    return session.scalars(query).one_or_none()


def of(session: Session, organization_id: int) -> list[ModelServer]:
    """All that an organization has, in the order of their keys."""
    query = select(ModelServer).where(ModelServer.organization_id == organization_id).order_by(ModelServer.key)
    return list(session.scalars(query))


def row_of(organization_id: int, key: str) -> str:
    """The row's identity that a sealed key is bound to."""
    return f"model:{organization_id}:{key}"


def day_of(organization: Organization, now: datetime) -> datetime:
    """When the organization's day began."""
    zone = ZoneInfo(organization.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


def standing(session: Session, organization: Organization, server: ModelServer, *, now: datetime) -> Standing:
    """Whether it may be asked now, from what the calls so far came to."""
    return standings(session, organization, [server], now=now)[server.key]


def standings(
    session: Session, organization: Organization, servers: Sequence[ModelServer], *, now: datetime
) -> dict[str, Standing]:
    """Of several models, by their keys."""
    keys = [one.key for one in servers]
    spent = _spent_today(session, organization, keys, now=now)
    ends = _ends(session, organization.id, keys, since=min(one.changed_at for one in servers))
    return {one.key: _standing(one, spent.get(one.key, 0.0), ends.get(one.key, []), now=now) for one in servers}


def _standing(server: ModelServer, spent: float, ends: list[tuple[str, datetime]], *, now: datetime) -> Standing:
    ends = [(outcome, at) for outcome, at in ends if at >= server.changed_at]
    failures = next((number for number, (outcome, _) in enumerate(ends) if outcome == ANSWERED), len(ends))
    rested = ends[0][1] + _rest(failures) if failures >= FAILURES else None
    until = max((one for one in (rested, server.rests_until) if one is not None and one > now), default=None)
    if until is not None:
        return Standing(State.RESTING, spent, failures, until)
    if server.daily_budget is not None and spent >= server.daily_budget:
        return Standing(State.OVER_BUDGET, spent, failures)
    return Standing(State.READY, spent, failures)


def claim_trial(session: Session, server: ModelServer, *, now: datetime) -> bool:
    """Be the one who tries whether a model that failed is back; the others leave it alone until that is known."""
    free = or_(ModelServer.rests_until.is_(None), ModelServer.rests_until <= now)
    until = now + timedelta(seconds=server.timeout) + _SPARE
    taken = session.execute(
        update(ModelServer).where(ModelServer.id == server.id, free).values(rests_until=until).returning(ModelServer.id)
    )
    return taken.first() is not None


def let_rest(session: Session, server_id: int, until: datetime | None) -> None:
    """It asked for patience until then; None: whoever tried it is done."""
    session.execute(update(ModelServer).where(ModelServer.id == server_id).values(rests_until=until))


def _spent_today(
    session: Session, organization: Organization, keys: Sequence[str], *, now: datetime
) -> dict[str, float]:
    """What calls cost since the organization's day began."""
    query = (
        select(ModelCall.model, func.sum(ModelCall.cost))
        .where(
            ModelCall.organization_id == organization.id, ModelCall.model.in_(keys),
            ModelCall.at >= day_of(organization, now),
        )
        .group_by(ModelCall.model)
    )  # fmt: skip
    return {row[0]: float(row[1] or 0.0) for row in session.execute(query)}


def _ends(
    session: Session, organization_id: int, keys: Sequence[str], *, since: datetime
) -> dict[str, list[tuple[str, datetime]]]:
    """How the newest calls of each ended, and when, newest first."""
    newest_first = (ModelCall.at.desc(), ModelCall.id.desc())
    place = func.row_number().over(partition_by=ModelCall.model, order_by=newest_first)
    calls = (
        select(ModelCall.model, ModelCall.outcome, ModelCall.at, ModelCall.id, place.label("place"))
        .where(
            ModelCall.organization_id == organization_id, ModelCall.model.in_(keys), ModelCall.at >= since,
            ModelCall.outcome.in_(ASKED),
        )
        .subquery()
    )  # fmt: skip
    query = select(calls.c.model, calls.c.outcome, calls.c.at).where(calls.c.place <= _LOOKED_AT)
    found: dict[str, list[tuple[str, datetime]]] = {}
    for model, outcome, at in session.execute(query.order_by(calls.c.at.desc(), calls.c.id.desc())):
        found.setdefault(model, []).append((outcome, at))
    return found


def _rest(failures: int) -> timedelta:
    return min(_REST * (1 << (failures - FAILURES)), _LONGEST_REST)
