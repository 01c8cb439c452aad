"""What follows from what: for each kind of event the jobs that are given batches of such events, by id."""

from __future__ import annotations

from collections.abc import Collection

from inbox.models import EventKind
from workers import label_jobs, routing_jobs
from workers.job import Job

Reaction = Job[[list[int]]]

_SHOWN_BY_LABELS = (
    EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED, EventKind.SNOOZED, EventKind.WOKE, EventKind.ASSIGNED,
    EventKind.UNASSIGNED, EventKind.TAGGED, EventKind.UNTAGGED, EventKind.PRIORITIZED, EventKind.JOINED,
    EventKind.MERGED, EventKind.UNMERGED, EventKind.SPLIT, EventKind.QUARANTINED, EventKind.RELEASED,
)  # fmt: skip
"""What changes labels. Mail that comes is looked at when it is stored."""

_FOLLOWING: list[tuple[Reaction, Collection[EventKind]]] = [
    (label_jobs.follow_with_labels, _SHOWN_BY_LABELS),
    (label_jobs.compare_label_names, (EventKind.CONFIGURED,)),
    (routing_jobs.route_conversations, routing_jobs.ROUTED_AFTER),
    (routing_jobs.look_at_waiting, routing_jobs.LOOKED_AT_AFTER),
    (routing_jobs.wake_teams, routing_jobs.FREES),
    (routing_jobs.expect_takeover, routing_jobs.EXPECTED),
    (routing_jobs.look_who_is_there, routing_jobs.CHANGES_WHO_IS_THERE),
]

REACTIONS: dict[EventKind, list[Reaction]] = {
    kind: [reaction for reaction, kinds in _FOLLOWING if kind in kinds]
    for kind in EventKind
    if any(kind in kinds for _, kinds in _FOLLOWING)
}
"""A new consequence is one line here; its job may be given an event twice and must not mind."""
