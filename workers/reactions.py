"""What follows from what: for each kind of event the jobs that are given batches of such events, by id."""

from __future__ import annotations

from inbox.models import EventKind
from workers import label_jobs, sending_jobs
from workers.job import Job

Reaction = Job[[list[int]]]

_SHOWN_BY_LABELS = (
    EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED, EventKind.SNOOZED, EventKind.WOKE, EventKind.ASSIGNED,
    EventKind.UNASSIGNED, EventKind.TAGGED, EventKind.UNTAGGED, EventKind.PRIORITIZED, EventKind.JOINED,
    EventKind.MERGED, EventKind.UNMERGED, EventKind.SPLIT, EventKind.QUARANTINED, EventKind.RELEASED,
)  # fmt: skip
"""What changes labels. Mail that comes is looked at when it is stored."""

REACTIONS: dict[EventKind, list[Reaction]] = {
    **{kind: [label_jobs.follow_with_labels] for kind in _SHOWN_BY_LABELS},
    EventKind.CONFIGURED: [label_jobs.compare_label_names],
    EventKind.REPLY_UNDONE: [sending_jobs.clear_away],
    EventKind.REPLY_FAILED: [sending_jobs.clear_away],
}
"""A new consequence is one line here; its job may be given an event twice and must not mind."""
