"""Webhooks out: which events other systems are told of, in what words, and where each message stands.

A message is written down in the database when its event is handed to the reactions, and sent by a worker
(workers/webhook_jobs.py): at least once, in order as long as the receiver answers.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from inbox.models import (
    Event,
    EventKind,
    MailboxState,
    Organization,
    Person,
    Priority,
    SendingState,
    Status,
    Webhook,
    WebhookDelivery,
)
from inbox.tables import inserting, table

PAUSES = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each further attempt; three days in all."""
GIVEN_UP_AFTER = timedelta(days=3)
"""A webhook none of whose messages was taken for so long is switched off."""
UNABLE = (401, 403, 408, 410, 429)
"""Answers below 500 that say nothing of the message, but that the receiver takes none now."""
_LONGEST_WAIT = timedelta(days=1)
_STILL_NEWS = timedelta(days=1)
"""Old mail that is read in is no news."""
_LONGEST_DETAIL = 255
_OF_MAILBOX = frozenset(
    {
        EventKind.MAILBOX_CHANGED, EventKind.MAIL_FAILED, EventKind.MAIL_REPROCESSED, EventKind.LEDGER_ALARM,
        EventKind.LEDGER_REPAIRED,
    }
)  # fmt: skip
_OF_ORGANIZATION = frozenset(
    {EventKind.CONFIGURED, EventKind.ACCESS_REFUSED, EventKind.ACCESS_GRANTED, EventKind.SETTINGS_CHANGED}
)
TEST = "webhook.test"
_WORDS = frozenset(one.value for kind in (Status, Priority, MailboxState) for one in kind)
"""What may stand in a payload beside ids and times: nothing that somebody typed."""
_DETAILS = ("until", "clock", "due", "rule_key")
"""Times, which clock is meant, and which rule of the file wants it to be told."""


@dataclass(frozen=True)
class Attempt:
    """One message that is to be sent now."""

    delivery_id: int
    claim: int
    attempts: int
    webhook_id: int
    organization_id: int
    key: str
    url: str
    secret: bytes
    message_id: str
    payload: bytes


def type_of(kind: EventKind) -> str:
    """What a kind of event is called outside, like conversation.closed."""
    if kind in _OF_MAILBOX:
        return f"mailbox.{kind.value}"
    return f"organization.{kind.value}" if kind in _OF_ORGANIZATION else f"conversation.{kind.value}"


TYPES = tuple(type_of(kind) for kind in EventKind)
GROUPS = ("*", "conversation.*", "mailbox.*", "organization.*")
"""What may stand in the list of events beside single types."""


def wants(chosen: Collection[str], type_: str) -> bool:
    """Whether a list of types and groups names a type."""
    return not {"*", type_, f"{type_.partition('.')[0]}.*"}.isdisjoint(chosen)


def write_down(session: Session, told: Iterable[Event]) -> set[int]:
    """Write down the messages about some events. The same event again changes nothing. Returns the webhooks."""
    fresh = [event for event in told if event.recorded_at - event.at < _STILL_NEWS]
    organizations = {event.organization_id for event in fresh}
    query = select(Webhook).where(Webhook.organization_id.in_(organizations), Webhook.is_paused.is_(False))
    webhooks = session.scalars(query.order_by(Webhook.id)).all() if fresh else []
    people = _people(session, fresh) if webhooks else {}
    keys = _keys(session, organizations) if webhooks else {}
    rows = [
        _row(webhook, f"msg_{event.id}", type_of(event.kind), _about(event, people, keys), event.at, event.recorded_at)
        for event in fresh
        for webhook in webhooks
        if webhook.organization_id == event.organization_id
        and (wants(webhook.events, type_of(event.kind)) or _is_asked_for(webhook, event))
    ]
    if rows:
        session.execute(inserting(session, WebhookDelivery).values(rows).on_conflict_do_nothing())
    return {row["webhook_id"] for row in rows}


def _is_asked_for(webhook: Webhook, event: Event) -> bool:
    """Whether a rule names this webhook, or a step after a breach tells all of them, whatever they want to hear."""
    if event.kind is EventKind.RULE_ASKED:
        return event.data.get("asks") == "webhook" and webhook.key in event.data.get("names", ())
    return event.kind is EventKind.ESCALATED and "webhook" in event.data.get("then", ())


def tell(
    session: Session, webhook: Webhook, type_: str, *, about: dict[str, Any], dedupe: str, now: datetime
) -> None:  # fmt: skip
    """Tell a webhook something of one's own, e.g. for a rule or for an escalation, once for the same `dedupe` key.

    `about` holds ids, kinds and times, never text of a mail.
    """
    row = _row(webhook, f"msg_{dedupe}"[:64], type_, about, now, now)
    session.execute(inserting(session, WebhookDelivery).values([row]).on_conflict_do_nothing())


def trial(webhook: Webhook, *, now: datetime) -> bytes:
    """The payload of a message that only tries the way."""
    return orjson.dumps({"type": TEST, "timestamp": now.isoformat(), "data": {"webhook": webhook.key}})


def named(session: Session, organization_id: int, key: str) -> Webhook | None:
    """The webhook of that key."""
    query = select(Webhook).where(Webhook.organization_id == organization_id, Webhook.key == key)
    return session.scalars(query).one_or_none()


