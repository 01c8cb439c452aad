"""Leave: writing down when somebody is away, and asking whether they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from inbox import availability_events
from inbox.errors import Invalid, NotFound
from inbox.events import Actor
from inbox.models import Leave, LeaveSource, Organization, Person
from inbox.translation import N_

_FARTHEST = timedelta(days=3 * 366)
_OPEN = timedelta(days=2)
"""So far ahead an answer without an end is taken for an absence; it is read again long before."""
_leave = Leave.__table__.c


class Away(NamedTuple):
    """One leave, as it is asked for again and again."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    substitute_id: int | None


def days(zone: str, first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, where the person is."""
    begin, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, last + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def written_days(zone: str, leave: Leave) -> tuple[date, date]:
    """The first day and the last, where the person is."""
    last = leave.ends_at - timedelta(microseconds=1)
    return leave.starts_at.astimezone(ZoneInfo(zone)).date(), last.astimezone(ZoneInfo(zone)).date()


def zone_of(session: Session, person: Person) -> str:
    """The time zone in which a person's days are counted."""
    return person.time_zone or session.get_one(Organization, person.organization_id).time_zone


def add(
    session: Session, person: Person, starts_at: datetime, ends_at: datetime, *, by: Actor,
    substitute: Person | None = None, note: str = "", source: LeaveSource = LeaveSource.PERSON,
) -> Leave:  # fmt: skip
    """Write down a leave. The same one twice is no news."""
    if ends_at <= starts_at:
        raise Invalid(N_("The last day is before the first one."), field="to")
    if ends_at <= by.now:
        raise Invalid(N_("This leave is over already."), field="to")
    if ends_at - by.now > _FARTHEST:
        raise Invalid(N_("Choose days within the next three years."), field="to")
    if substitute is not None:
        _check_substitute(person, substitute)
    query = select(Leave).where(
        Leave.person_id == person.id, Leave.starts_at == starts_at, Leave.ends_at == ends_at,
        Leave.cancelled_at.is_(None),
    )  # fmt: skip
    same = session.scalars(query.limit(1)).one_or_none()
    if same is not None:
        same.substitute_id, same.note = substitute.id if substitute else None, note
        return same
    leave = Leave(
        organization_id=person.organization_id, person_id=person.id, starts_at=starts_at, ends_at=ends_at,
        substitute_id=substitute.id if substitute else None, note=note, source=source, begins_at=starts_at,
        created_at=by.now,
    )  # fmt: skip
    session.add(leave)
    session.flush()
    availability_events.changed(session, person, by=by, what="leave")
    return leave


def cancel(session: Session, leave: Leave, *, by: Actor) -> None:
    """It does not happen, or is over early. Doing so twice is no news."""
    if leave.cancelled_at is None:
        leave.cancelled_at, leave.begins_at, leave.offered_at = by.now, None, None
        person = session.get_one(Person, leave.person_id)
        availability_events.changed(session, person, by=by, what="leave")


def follow_mailbox(
    session: Session, person: Person, period: tuple[datetime | None, datetime | None] | None, *, by: Actor
) -> None:
    """Somebody's out-of-office answer says from when until when they are away, or that they are not.

    One without an end lasts until it is switched off. What they cancelled here stays cancelled.
    """
    query = select(Leave).where(
        Leave.person_id == person.id, Leave.source == LeaveSource.MAILBOX, Leave.ends_at > by.now
    )
    known = session.scalars(query.order_by(Leave.id.desc()).limit(1)).first()
    if period is None or (period[1] is not None and period[1] <= by.now):
        if known is not None:
            cancel(session, known, by=by)
            known.ends_at = by.now  # so that one that is switched on again later is news
        return
    starts_at = period[0] or (known.starts_at if known else by.now)
    ends_at = period[1] or max(starts_at, by.now) + _OPEN
    if known is not None and known.starts_at == starts_at:
        is_shorter, known.ends_at = ends_at < known.ends_at, ends_at
        if is_shorter:
            availability_events.changed(session, person, by=by, what="leave")
    elif starts_at < ends_at and not _is_written_down(session, person.id, max(starts_at, by.now), ends_at):
        if known is not None:
            cancel(session, known, by=by)
        add(session, person, starts_at, ends_at, by=by, source=LeaveSource.MAILBOX)


def of_person(session: Session, person_id: int, *, now: datetime, limit: int = 10) -> list[Leave]:
    """Those that are not over, the next one first."""
    query = select(Leave).where(Leave.person_id == person_id, Leave.ends_at > now, Leave.cancelled_at.is_(None))
    return list(session.scalars(query.order_by(Leave.starts_at, Leave.id).limit(limit)))


def found(session: Session, organization_id: int, leave_id: int) -> Leave:
    """A leave of the organization."""
    leave = session.get(Leave, leave_id)
    if leave is None or leave.organization_id != organization_id:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    return leave


def ahead(session: Session, person_ids: Collection[int], *, now: datetime) -> list[Away]:
    """Leaves of people that are under way or to come."""
    query = select(_leave.person_id, _leave.starts_at, _leave.ends_at, _leave.substitute_id).where(
        _leave.person_id.in_(person_ids), _leave.ends_at > now, _leave.cancelled_at.is_(None)
    )
    return [Away._make(row) for row in session.execute(query.order_by(_leave.starts_at, _leave.id))]


def of_moment(session: Session, person_id: int, at: datetime) -> Leave | None:
    """The leave that somebody is on."""
    query = select(Leave).where(Leave.person_id == person_id, _covers(at)).order_by(Leave.ends_at.desc(), Leave.id)
    return session.scalars(query.limit(1)).first()


def is_away(session: Session, person_id: int, at: datetime) -> bool:
    """Whether somebody is on leave."""
    return of_moment(session, person_id, at) is not None


def back_at(aways: Iterable[Away], at: datetime) -> datetime | None:
    """When somebody who is on leave at a moment is back, as far as these leaves say; None while they are there."""
    return max((one.ends_at for one in aways if one.starts_at <= at < one.ends_at), default=None)


def _is_written_down(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether somebody wrote down a leave at that time themselves, who may have named a substitute, too."""
    query = select(Leave.id).where(
        Leave.person_id == person_id, Leave.source != LeaveSource.MAILBOX, Leave.cancelled_at.is_(None),
        Leave.starts_at < ends_at, Leave.ends_at > starts_at,
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def _covers(at: datetime) -> ColumnElement[bool]:
    return and_(Leave.starts_at <= at, Leave.ends_at > at, Leave.cancelled_at.is_(None))


def _check_substitute(person: Person, substitute: Person) -> None:
    if substitute.id == person.id:
        raise Invalid(N_("Nobody stands in for themselves."), field="substitute")
    if substitute.organization_id != person.organization_id or not substitute.active:
        raise Invalid(N_("Choose from the list."), field="substitute")
