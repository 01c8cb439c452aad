"""What recurs, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from workers import (
    absence_jobs,
    article_jobs,
    clock_jobs,
    copilot_jobs,
    housekeeping,
    insight_jobs,
    label_jobs,
    learning_jobs,
    ledger_jobs,
    notice_jobs,
    relay,
    routing_jobs,
    rule_jobs,
    sending_jobs,
    triage_jobs,
    watch_jobs,
    webhook_jobs,
)
from workers.job import Job

MINUTE = 60.0
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class Recurring:
    """A job without arguments and the seconds between its starts."""

    every: float
    job: Job[[]]


SCHEDULE: dict[str, Recurring] = {
    "ask silent mailboxes": Recurring(MINUTE, housekeeping.ask_silent_mailboxes),
    "find lost work": Recurring(MINUTE / 2, housekeeping.find_lost_work),
    "sweep the outbox": Recurring(MINUTE, relay.sweep_outbox),
    "ring clocks": Recurring(MINUTE / 2, clock_jobs.ring_clocks),
    "look whether rules are due": Recurring(MINUTE / 2, rule_jobs.run_due_rules),
    "forget why rules did something": Recurring(24 * HOUR, rule_jobs.forget_old_rule_runs),
    "wake snoozed conversations": Recurring(MINUTE / 2, housekeeping.wake_snoozed),
    "find mail that no model has read": Recurring(MINUTE / 2, triage_jobs.find_unread_mail),
    "try again what no model could read": Recurring(24 * HOUR, triage_jobs.try_unreadable_mail),
    "learn what staff say mail is about": Recurring(5 * MINUTE, learning_jobs.learn_what_is_new),
    "route what is due": Recurring(MINUTE / 2, routing_jobs.route_due),
    "send what is due": Recurring(MINUTE / 4, sending_jobs.send_due),
    "forget replies that were taken back": Recurring(24 * HOUR, housekeeping.forget_old_replies),
    "send notices that are due": Recurring(MINUTE / 4, notice_jobs.send_due_notices),
    "forget old notices": Recurring(24 * HOUR, notice_jobs.forget_old_notices),
    "send to webhooks what is due": Recurring(MINUTE / 4, webhook_jobs.send_due_webhooks),
    "forget old deliveries to webhooks": Recurring(24 * HOUR, webhook_jobs.forget_old_deliveries),
    "retry failed mail": Recurring(MINUTE, housekeeping.retry_failed_mail),
    "renew watches": Recurring(HOUR, watch_jobs.renew_watches),
    "check the ledgers that are due": Recurring(5 * MINUTE, ledger_jobs.check_due_ledgers),
    "answer what the copilot was asked": Recurring(MINUTE / 4, copilot_jobs.answer_waiting),
    "forget what the copilot was asked": Recurring(24 * HOUR, copilot_jobs.forget_old_questions),
    "find labels that went astray": Recurring(6 * HOUR, label_jobs.find_astray_labels),
    "look back over weeks": Recurring(HOUR, insight_jobs.look_back),
    "forget old weeks": Recurring(24 * HOUR, insight_jobs.forget_old_weeks),
    "read out-of-office answers": Recurring(HOUR, absence_jobs.read_all_absences),
    "say what articles mean": Recurring(HOUR, article_jobs.catch_up_with_meanings),
    "remind of reviews of articles": Recurring(6 * HOUR, article_jobs.remind_of_reviews),
    "forget old clicks": Recurring(24 * HOUR, housekeeping.forget_old_clicks),
    "forget old calls of models": Recurring(24 * HOUR, housekeeping.forget_old_model_calls),
}
