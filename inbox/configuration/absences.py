"""The file's leaves: those that it names are written down, those that it names no more do not happen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import availability_events, leaves
from inbox.configuration.changes import Changes, How
from inbox.configuration.document import Document, PersonPart
from inbox.events import Actor
from inbox.models import Leave, LeaveSource, Organization, Person

Place = tuple[int | str, ...]
Said = tuple[date, date, int | None, str]


def apply(
    session: Session, organization: Organization, parts: list[PersonPart], people: dict[str, Person],
    changes: Changes, *, by: Actor,
) -> None:  # fmt: skip
    """Bring the leaves of the file in. What people wrote down themselves stays, and so does what they cancelled."""
    known = _known(session, organization)
    for part in parts:
        person = people[part.addresses[0]]
        zone = leaves.zone_of(session, person)
        before = known.pop(person.id, [])
        wanted = [_said(one, people) for one in part.leave]
        said = {_of_row(zone, row): row for row in before}
        for one in wanted:
            if one not in said:
                _add(session, person, zone, one, changes, by=by)
        for one, row in said.items():
            if one not in wanted:
                _drop(session, person, zone, row, changes, by=by)


def contradictions(document: Document) -> Iterator[tuple[Place, str]]:
    """Calendars and people that nothing has."""
    calendars = {one.key for one in document.calendars}
    addresses = {address: number for number, one in enumerate(document.people) for address in one.addresses}
    for number, person in enumerate(document.people):
        if person.hours is not None and person.hours not in calendars:
            yield ("people", number, "hours"), f"there is no calendar {person.hours}"
        for position, leave in enumerate(person.leave):
            place = ("people", number, "leave", position)
            if leave.substitute is not None and leave.substitute not in addresses:
                yield (*place, "substitute"), f"nobody in `people` has the address {leave.substitute}"
            elif leave.substitute is not None and addresses[leave.substitute] == number:
                yield (*place, "substitute"), "nobody stands in for themselves"
            if leave in person.leave[:position]:
                yield place, "stands twice"


def written(session: Session, organization: Organization, first: dict[int, str]) -> dict[int, list[dict[str, Any]]]:
    """The leaves of the file, as it has them, by person."""
    people = {one.id: one for one in session.scalars(select(Person).where(Person.organization_id == organization.id))}
    listed: dict[int, list[dict[str, Any]]] = {}
    for person_id, rows in _known(session, organization).items():
        zone = people[person_id].time_zone or organization.time_zone
        for begin, end, substitute, note in (_of_row(zone, row) for row in rows):
            said = {"from": begin, "to": end, "substitute": first.get(substitute or 0), "note": note}
            listed.setdefault(person_id, []).append(said)
    return listed


def _known(session: Session, organization: Organization) -> dict[int, list[Leave]]:
    query = select(Leave).where(Leave.organization_id == organization.id, Leave.source == LeaveSource.FILE)
    rows: dict[int, list[Leave]] = {}
    for row in session.scalars(query.order_by(Leave.starts_at, Leave.id)):
        rows.setdefault(row.person_id, []).append(row)
    return rows


def _said(part: Any, people: dict[str, Person]) -> Said:
    return part.first, part.last, people[part.substitute].id if part.substitute else None, part.note


def _of_row(zone: str, row: Leave) -> Said:
    return (*leaves.written_days(zone, row), row.substitute_id, row.note)


def _add(session: Session, person: Person, zone: str, said: Said, changes: Changes, *, by: Actor) -> None:
    """Also one that is over: the file may tell of it for as long as it likes."""
    first, last, substitute_id, note = said
    starts_at, ends_at = leaves.days(zone, first, last)
    session.add(
        Leave(
            organization_id=person.organization_id, person_id=person.id, starts_at=starts_at, ends_at=ends_at,
            substitute_id=substitute_id, note=note, source=LeaveSource.FILE, created_at=by.now,
            begins_at=starts_at if ends_at > by.now else None,
        )
    )  # fmt: skip
    changes.note(How.CHANGED, f"person {person.name}", f"leave from {first} to {last}")


def _drop(session: Session, person: Person, zone: str, row: Leave, changes: Changes, *, by: Actor) -> None:
    """What already happened is no news, but what is to come does not."""
    first, last = leaves.written_days(zone, row)
    changes.note(How.CHANGED, f"person {person.name}", f"no leave from {first} to {last}")
    if row.ends_at > by.now and row.cancelled_at is None:
        availability_events.changed(session, person, by=by, what="leave")
    session.delete(row)
