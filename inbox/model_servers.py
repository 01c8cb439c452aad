"""Which model answers for a mailbox, and whether one that runs elsewhere may be asked now: its budget, and its rest.

Whether it rests follows from the calls that are on record, so that all workers agree.
"""

from __future__ import annotations

import enum
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

ANSWERED, DOWN, NONSENSE = "answered", "down", "nonsense"
"""How a call ends that was made."""
OVER_BUDGET, RESTING = "over-budget", "resting"
"""Why none was made."""

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
    spent = spent_today(session, organization, server.key, now=now)
    failures, last = _failures(session, server)
    rested = last + _rest(failures) if last is not None and failures >= FAILURES else None
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


def spent_today(session: Session, organization: Organization, key: str, *, now: datetime) -> float:
    """What its calls cost since the organization's day began."""
    query = select(func.sum(ModelCall.cost)).where(
        ModelCall.organization_id == organization.id, ModelCall.model == key,
        ModelCall.at >= day_of(organization, now),
    )  # fmt: skip
    return float(session.scalar(query) or 0.0)


def _failures(session: Session, server: ModelServer) -> tuple[int, datetime | None]:
    """How many of the newest calls failed in a row, and when the last of them did."""
    query = (
        select(ModelCall.outcome, ModelCall.at)
        .where(
            ModelCall.organization_id == server.organization_id,
            ModelCall.model == server.key,
            ModelCall.at >= server.changed_at,
            ModelCall.outcome.in_((ANSWERED, DOWN, NONSENSE)),
        )
        .order_by(ModelCall.at.desc(), ModelCall.id.desc())
        .limit(_LOOKED_AT)
    )
    rows = session.execute(query).all()
    failures = next((number for number, (outcome, _) in enumerate(rows) if outcome == ANSWERED), len(rows))
    return failures, rows[0][1] if failures else None


def _rest(failures: int) -> timedelta:
    return min(_REST * (1 << (failures - FAILURES)), _LONGEST_REST)
