"""Who of a team can be given something now, and if not, why not and until when."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from inbox import availability_events, calendars, hours, leaves
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.hours import ALWAYS, Hours
from inbox.leaves import Away
from inbox.models import Calendar, Conversation, Person, Role, Status, Team, TeamMember
from inbox.translation import N_

_person, _member, _conversation = Person.__table__.c, TeamMember.__table__.c, Conversation.__table__.c
_TURNS = 20
"""So often a pause may lead into a leave, and that into closing time, before it counts as never."""


class Why(enum.StrEnum):
    """What keeps somebody from being given something now."""

    NOTHING = ""
    PAUSED = "paused"
    ON_LEAVE = "on-leave"
    OUT_OF_HOURS = "out-of-hours"
    FULL = "full"


@dataclass
class Colleague:
    """A member of a team at a moment. `load` grows while things are given out."""

    id: int
    name: str
    skills: frozenset[str]
    cap: int | None
    weight: int
    turn: int
    routed_at: datetime | None
    load: int
    absence: Why
    """Why they are not there; being full is none."""
    back_at: datetime | None
    """When they are there again without anybody doing anything; None when that is not known, or they are there."""

    @property
    def is_present(self) -> bool:
        return self.absence is Why.NOTHING

    @property
    def is_full(self) -> bool:
        return self.cap is not None and self.load >= self.cap

    @property
    def why(self) -> Why:
        """Why they are given nothing now."""
        return Why.FULL if self.is_present and self.is_full else self.absence


def pause(session: Session, person: Person, *, until: datetime | None, by: Actor) -> None:
    """Give this person nothing until then, or until they say otherwise. Saying so twice is no news."""
    if until is not None and until <= by.now:
        raise Invalid(N_("Choose a time in the future."), field="until")
    if not person.is_paused or person.paused_until != until:
        person.is_paused, person.paused_until = True, until
        availability_events.changed(session, person, by=by, what="paused")


def resume(session: Session, person: Person, *, by: Actor) -> None:
    """They are there again."""
    if person.is_paused:
        was_paused = is_paused(person.is_paused, person.paused_until, by.now)
        person.is_paused, person.paused_until = False, None
        if was_paused:
            availability_events.changed(session, person, by=by, what="resumed")


def work_by(session: Session, person: Person, calendar_key: str | None, *, by: Actor) -> None:
    """Choose the calendar of one's own hours; None goes by the team's."""
    if calendar_key and calendar_key not in calendars.current(session, person.organization_id):
        raise Invalid(N_("Choose from the list."), field="hours")
    if person.calendar_key != (calendar_key or None):
        person.calendar_key = calendar_key or None
        availability_events.changed(session, person, by=by, what="hours")


def is_paused(paused: bool, until: datetime | None, now: datetime) -> bool:
    """Whether a pause is still on."""
    return paused and (until is None or until > now)


def of_team(session: Session, team: Team, *, now: datetime) -> list[Colleague]:
    """Its active members as they stand, by id. Asks four questions, however many people and conversations there are."""
    rows = session.execute(_MEMBERS.where(_member.team_id == team.id)).all()
    ids = [row.id for row in rows]
    loads = load_of(session, team.organization_id, ids)
    aways = leaves.ahead(session, ids, now=now)
    hours_by_key = {one.key: calendars.hours_of(one) for one in _calendars(session, team)}
    of_the_team = hours_by_key.get(team.calendar_key or "", ALWAYS)
    return [
        Colleague(
            row.id, row.name, frozenset(row.skills), row.load_cap, max(row.weight, 1), row.turn, row.routed_at,
            loads.get(row.id, 0),
            *_absence(row, aways, hours_by_key.get(row.calendar_key or "", of_the_team), now),
        )
        for row in rows
    ]  # fmt: skip


def _calendars(session: Session, team: Team) -> Iterable[Calendar]:
    return calendars.current(session, team.organization_id).values()


def load_of(session: Session, organization_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """How many open conversations people have, in all teams together."""
    teams = select(Team.id).where(Team.organization_id == organization_id)
    query = (
        select(_conversation.assignee_id, func.count())
        .where(
            _conversation.team_id.in_(teams), _conversation.assignee_id.in_(person_ids), _conversation.is_listed,
            _conversation.status == Status.OPEN,
        )
        .group_by(_conversation.assignee_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in session.execute(query)}


def next_return(colleagues: Iterable[Colleague]) -> datetime | None:
    """When the first of those who are not there is back."""
    return min((one.back_at for one in colleagues if one.back_at is not None), default=None)


def _absence(row: Any, aways: Iterable[Away], own: Hours, now: datetime) -> tuple[Why, datetime | None]:
    """Why somebody is not there now, and when nothing of it keeps them any more."""
    mine = [one for one in aways if one.person_id == row.id]
    first, at = Why.NOTHING, now
    for _ in range(_TURNS):
        why, until = _obstacle(row, mine, own, at)
        if why is Why.NOTHING:
            return first, at if first else None
        first = first or why
        if until is None:
            return first, None
        at = until
    return first, None


def _obstacle(row: Any, aways: list[Away], own: Hours, at: datetime) -> tuple[Why, datetime | None]:
    """What keeps them at a moment, and until when."""
    if is_paused(row.is_paused, row.paused_until, at):
        return Why.PAUSED, row.paused_until
    back = leaves.back_at(aways, at)
    if back is not None:
        return Why.ON_LEAVE, back
    return (Why.NOTHING, None) if hours.is_open(own, at) else (Why.OUT_OF_HOURS, hours.opens(own, at))


_MEMBERS: Select[Any] = (
    select(
        _person.id, _person.name, _person.skills, _person.load_cap, _person.weight, _person.calendar_key,
        _person.is_paused, _person.paused_until, _member.turn, _member.routed_at,
    )
    .join(TeamMember.__table__, _member.person_id == _person.id)
    .where(_person.active, _person.role != Role.COLLABORATOR)
    .order_by(_person.id)
)  # fmt: skip
