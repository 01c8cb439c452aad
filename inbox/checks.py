"""Checks of the ledger: who asked for one, how far it got, and which mailboxes are due tonight."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, select, text
from sqlalchemy.orm import Session

from inbox.models import Ledger, Mailbox, MailboxState, Organization

NIGHTLY = timedelta(days=14)
"""So far back every night."""
_WHOLE_EVERY = timedelta(days=6, hours=12)
_NIGHT_BEGINS = time(23)
_NIGHT_MINUTES = 360
_STRIDE = 47
"""Minutes from one mailbox to the next; shares no factor with those of the night, so that all of it is used."""
_TIMES = ("asked_at", "since", "started")


class Step(enum.StrEnum):
    """What a check does next."""

    LIST = "list"
    """Read the provider's list, page by page."""
    SYNC = "sync"
    """Wait until a sync has read what happened meanwhile."""
    ASK = "ask"
    """Ask for each message on which the list and we disagree."""


@dataclass(frozen=True)
class Stand:
    """How far a check got. What disagrees is kept in rows of its own."""

    asked_at: datetime
    since: datetime | None = None
    """Older mail is not looked at; None until the start of a check of everything."""
    is_whole: bool = False
    """Whether it looks at everything since the backfill began."""
    started: datetime | None = None
    step: Step = Step.LIST
    page: str | None = None
    listed: int = 0
    """Messages on the pages read so far."""
    total: int = 0
    """What the provider estimates."""
    hint: int = 0
    """The sync that must have happened."""
    passed: int = 0
    """The delivery asked for last, among those that the list did not show."""
    deleted: int = 0
    unlisted: int = 0
    tries: int = 0
    """How often in a row the provider answered nothing."""


def of(session: Session, mailbox_id: int) -> Stand | None:
    """The check of a mailbox that is under way or waits to begin."""
    ledger = session.get(Ledger, mailbox_id, populate_existing=True)
    return stand_of(ledger.stand) if ledger is not None else None


def stand_of(kept: dict[str, object]) -> Stand | None:
    """A stand as it is kept in the row."""
    if not kept:
        return None
    times = {name: datetime.fromisoformat(str(kept[name])) if kept[name] else None for name in _TIMES}
    return Stand(**{**kept, **times, "step": Step(str(kept["step"]))})  # type: ignore[arg-type]


def keep(session: Session, mailbox_id: int, stand: Stand) -> None:
    """Write it into the row."""
    times = {name: at.isoformat() if (at := getattr(stand, name)) is not None else None for name in _TIMES}
    session.get_one(Ledger, mailbox_id).stand = asdict(stand) | times | {"step": stand.step.value}


def ask(session: Session, mailbox: Mailbox, *, now: datetime, since: datetime | None = None) -> bool:
    """Have a mailbox checked, all of it unless `since` says otherwise; not if a check is under way. Says whether."""
    ledger = row(session, mailbox)
    if ledger.stand:
        return False
    keep(session, mailbox.id, Stand(asked_at=now, since=since, is_whole=since is None))
    return True


def row(session: Session, mailbox: Mailbox) -> Ledger:
    """The ledger of a mailbox, locked; made when there is none."""
    values = {"mailbox": mailbox.id, "organization": mailbox.organization_id}
    session.execute(_MAKE, values)
    return session.get_one(Ledger, mailbox.id, with_for_update=True, populate_existing=True)


_MAKE = text(
    "INSERT INTO ledger (mailbox_id, organization_id, number, hash, seal, stand, fault, fault_number) "
    "VALUES (:mailbox, :organization, 0, '', '', '{}', '', 0) ON CONFLICT DO NOTHING"
)


def start_over(session: Session, mailbox_id: int) -> None:
    """The mailbox is read anew: a check under way begins again after that."""
    ledger = session.get(Ledger, mailbox_id)
    stand = stand_of(ledger.stand) if ledger is not None else None
    if stand is not None:
        since = None if stand.is_whole else stand.since
        keep(session, mailbox_id, Stand(asked_at=stand.asked_at, since=since, is_whole=stand.is_whole))


def under_way(session: Session) -> list[int]:
    """Mailboxes that can be read and have a check to go on with."""
    query = select(Ledger.mailbox_id).join(Mailbox, Mailbox.id == Ledger.mailbox_id)
    query = query.where(cast(Ledger.stand, String) != "{}", Mailbox.state == MailboxState.LIVE)
    return list(session.scalars(query.order_by(Ledger.mailbox_id)))


def due(session: Session, *, now: datetime) -> list[tuple[Mailbox, datetime | None]]:
    """Mailboxes to be checked now, and since when; those never checked at once, the others in their time of night."""
    query = (
        select(Mailbox, Organization.time_zone, Ledger)
        .join(Organization, Organization.id == Mailbox.organization_id)
        .outerjoin(Ledger, Ledger.mailbox_id == Mailbox.id)
        .where(Mailbox.state == MailboxState.LIVE, Mailbox.credential.is_not(None))
        .order_by(Mailbox.id)
    )
    return [
        (mailbox, since_when(ledger, now=now))
        for mailbox, zone, ledger in session.execute(query)
        if ledger is None or (not ledger.stand and _is_due(ledger, ZoneInfo(zone), now))
    ]


def since_when(ledger: Ledger | None, *, now: datetime) -> datetime | None:
    """How far back the next nightly check looks: once a week at everything."""
    if ledger is None or ledger.whole_at is None or ledger.whole_at < now - _WHOLE_EVERY:
        return None
    return now - NIGHTLY


def _is_due(ledger: Ledger, zone: ZoneInfo, now: datetime) -> bool:
    return ledger.checked_at is None or ledger.checked_at < slot(ledger.mailbox_id, zone, now)


def slot(mailbox_id: int, zone: ZoneInfo, now: datetime) -> datetime:
    """When a mailbox was last to be checked: each has its own minute of the night of its organization."""
    local = now.astimezone(zone)
    minute = timedelta(minutes=mailbox_id * _STRIDE % _NIGHT_MINUTES)
    tonight = datetime.combine(local.date(), _NIGHT_BEGINS, zone) + minute
    passed = (tonight - timedelta(days=days) for days in range(3))
    return next(one for one in passed if one <= now)
