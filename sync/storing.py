"""Putting what a provider gave into the inbox, and knowing what is there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import intake
from inbox.models import Delivery, Mailbox
from sync import progress
from sync.provider import Fetched

_log = structlog.get_logger(__name__)


def held(session: Session, mailbox_id: int, provider_ids: Collection[str]) -> Mapping[str, str]:
    """Those of the messages that are here, with the version they are held in."""
    query = select(Delivery.provider_id, Delivery.provider_version).where(
        Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(provider_ids)
    )
    return {row.provider_id: row.provider_version for row in session.execute(query)}


def store(
    session: Session, mailbox: Mailbox, fetched: Fetched, *, keys: tuple[bytes, ...], now: datetime
) -> None:
    """Take in what came, note where the known messages stand now."""
    if fetched.arrivals:
        intake.take_in(session, mailbox, fetched.arrivals, keys=keys, now=now, since=progress.since(mailbox))
    if fetched.standings:
        intake.update(session, mailbox, fetched.standings, now=now)
    for provider_id in fetched.refused:
        _log.error("the provider lists a message but does not give it", mailbox=mailbox.id, message=provider_id)