def due(session: Session, *, now: datetime) -> list[int]:
    """The webhooks that something is to be sent to now."""
    waiting = exists().where(
        WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == SendingState.WAITING,
        WebhookDelivery.due_at <= now,
    )  # fmt: skip
    ready = (Webhook.disabled_at.is_(None), func.coalesce(Webhook.try_at, now) <= now, Webhook.is_paused.is_(False))
    return list(session.scalars(select(Webhook.id).where(*ready, waiting)))


def claim(session: Session, webhook_id: int, *, now: datetime, seconds: float) -> Attempt | None:
    """Take the oldest message that is due; None when there is none, or somebody else sends to this webhook."""
    hook = session.scalars(
        select(Webhook).where(Webhook.id == webhook_id).with_for_update(skip_locked=True)
    ).one_or_none()  # fmt: skip
    if (
        hook is None
        or hook.disabled_at is not None
        or hook.is_paused
        or (hook.try_at is not None and hook.try_at > now)
    ):
        return None
    query = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == SendingState.WAITING,
        WebhookDelivery.due_at <= now,
    )  # fmt: skip
    row = session.scalars(query.order_by(WebhookDelivery.id).limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.claim += 1
    row.attempts += 1
    row.due_at = now + timedelta(seconds=seconds)
    return Attempt(
        row.id, row.claim, row.attempts, hook.id, hook.organization_id, hook.key, hook.url, hook.secret,
        row.message_id, row.payload.encode(),
    )  # fmt: skip


def taken(session: Session, attempt: Attempt, status: int, *, now: datetime) -> None:
    """The receiver has it. True whoever else took it over meanwhile."""
    row = session.get(WebhookDelivery, attempt.delivery_id)
    if row is not None:
        row.state, row.status, row.detail, row.sent_at = SendingState.SENT, status, "", now
    hook = session.get_one(Webhook, attempt.webhook_id, with_for_update=True)
    if hook.failures:
        _bring_forward(session, hook, now)
    hook.failing_since, hook.try_at, hook.failures = None, None, 0


def refused(
    session: Session, attempt: Attempt, status: int | None, detail: str, *, now: datetime, wait: float,
    is_about_message: bool,
) -> str:  # fmt: skip
    """It was not taken: try again later, or give the message up, or the webhook.

    What is about this message alone keeps no other waiting. Returns why the webhook was switched off just now, if so.
    """
    hook = session.get_one(Webhook, attempt.webhook_id, with_for_update=True)
    row = session.get(WebhookDelivery, attempt.delivery_id)
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    pause = _pause(attempt.attempts, wait)
    if row is not None and row.claim == attempt.claim and row.state is SendingState.WAITING:
        row.status, row.detail, row.due_at = status, detail[:_LONGEST_DETAIL], now + pause
        if attempt.attempts > len(PAUSES):
            row.state = SendingState.FAILED
    if not is_about_message:
        hook.try_at = now + max(_pause(min(hook.failures, 3), wait), timedelta(0))
    if status == 410 or now - hook.failing_since >= GIVEN_UP_AFTER:
        hook.disabled_at, hook.disabled_reason = now, detail[:_LONGEST_DETAIL]
        return detail
    return ""


def _bring_forward(session: Session, hook: Webhook, now: datetime) -> None:
    """It answers again: what waited because it did not goes at once. What it refused as such keeps its pauses."""
    status = WebhookDelivery.status
    session.execute(
        update(table(WebhookDelivery))
        .where(
            WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state == SendingState.WAITING,
            WebhookDelivery.attempts > 0, or_(status.is_(None), status >= 500, status.in_(UNABLE)),
        )
        .values(due_at=now)
    )  # fmt: skip


def _pause(attempts: int, wait: float) -> timedelta:
    seconds = PAUSES[min(attempts, len(PAUSES)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311
    return max(timedelta(seconds=seconds), min(timedelta(seconds=wait), _LONGEST_WAIT))


def _row(
    webhook: Webhook, message_id: str, type_: str, about: dict[str, Any], at: datetime, now: datetime
) -> dict[str, Any]:  # fmt: skip
    payload = {"type": type_, "timestamp": at.isoformat(), "data": about}
    return {
        "organization_id": webhook.organization_id, "webhook_id": webhook.id, "message_id": message_id, "kind": type_,
        "payload": orjson.dumps(payload).decode(), "due_at": now, "created_at": now,
    }  # fmt: skip


def _about(event: Event, people: dict[int, str], keys: dict[int, str]) -> dict[str, Any]:
    """Ids, kinds and times of an event, and who acted."""
    values = {name: event.data[name] for name in ("old", "new") if _may_be_told(event.data.get(name))}
    values |= {name: event.data[name] for name in _DETAILS if isinstance(event.data.get(name), str)}
    actor = {"person_id": event.person_id, "name": people.get(event.person_id or 0), "door": event.door.value}
    return {
        "event_id": event.id, "organization": keys[event.organization_id], "conversation_id": event.conversation_id,
        "mailbox_id": event.mailbox_id, "message_id": event.message_id, "actor": actor, **values,
    }  # fmt: skip


def _may_be_told(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value in _WORDS)


def _people(session: Session, told: Iterable[Event]) -> dict[int, str]:
    ids = {event.person_id for event in told if event.person_id is not None}
    return {row[0]: row[1] for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def _keys(session: Session, ids: Collection[int]) -> dict[int, str]:
    query = select(Organization.id, Organization.key).where(Organization.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}
