"""What leads change about promises without the file: policies, their order, and a try on what happened lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Select, column, func, literal, select, union_all
from sqlalchemy.orm import Session

from inbox import access, calendars, events
from inbox.access import Viewer
from inbox.clocks import choosing, replaying
from inbox.clocks.choosing import Policies
from inbox.clocks.replaying import Outcome
from inbox.configuration import promises
from inbox.configuration.changes import Changes
from inbox.configuration.promise_parts import ALWAYS, PolicyPart
from inbox.errors import Invalid, NotFound
from inbox.events import Actor
from inbox.models import Category, EventKind, Mailbox, Organization, Policy, Tag, Team
from inbox.translation import N_

LATELY = timedelta(days=30)
"""What a policy is tried on."""
MOST = 2_000
"""Conversations that it is tried on, the newest: somebody waits for the answer."""
_SAID = {
    "first_response": N_("Write a length of time, like 30m, 4h or 1h30m."),
    "next_response": N_("Write a length of time, like 30m, 4h or 1h30m."),
    "resolution": N_("Write a length of time, like 30m, 4h or 1h30m."),
    "warn": N_("Write when to warn, like 75%, 30m: after so much of the time, or so long before."),
    "breach": N_(
        "Write a step in each line, like “30m: notify-lead, reassign”. The steps are notify-assignee, notify-lead, "
        "reassign, raise-priority, webhook, tag NAME."
    ),
    "when": N_("Write addresses with commas between them, or whole domains like @lab.example.org."),
    "name": N_("Write a name of at most 200 characters."),
    "key": N_("Write a name with letters or digits in it."),
}


def listed(session: Session, viewer: Viewer) -> list[Policy]:
    """The policies in force, in their order. Raises NotAllowed."""
    access.require_lead(viewer)
    query = select(Policy).where(Policy.organization_id == viewer.organization_id, Policy.is_current)
    return list(session.scalars(query.order_by(Policy.position, Policy.id)))


def of_key(session: Session, viewer: Viewer, key: str) -> Policy:
    """One of them. Raises NotFound."""
    found = next((one for one in listed(session, viewer) if one.key == key), None)
    if found is None:
        raise NotFound(N_("This policy does not exist any more."))
    return found


def read(said: Mapping[str, Any]) -> PolicyPart:
    """A policy from what was typed. Raises Invalid with the field that is wrong."""
    try:
        return PolicyPart.model_validate(said)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
    field = str(place[0]) if place else "first_response"
    if not place:
        raise Invalid(N_("Promise something: a first response, a next response or a resolution."), field=field)
    raise Invalid(
        _SAID.get(field, N_("This value cannot be read. Please choose it again.")), field=_FIELDS.get(field, field)
    )


Names = dict[str, dict[str, str]]
"""Names by the fields of a policy that name things, and by the keys that stand there."""
_NAMED: dict[str, tuple[type[Mailbox | Team | Category | Tag], Any, Any]] = {
    "mailboxes": (Mailbox, Mailbox.address, Mailbox.name), "teams": (Team, Team.key, Team.name),
    "categories": (Category, Category.key, Category.name), "tags": (Tag, Tag.name, Tag.name),
}  # fmt: skip
_FIELDS = {"when": "contacts", "key": "name"}
"""Where on the form a part of a policy is typed."""


def named(session: Session, viewer: Viewer, *, limit: int) -> Names:
    """What a policy may name, the first of each."""
    parts = [_name_of(viewer, field).order_by(column("name")).limit(limit).subquery() for field in _NAMED]
    return _read(session, [select(one) for one in parts])


def names(session: Session, viewer: Viewer, parts: Iterable[PolicyPart]) -> Names:
    """What these policies name."""
    said = {field: {key for part in parts for key in getattr(part.when, field)} for field in _NAMED}
    return _read(session, [_name_of(viewer, field).where(_NAMED[field][1].in_(keys)) for field, keys in said.items()])


def _name_of(viewer: Viewer, field: str) -> Select[Any]:
    table, key, name = _NAMED[field]
    query = select(literal(field).label("field"), key.label("key"), name.label("name"))
    return query.where(table.organization_id == viewer.organization_id)


def _read(session: Session, queries: Iterable[Select[Any]]) -> Names:
    found: Names = {field: {} for field in _NAMED}
    for field, key, name in session.execute(union_all(*queries)):
        found[field][key] = name
    return found


def require_known(session: Session, viewer: Viewer, part: PolicyPart) -> None:
    """Refuse a calendar or a tag that is not there, and a warning that never comes, with its field. Raises Invalid."""
    for place in part.too_early():
        raise Invalid(
            N_("“%(length)s” before it is due is never: nothing promised here takes longer."), field="warn",
            length=part.warn[place],
        )  # fmt: skip
    known = {ALWAYS, *calendars.current(session, viewer.organization_id)}
    if part.calendar is not None and part.calendar not in known:
        raise Invalid(N_("Choose from the list."), field="calendar")
    query = select(func.lower(Tag.name)).where(Tag.organization_id == viewer.organization_id)
    tags = set(session.scalars(query))
    for action in (action for step in part.breach for action in step.then):
        name = action.partition("tag: ")[2]
        if name and name.lower() not in tags:
            raise Invalid(N_("There is no tag “%(name)s”."), field="breach", name=name)


def steps(text: str) -> list[dict[str, Any]]:
    """The steps after a breach, from lines like `30m: notify-lead, reassign`."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        after, colon, then = line.partition(":")
        actions = [one.strip() for one in (then if colon else after).split(",")]
        tagged = [f"tag: {one[4:].strip()}" if one.startswith("tag ") else one for one in actions if one]
        found.append({"after": after.strip() if colon else "0m", "then": tagged})
    return found


