"""What follows from what: for each kind of event the jobs that are given batches of such events, by id."""

from __future__ import annotations

from collections.abc import Collection

from inbox import concerning
from inbox.models import EventKind
from inbox.rules import occasions
from workers import (
    article_jobs,
    clock_jobs,
    insight_jobs,
    label_jobs,
    learning_jobs,
    notice_jobs,
    routing_jobs,
    rule_jobs,
    sending_jobs,
    webhook_jobs,
)
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

_FOLLOWS: tuple[tuple[Reaction, Collection[EventKind]], ...] = (
    (label_jobs.follow_with_labels, _SHOWN_BY_LABELS),
    (clock_jobs.follow_with_clocks, _MOVES_CLOCKS),
    (label_jobs.compare_label_names, (EventKind.CONFIGURED,)),
    (clock_jobs.reckon_anew, (EventKind.CONFIGURED,)),
    (sending_jobs.clear_away, (EventKind.REPLY_UNDONE, EventKind.REPLY_FAILED)),
    (routing_jobs.route_conversations, routing_jobs.ROUTED_AFTER),
    (routing_jobs.route_when_asked, (EventKind.RULE_ASKED,)),
    (routing_jobs.look_at_waiting, routing_jobs.LOOKED_AT_AFTER),
    (routing_jobs.wake_teams, routing_jobs.FREES),
    (routing_jobs.expect_takeover, routing_jobs.EXPECTED),
    (routing_jobs.look_who_is_there, routing_jobs.CHANGES_WHO_IS_THERE),
    (rule_jobs.follow_with_rules, occasions.LOOKED_AT),
    (rule_jobs.plan_rules, occasions.MOVES_TIMES),
    (rule_jobs.plan_rules_anew, (EventKind.CONFIGURED,)),
    (learning_jobs.learn_new_categories, (EventKind.CONFIGURED,)),
    (notice_jobs.tell_of_events, concerning.TELLERS),
    (webhook_jobs.tell_webhooks, webhook_jobs.TOLD),
    (insight_jobs.judge_replies, (EventKind.SENT,)),
    (article_jobs.offer_articles, article_jobs.OFFERED_AFTER),
    (article_jobs.compute_meanings, article_jobs.REWORDED),
)
"""A new consequence is one line here; its job may be given an event twice and must not mind."""

REACTIONS: dict[EventKind, list[Reaction]] = {
    kind: found for kind in EventKind if (found := [job for job, kinds in _FOLLOWS if kind in kinds])
}
