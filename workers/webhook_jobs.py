"""Telling other systems what happened: each event is written down for those that want it, then sent, signed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audience, noticing, webhook_log, webhook_secrets, webhooks
from inbox.events import Actor
from inbox.models import Door, Event, EventKind, Notice, Webhook
from inbox.webhooks import Attempt
from workers import queues
from workers.guarded import Answer, Forbidden, Unreachable
from workers.job import UnitsOfWork, job
from workers.notice_jobs import way_out
from workers.notices_out import AGENT
from workers.runtime import Runtime

TOLD: Collection[EventKind] = tuple(EventKind)
"""Which kinds can be wanted: all of them."""
_EVENTS_AT_ONCE = 100
_IN_ONE_JOB = 200
_LASTING = 60.0
"""Seconds that a claim lasts: longer than a receiver may take."""
_log = structlog.get_logger(__name__)


@job(queues.REACTIONS)
def tell_webhooks(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Write down what the webhooks are to be told of some events, and let it be sent."""
    for start in range(0, len(event_ids), _EVENTS_AT_ONCE):
        part = event_ids[start : start + _EVENTS_AT_ONCE]
        with work.unit() as session:
            told = session.scalars(select(Event).where(Event.id.in_(part)).order_by(Event.id)).all()
            for webhook_id in webhooks.write_down(session, told):
                send_to_webhook.after(session, webhook_id)


@job(queues.URGENT)
def send_due_webhooks(work: UnitsOfWork) -> None:
    """Find the webhooks that something is due to: one job each, so that a slow one keeps no other waiting."""
    with work.unit(writes=False) as session:
        for webhook_id in webhooks.due(session, now=work.clock()):
            send_to_webhook.after(session, webhook_id)


@job(queues.REACTIONS)
def send_to_webhook(work: UnitsOfWork, webhook_id: int) -> None:
    """Send what is due to one webhook, the oldest first, until it takes no more."""
    for _ in range(_IN_ONE_JOB):
        with work.unit() as session:
            attempt = webhooks.claim(session, webhook_id, now=work.clock(), seconds=_LASTING)
        if attempt is None or not _send(work, attempt):
            return
    with work.unit(writes=False) as session:
        send_to_webhook.after(session, webhook_id)


@job(queues.REACTIONS)
def forget_old_deliveries(work: UnitsOfWork) -> None:
    """The log is kept for some days."""
    with work.unit() as session:
        webhook_log.forget_old(session, now=work.clock(), days=work.runtime.settings.webhook_log_days)


def try_out(runtime: Runtime, hook: Webhook, *, now: datetime) -> str:
    """Send a message that means nothing, and say what the receiver answers."""
    payload = webhooks.trial(hook, now=now)
    secret = webhook_secrets.opened(runtime.ring, hook.organization_id, hook.key, hook.secret)
    signed = webhook_secrets.headers(
        webhook_secrets.read(secret), f"msg_test_{int(now.timestamp())}", payload, now=now
    )  # fmt: skip
    try:
        answer = way_out(runtime.settings).send(hook.url, payload, {**signed, "User-Agent": AGENT})
    except (Unreachable, Forbidden) as trouble:
        return str(trouble)
    return f"{answer.status} {answer.said}".strip()


def _send(work: UnitsOfWork, attempt: Attempt) -> bool:
    """One message. Says whether the next one may follow at once."""
    opened = webhook_secrets.opened(work.runtime.ring, attempt.organization_id, attempt.key, attempt.secret)
    now = work.clock()
    signed = webhook_secrets.headers(webhook_secrets.read(opened), attempt.message_id, attempt.payload, now=now)
    try:
        answer = way_out(work.runtime.settings).send(attempt.url, attempt.payload, {**signed, "User-Agent": AGENT})
    except Unreachable as trouble:
        return _refused(work, attempt, None, str(trouble))
    except Forbidden as refusal:
        return _refused(work, attempt, None, str(refusal))
    if not answer.is_good:
        return _refused(work, attempt, answer, f"answered {answer.status} {answer.said}".strip())
    with work.unit() as session:
        webhooks.taken(session, attempt, answer.status, now=work.clock())
    return True


def _refused(work: UnitsOfWork, attempt: Attempt, answer: Answer | None, detail: str) -> bool:
    """Not taken. A receiver that refuses just this message gets the next one; any other is left alone for a while."""
    is_about_message = answer is not None and 400 <= answer.status < 500 and answer.status not in webhooks.UNABLE
    _log.warning("a webhook was not taken", webhook=attempt.webhook_id, delivery=attempt.delivery_id, reason=detail)
    now = work.clock()
    with work.unit() as session:
        given_up = webhooks.refused(
            session, attempt, answer.status if answer else None, detail, now=now,
            wait=answer.wait(now) if answer else 0.0, is_about_message=is_about_message,
        )  # fmt: skip
        if given_up:
            _tell_admins(session, attempt, Actor(Door.SYSTEM, now))
    return is_about_message and not given_up


def _tell_admins(session: Session, attempt: Attempt, by: Actor) -> None:
    _log.error("a webhook was switched off", webhook=attempt.webhook_id)
    noticing.tell(
        session, Notice.WEBHOOK_DISABLED, to=audience.admins(session, attempt.organization_id), conversation=None,
        organization_id=attempt.organization_id, by=by, dedupe=f"webhook:{attempt.webhook_id}:{by.now.isoformat()}",
        webhook=attempt.key,
    )  # fmt: skip
