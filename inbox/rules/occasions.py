"""Which events are something that rules know, and since when something lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inbox import hours
from inbox.configuration.promise_parts import duration
from inbox.configuration.rule_parts import OccasionPart
from inbox.hours import Hours
from inbox.models import Door, Event, EventKind
from inbox.rules.deciding import Happening

_STATUSES = frozenset({EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED, EventKind.SNOOZED})
_CHANGES: Mapping[EventKind, str] = {
    **dict.fromkeys(_STATUSES, "status"),
    EventKind.ASSIGNED: "assignee",
    EventKind.UNASSIGNED: "assignee",
    EventKind.PRIORITIZED: "priority",
    EventKind.CATEGORIZED: "category",
    EventKind.TAGGED: "tag-added",
    EventKind.UNTAGGED: "tag-removed",
}
_ARRIVALS: Mapping[EventKind, str] = {
    EventKind.RECEIVED: "inbound",
    EventKind.RECORDED: "any",
    EventKind.BOUNCED: "any",
}
LOOKED_AT = (*_ARRIVALS, *_CHANGES, EventKind.WOKE)
"""Events that may make rules do something."""
MOVES_TIMES = (
    EventKind.CREATED, EventKind.RECEIVED, EventKind.RECORDED, EventKind.SENT, *_STATUSES, EventKind.WOKE,
    EventKind.JOINED, EventKind.MERGED, EventKind.UNMERGED, EventKind.SPLIT, EventKind.RELEASED,
)  # fmt: skip
"""Events after which rules may wait for another time."""


def happening(event: Event) -> Happening | None:
    """What an event is to rules."""
    is_by_rule = event.door is Door.RULE
    if event.kind in _ARRIVALS:
        return Happening(arrival=_ARRIVALS[event.kind])
    if event.kind is EventKind.WOKE:
        return Happening(snooze="ended")
    changed = _CHANGES.get(event.kind)
    if changed is None or (changed == "status" and not _is_another(event.data)):
        return None
    return Happening(changed=changed, is_by_rule=is_by_rule)


def of_event(event_id: int) -> str:
    """The name of an occasion: one run a rule, whoever hands the event over how often."""
    return f"event:{event_id}"


def of_time(position: int, since: datetime) -> str:
    """The name of the time that has passed since something."""
    return f"time:{position}:{since.isoformat()}"


def due_at(part: OccasionPart, since: datetime, of_team: Hours) -> datetime | None:
    """When the time that an occasion waits for has passed; None when that never comes."""
    length = duration(part.after or "")
    return hours.after(of_team, since, length) if part.hours == "business" else since + length


def _is_another(data: dict[str, Any]) -> bool:
    """A snooze put off is no change of the status."""
    return data.get("old") != data.get("new")
