"""Writing the ledger: a check ends in a sealed entry, and in an alarm when mail was missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from inbox import chain, checks, events
from inbox.events import Actor
from inbox.models import Door, EventKind, Ledger, LedgerEntry, Mailbox, Outcome

NAMED = 200
"""So many missing messages an entry names."""
_TOLD = 50
"""So many of them an event names."""
CHAIN = "chain"
"""The reason of an alarm about the ledger itself."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Missing:
    """A message that the provider listed and we did not hold."""

    provider_id: str
    message_id: str
    """Its internet Message-ID; empty where the mail could not be had or has none."""
    outcome: str


@dataclass(frozen=True)
class Result:
    """What a check found; the columns of LedgerEntry say what each number means."""

    period_from: datetime
    started: datetime
    listed: int
    held: int
    dispositions: dict[str, int]
    arrived: int
    vanished: int
    deleted: int
    unlisted: int
    missing: int
    repaired: int
    named: tuple[Missing, ...]
    is_whole: bool

    @property
    def unexplained(self) -> int:
        return self.missing - self.repaired


def write(session: Session, mailbox: Mailbox, found: Result, *, keys: Sequence[bytes], now: datetime) -> LedgerEntry:
    """Append the result of a check, sealed with the first of the keys, and raise the alarm if there is reason to."""
    ledger = checks.row(session, mailbox)
    _look_at_chain(session, mailbox, ledger, keys, now)
    may_go_on = chain.may_go_on(session, ledger, keys)
    number, previous = chain.newest(session, ledger)
    entry = _entry(mailbox, found, number + 1, previous, now)
    chain.close(entry, keys)
    session.add(entry)
    if may_go_on:
        chain.set_head(ledger, entry, keys)
    ledger.checked_at, ledger.stand = found.started, {}
    if found.is_whole:
        ledger.whole_at = found.started
    _tell(session, mailbox, entry, found, now)
    session.flush()
    return entry


def _look_at_chain(session: Session, mailbox: Mailbox, ledger: Ledger, keys: Sequence[bytes], now: datetime) -> None:
    """What was written before is verified before more is written. A fault is told once."""
    verdict = chain.verify(session, mailbox.id, keys)
    fault = verdict.fault.value if verdict.fault else ""
    is_news = bool(fault) and (fault, verdict.number) != (ledger.fault, ledger.fault_number)
    ledger.verified_at, ledger.fault, ledger.fault_number = now, fault, verdict.number
    if is_news:
        _log.error("the ledger was changed", mailbox=mailbox.id, fault=fault, entry=verdict.number)
        by = Actor(door=Door.SYSTEM, now=now)
        events.record_of_mailbox(
            session, mailbox, EventKind.LEDGER_ALARM, by=by, reason=CHAIN, fault=fault, entry=verdict.number
        )


def _entry(mailbox: Mailbox, found: Result, number: int, previous: str, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        organization_id=mailbox.organization_id, mailbox_id=mailbox.id, number=number,
        period_from=found.period_from, period_to=found.started, started_at=found.started, ended_at=now,
        listed=found.listed, held=found.held, dispositions=found.dispositions, arrived=found.arrived,
        vanished=found.vanished, deleted=found.deleted, unlisted=found.unlisted, missing=found.missing,
        repaired=found.repaired, unexplained=found.unexplained, named=[asdict(one) for one in found.named],
        previous=previous,
    )  # fmt: skip


def _tell(session: Session, mailbox: Mailbox, entry: LedgerEntry, found: Result, now: datetime) -> None:
    _log.info("a mailbox was checked", mailbox=mailbox.id, entry=entry.number, head=chain.link(entry))
    if not found.missing:
        return
    _log.error(
        "mail was missing", mailbox=mailbox.id, entry=entry.number, missing=found.missing, repaired=found.repaired
    )
    by = Actor(door=Door.SYSTEM, now=now)
    events.record_of_mailbox(
        session, mailbox, EventKind.LEDGER_ALARM, by=by, entry=entry.number, count=found.missing,
        messages=_told(found.named),
    )  # fmt: skip
    if found.repaired:
        repaired = [one for one in found.named if one.outcome == Outcome.REPAIRED]
        events.record_of_mailbox(
            session, mailbox, EventKind.LEDGER_REPAIRED, by=by, entry=entry.number, count=found.repaired,
            messages=_told(repaired),
        )  # fmt: skip


def _told(named: Sequence[Missing]) -> list[dict[str, str]]:
    return [{"provider_id": one.provider_id, "message_id": one.message_id} for one in named[:_TOLD]]
