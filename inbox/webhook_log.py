"""Looking at webhooks: how they stand, which one is meant, what it was told, switching it on, telling it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from inbox.errors import NotFound
from inbox.models import SendingState, Webhook, WebhookDelivery
from inbox.tables import table
from inbox.translation import N_


class Standing(NamedTuple):
    """How a webhook fares."""

    id: int
    key: str
    url: str
    is_paused: bool
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str
    waiting: int
    trouble: str
    """Why it took nothing the last time, where something waits for that."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def standings(session: Session, organization_id: int) -> list[Standing]:
    """All of an organization's, by key."""
    waiting = (
        select(func.count(WebhookDelivery.id))
        .where(WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == SendingState.WAITING)
        .scalar_subquery()
    )
    trouble = (
        select(WebhookDelivery.detail)
        .where(
            WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == SendingState.WAITING,
            WebhookDelivery.detail != "",
        )
        .order_by(WebhookDelivery.id)
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    query = select(
        Webhook.id, Webhook.key, Webhook.url, Webhook.is_paused, Webhook.failing_since, Webhook.disabled_at,
        Webhook.disabled_reason, waiting, func.coalesce(trouble, ""),
    )  # fmt: skip
    rows = session.execute(query.where(Webhook.organization_id == organization_id).order_by(Webhook.key))
    return [Standing._make(row) for row in rows]


def of(session: Session, organization_id: int, webhook_id: int) -> Webhook:
    """A webhook of the organization."""
    found = session.get(Webhook, webhook_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    return found


def enable(session: Session, hook: Webhook, *, now: datetime) -> int:
    """Switch it on again; what waited goes out at once. Returns how much that is."""
    hook.disabled_at, hook.disabled_reason, hook.failing_since, hook.try_at, hook.failures = None, "", None, None, 0
    waiting = (WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state == SendingState.WAITING)
    found = session.scalars(select(func.count(WebhookDelivery.id)).where(*waiting)).one()
    session.execute(update(table(WebhookDelivery)).where(*waiting).values(due_at=now))
    return found


def replay(session: Session, rows: Iterable[WebhookDelivery], *, now: datetime) -> None:
    """Send messages again, with the same ids: a receiver that has them already knows that."""
    for row in rows:
        row.state, row.due_at, row.attempts = SendingState.WAITING, now, 0


def forget_old(session: Session, *, now: datetime, days: int) -> None:
    """The log is kept for some days; what still waits for a webhook that is switched off goes with it."""
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.created_at < now - timedelta(days=days)))
