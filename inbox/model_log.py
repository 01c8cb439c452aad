"""How an organization's models stand, for its admins: calls of today and what they cost, never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from inbox import model_servers
from inbox.model_servers import ASKED, USES, Standing
from inbox.models import Mailbox, ModelCall, Organization


@dataclass(frozen=True)
class Told:
    """A model elsewhere."""

    key: str
    host: str
    standing: Standing
    budget: float | None
    calls: int
    """That were made today, also those that came to nothing."""


@dataclass(frozen=True)
class Wanted:
    """A mailbox, and the model that it wants for each use."""

    name: str
    address: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """All of them."""

    models: tuple[Told, ...]
    mailboxes: tuple[Wanted, ...]


def told(session: Session, organization_id: int, *, now: datetime) -> Report:
    """As it is now."""
    organization = session.get_one(Organization, organization_id)
    servers = model_servers.of(session, organization_id)
    standings = model_servers.standings(session, organization, servers, now=now) if servers else {}
    calls = _calls(session, organization, now=now) if servers else {}
    mailboxes = session.scalars(select(Mailbox).where(Mailbox.organization_id == organization_id).order_by(Mailbox.id))
    return Report(
        tuple(
            Told(
                one.key, urlsplit(one.base_url).hostname or "", standings[one.key], one.daily_budget,
                calls.get(one.key, 0),
            )
            for one in servers
        ),
        tuple(
            Wanted(one.name, one.address, tuple(model_servers.chosen(one, organization, use) for use in USES))
            for one in mailboxes
        ),
    )  # fmt: skip


def newest(session: Session, organization_id: int, *, model: str | None, limit: int) -> Sequence[ModelCall]:
    """The calls, newest first."""
    query = select(ModelCall).where(ModelCall.organization_id == organization_id)
    query = query.where(ModelCall.model == model) if model is not None else query
    return session.scalars(query.order_by(ModelCall.at.desc(), ModelCall.id.desc()).limit(limit)).all()


def forget_old(session: Session, *, now: datetime, days: int) -> None:
    """The log is kept for some days."""
    session.execute(delete(ModelCall).where(ModelCall.at < now - timedelta(days=days)))


def _calls(session: Session, organization: Organization, *, now: datetime) -> dict[str, int]:
    query = (
        select(ModelCall.model, func.count())
        .where(
            ModelCall.organization_id == organization.id, ModelCall.outcome.in_(ASKED),
            ModelCall.at >= model_servers.day_of(organization, now),
        )
        .group_by(ModelCall.model)
    )  # fmt: skip
    return {row[0]: row[1] for row in session.execute(query)}
