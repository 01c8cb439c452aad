"""The file's calendars and policies: what is said anew becomes a version of its own, and clocks keep the older ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.configuration.changes import Changes, How
from inbox.configuration.document import Document
from inbox.configuration.promise_parts import ALWAYS, PolicyPart
from inbox.models import Calendar, Organization, Policy

Place = tuple[int | str, ...]
Row = TypeVar("Row", Calendar, Policy)


def apply(session: Session, organization: Organization, document: Document, changes: Changes, *, now: datetime) -> None:
    """Bring calendars and policies into force, and take those out of it that the file does not name."""
    _calendars(session, organization, document, changes, now=now)
    _policies(session, organization, document, changes, now=now)


def _calendars(
    session: Session, organization: Organization, document: Document, changes: Changes, *, now: datetime
) -> None:
    known = _in_force(session, Calendar, organization)
    for part in document.calendars:
        said = part.model_dump(mode="json", exclude={"key", "name", "time_zone"}, exclude_defaults=True)
        _bring(
            session, Calendar, known.pop(part.key, None), f"calendar {part.key}", changes, now=now,
            organization_id=organization.id, key=part.key, name=part.name, document=said,
            zone=part.time_zone or organization.time_zone,
        )  # fmt: skip
    for gone in known.values():
        retire(gone, f"calendar {gone.key}", changes)


def _policies(
    session: Session, organization: Organization, document: Document, changes: Changes, *, now: datetime
) -> None:
    known = _in_force(session, Policy, organization)
    for position, part in enumerate(document.policies):
        bring_policy(session, organization, part, known.pop(part.key, None), changes, position=position, now=now)
    for gone in known.values():
        retire(gone, f"policy {gone.key}", changes)


def bring_policy(
    session: Session, organization: Organization, part: PolicyPart, before: Policy | None, changes: Changes, *,
    position: int, now: datetime,
) -> Policy:  # fmt: skip
    """The version of a policy in force if it says just this, else a new one, in its place in the order."""
    row = _bring(
        session, Policy, before, f"policy {part.key}", changes, now=now, organization_id=organization.id, key=part.key,
        name=part.name, document=part.model_dump(mode="json", exclude={"key", "name"}, exclude_defaults=True),
    )  # fmt: skip
    if row is before:
        changes.bring(row, f"policy {part.key}", position=position)
    row.position = position
    return row


def retire(row: Calendar | Policy, what: str, changes: Changes) -> None:
    """Take a version out of force."""
    row.is_current = False
    changes.note(How.REMOVED, what, "no clock goes by it any more")


def contradictions(document: Document) -> Iterator[tuple[Place, str]]:
    """Names in calendars and policies that nothing has."""
    keys = {one.key for one in document.calendars}
    for number, team in enumerate(document.teams):
        if team.calendar is not None and team.calendar not in keys:
            yield ("teams", number, "calendar"), f"there is no calendar {team.calendar}"
    known = {
        "mailboxes": {one.address for one in document.mailboxes},
        "teams": {one.key for one in document.teams},
        "categories": {one.key for one in document.categories},
        "tags": {one.name.lower() for one in document.tags},
    }
    for number, policy in enumerate(document.policies):
        if policy.calendar is not None and policy.calendar not in keys | {ALWAYS}:
            yield ("policies", number, "calendar"), f"there is no calendar {policy.calendar}"
        for field, names in known.items():
            for position, name in enumerate(getattr(policy.when, field)):
                if (name.lower() if field == "tags" else name) not in names:
                    yield ("policies", number, "when", field, position), f"nothing in `{field}` is called {name}"
        for position in policy.too_early():
            said = f"{policy.warn[position]} before it is due is never: nothing promised here takes longer"
            yield ("policies", number, "warn", position), said
        for position, step in enumerate(policy.breach):
            for which, action in enumerate(step.then):
                tag = action.partition("tag: ")[2]
                if tag and tag.lower() not in known["tags"]:
                    yield ("policies", number, "breach", position, "then", which), f"there is no tag {tag}"


def written(session: Session, organization: Organization) -> dict[str, list[dict[str, Any]]]:
    """Both as the file has them."""
    calendars = _in_force(session, Calendar, organization).values()
    policies = sorted(_in_force(session, Policy, organization).values(), key=lambda one: (one.position, one.id))
    return {
        "calendars": [
            {
                "key": one.key, "name": one.name, **one.document,
                "time_zone": one.zone if one.zone != organization.time_zone else None,
            }
            for one in calendars
        ],
        "policies": [{"key": one.key, "name": one.name, **one.document} for one in policies],
    }  # fmt: skip


def _in_force(session: Session, table: type[Row], organization: Organization) -> dict[str, Row]:
    query = select(table).where(table.organization_id == organization.id, table.is_current).order_by(table.id)
    return {row.key: row for row in session.scalars(query)}


def _bring(session: Session, table: type[Row], before: Row | None, what: str, changes: Changes, **said: Any) -> Row:
    """The version in force if it says just this, else a new one."""
    now: datetime = said.pop("now")
    if before is not None:
        differing = [name for name, value in said.items() if getattr(before, name) != value]
        if not differing:
            return before
        before.is_current = False
        changes.note(How.CHANGED, what, ", ".join("what it says" if name == "document" else name for name in differing))
    else:
        changes.note(How.ADDED, what)
    query = select(func.max(table.version)).where(
        table.organization_id == said["organization_id"], table.key == said["key"]
    )
    row = table(**said, version=(session.scalar(query) or 0) + 1, created_at=now)
    session.add(row)
    return row