def change(session: Session, viewer: Viewer, part: PolicyPart, *, by: Actor) -> Policy:
    """Bring a policy into force, in the place of the one with its key or at the end."""
    before = listed(session, viewer)
    old = next((one for one in before if one.key == part.key), None)
    changes = Changes()
    organization = session.get_one(Organization, viewer.organization_id)
    position = old.position if old else max((one.position for one in before), default=-1) + 1
    row = promises.bring_policy(session, organization, part, old, changes, position=position, now=by.now)
    _record(session, viewer, changes, by=by)
    return row


def remove(session: Session, viewer: Viewer, key: str, *, by: Actor) -> None:
    """Take a policy out of force."""
    row, changes = of_key(session, viewer, key), Changes()
    promises.retire(row, f"policy {key}", changes)
    _record(session, viewer, changes, by=by)


def move(session: Session, viewer: Viewer, key: str, places: int, *, by: Actor) -> None:
    """Put a policy further up or down in the order: the first that fits holds."""
    rows, changes = listed(session, viewer), Changes()
    here = next((place for place, one in enumerate(rows) if one.key == key), None)
    if here is None:
        raise NotFound(N_("This policy does not exist any more."))
    row = rows.pop(here)
    rows.insert(min(max(here + places, 0), len(rows)), row)
    for position, one in enumerate(rows):
        changes.bring(one, f"policy {one.key}", position=position)
    _record(session, viewer, changes, by=by)


def try_(session: Session, viewer: Viewer, part: PolicyPart, *, now: datetime) -> tuple[Outcome, Outcome]:
    """What the policies of now, and they with this one, come to on the mail of the last month."""
    access.require_lead(viewer)
    current = choosing.load(session, viewer.organization_id)

    def replay(policies: Policies) -> Outcome:
        return replaying.replay(
            session, viewer.organization_id, policies, since=now - LATELY, until=now, now=now, limit=MOST
        )

    return replay(current), replay(_with(current, part, now))


def _with(current: Policies, part: PolicyPart, now: datetime) -> Policies:
    listed = list(current.listed)
    number = next((place for place, (_, one, _) in enumerate(listed) if one.key == part.key), len(listed))
    listed[number : number + 1] = [(-1, part, now)]
    return Policies(tuple(listed), current.calendars)


def _record(session: Session, viewer: Viewer, changes: Changes, *, by: Actor) -> None:
    if changes.all:
        events.record_of_organization(
            session, viewer.organization_id, EventKind.CONFIGURED, by=by, changes=[str(one) for one in changes.all]
        )
