"""Putting what a provider gave into the inbox, and knowing what is there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import intake
from inbox.models import Delivery, Disposition, Mailbox, Place
from sync import progress
from sync.provider import Change, Fetched, What

_NOTED = (Place.DRAFT, Place.CHAT)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Held:
    """A message that is here."""

    version: str
    is_whole: bool
    """A draft is only noted; when something happens to it, it may have become mail and is fetched whole."""
    listed_at: datetime | None
    labels: frozenset[str] = frozenset()

    def shows(self, change: Change) -> bool:
        """Whether what happened to labels is here already: we did it, or it was done and undone."""
        last = {touch.label: touch.is_on for touch in change.touches}
        is_all = change.what is What.CHANGED and bool(last) and self.is_whole
        return is_all and all((label in self.labels) is is_on for label, is_on in last.items())


def held(session: Session, mailbox_id: int, provider_ids: Collection[str]) -> Mapping[str, Held]:
    """Those of the messages that are here, by the provider's id."""
    query = select(
        Delivery.provider_id,
        Delivery.provider_version,
        Delivery.disposition,
        Delivery.place,
        Delivery.listed_at,
        Delivery.labels,
    ).where(Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(provider_ids))
    return {
        row.provider_id: Held(
            row.provider_version, row.disposition is not Disposition.IGNORED or row.place not in _NOTED, row.listed_at,
            frozenset(row.labels),
        )
        for row in session.execute(query)
    }  # fmt: skip


def store(session: Session, mailbox: Mailbox, fetched: Fetched, *, keys: tuple[bytes, ...], now: datetime) -> None:
    """Take in what came, note where the known messages stand now."""
    if fetched.arrivals:
        intake.take_in(session, mailbox, fetched.arrivals, keys=keys, now=now, since=progress.since(mailbox))
    if fetched.standings:
        intake.update(session, mailbox, fetched.standings, now=now)
    for provider_id in fetched.refused:
        _log.error("the provider lists a message but does not give it", mailbox=mailbox.id, message=provider_id)
