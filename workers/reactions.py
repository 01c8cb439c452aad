"""What follows from what: for each kind of event the jobs that are given batches of such events, by id."""

from __future__ import annotations

from inbox.models import EventKind
from inbox.rules import occasions
from workers import clock_jobs, label_jobs, rule_jobs
from workers.job import Job

Reaction = Job[[list[int]]]

_SHOWN_BY_LABELS = (
    EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED, EventKind.SNOOZED, EventKind.WOKE, EventKind.ASSIGNED,
    EventKind.UNASSIGNED, EventKind.TAGGED, EventKind.UNTAGGED, EventKind.PRIORITIZED, EventKind.JOINED,
    EventKind.MERGED, EventKind.UNMERGED, EventKind.SPLIT, EventKind.QUARANTINED, EventKind.RELEASED,
    EventKind.OVERDUE,
)  # fmt: skip
"""What changes labels. Mail that comes is looked at when it is stored."""

_MOVES_CLOCKS = (
    EventKind.CREATED, EventKind.RECEIVED, EventKind.SENT, EventKind.RECORDED, EventKind.OPENED, EventKind.PENDING,
    EventKind.CLOSED, EventKind.SNOOZED, EventKind.WOKE, EventKind.TAGGED, EventKind.UNTAGGED, EventKind.CATEGORIZED,
    EventKind.PRIORITIZED, EventKind.JOINED, EventKind.MERGED, EventKind.UNMERGED, EventKind.SPLIT,
    EventKind.QUARANTINED, EventKind.RELEASED,
)  # fmt: skip
"""What starts or stops clocks, or has another policy hold."""

REACTIONS: dict[EventKind, list[Reaction]] = {
    **{
        kind: [
            *([label_jobs.follow_with_labels] if kind in _SHOWN_BY_LABELS else []),
            *([clock_jobs.follow_with_clocks] if kind in _MOVES_CLOCKS else []),
            *([rule_jobs.follow_with_rules] if kind in occasions.LOOKED_AT else []),
            *([rule_jobs.plan_rules] if kind in occasions.MOVES_TIMES else []),
        ]
        for kind in (*_MOVES_CLOCKS, *_SHOWN_BY_LABELS, *occasions.LOOKED_AT, *occasions.MOVES_TIMES)
    },
    EventKind.CONFIGURED: [label_jobs.compare_label_names, clock_jobs.reckon_anew, rule_jobs.plan_rules_anew],
}
"""A new consequence is one line here; its job may be given an event twice and must not mind."""
