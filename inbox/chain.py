"""What makes the ledger evidence: the hash of each entry over the one before, seals by a key, and their verification.

The database alone is not trusted: whoever can write to it, but does not hold the key ring, can change nothing unseen.
"""

from __future__ import annotations

import enum
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Ledger, LedgerEntry

VERSION = 1
_AT_ONCE = 200
_HASHED = (
    "version", "organization_id", "mailbox_id", "number", "period_from", "period_to", "started_at", "ended_at",
    "listed", "held", "dispositions", "arrived", "vanished", "deleted", "unlisted", "missing", "repaired",
    "unexplained", "named", "previous",
)  # fmt: skip
"""Of version 1. Further fields make another version, which hashes its own."""


class Fault(enum.StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    """An entry is not what was written."""
    REMOVED = "removed"
    MOVED = "moved"
    """An entry does not follow the one before it."""
    HEAD = "head"
    """What the ledger says of its newest entry was changed, or its key has left the key ring."""


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `number` names the first entry at fault."""

    entries: int
    head: str = ""
    """The link of the newest entry: written down elsewhere, it proves later that nothing up to it was exchanged."""
    fault: Fault | None = None
    number: int = 0


def fields(entry: LedgerEntry) -> dict[str, Any]:
    """What is hashed, as values of JSON; the same whatever database it came from."""
    return {name: _plain(getattr(entry, name)) for name in _HASHED}


def digest(entry: LedgerEntry) -> str:
    """SHA-256 over the fields as JSON in UTF-8: keys sorted, no white space."""
    return sha256(orjson.dumps(fields(entry), option=orjson.OPT_SORT_KEYS)).hexdigest()


def close(entry: LedgerEntry, keys: Sequence[bytes]) -> None:
    """Hash an entry whose fields are complete, and seal it."""
    entry.version = VERSION
    entry.hash = digest(entry)
    entry.seal = _seal(keys[0], _of_entry(entry))


def set_head(ledger: Ledger, entry: LedgerEntry, keys: Sequence[bytes]) -> None:
    """Remember, under seal, which entry is the newest."""
    ledger.number, ledger.hash = entry.number, link(entry)
    ledger.seal = _seal(keys[0], _of_head(ledger))


def link(entry: LedgerEntry) -> str:
    """What the next entry calls the previous one: a hash over its hash and its seal."""
    return sha256(f"{entry.hash} {entry.seal}".encode()).hexdigest()


def may_go_on(session: Session, ledger: Ledger, keys: Sequence[bytes]) -> bool:
    """Whether the head is ours and leads to what is there: else sealing another would hide what happened."""
    if not ledger.number:
        return _last(session, ledger.mailbox_id) is None
    return _fault_of_head(ledger, _entries(session, ledger.mailbox_id, since=ledger.number), keys) is None


def newest(session: Session, ledger: Ledger) -> tuple[int, str]:
    """Number and link that the next entry follows, even if the newest entry was taken away."""
    last = _last(session, ledger.mailbox_id)
    found = (last.number, link(last)) if last is not None else (0, "")
    return max(found, (ledger.number, ledger.hash), key=lambda one: one[0])


def verify(session: Session, mailbox_id: int, keys: Sequence[bytes]) -> Verdict:
    """Read the whole chain of a mailbox and say whether it is as it was written."""
    ledger = session.get(Ledger, mailbox_id, populate_existing=True)
    entries: list[LedgerEntry] = []
    try:
        for entry in _entries(session, mailbox_id):
            if (fault := _fault_of(entry, entries, keys)) is not None:
                return Verdict(len(entries), fault=fault[0], number=fault[1])
            entries.append(entry)
    except (ValueError, TypeError):  # something was written into a row that is no time or no JSON
        return Verdict(len(entries), fault=Fault.CHANGED, number=len(entries) + 1)
    head = link(entries[-1]) if entries else ""
    found = _fault_of_ledger(ledger, entries, keys)
    return Verdict(len(entries), head) if found is None else Verdict(len(entries), head, *found)


def holds(session: Session, mailbox_id: int, number: int, head: str) -> bool:
    """Whether an entry is still the one whose head was written down elsewhere."""
    query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox_id, LedgerEntry.number == number)
    entry = session.scalars(query).one_or_none()
    return entry is not None and hmac.compare_digest(link(entry).encode(), head.encode())


def _fault_of(entry: LedgerEntry, before: Sequence[LedgerEntry], keys: Sequence[bytes]) -> tuple[Fault, int] | None:
    expected = len(before) + 1
    if entry.number > expected:
        return Fault.REMOVED, expected
    if entry.number < expected or entry.hash != digest(entry):
        return Fault.CHANGED, entry.number
    if entry.previous == (link(before[-1]) if before else ""):
        return None
    if before and not _is_sealed(before[-1].seal, _of_entry(before[-1]), keys):
        return Fault.CHANGED, before[-1].number
    return Fault.MOVED, entry.number


def _fault_of_ledger(
    ledger: Ledger | None, entries: list[LedgerEntry], keys: Sequence[bytes]
) -> tuple[Fault, int] | None:
    """What is wrong with a chain whose entries fit each other."""
    if ledger is None or not ledger.number:
        return (Fault.HEAD, len(entries)) if entries else None
    if ledger.number > len(entries):
        return Fault.REMOVED, len(entries) + 1
    found = _fault_of_head(ledger, iter(entries[ledger.number - 1 :]), keys)
    if found is None:
        return None
    unsealed = next((one for one in entries if not _is_sealed(one.seal, _of_entry(one), keys)), None)
    return (Fault.CHANGED, unsealed.number) if unsealed is not None else found


def _fault_of_head(ledger: Ledger, entries: Iterator[LedgerEntry], keys: Sequence[bytes]) -> tuple[Fault, int] | None:
    """`entries` begin with the one that the head names; those after it must have seals of their own."""
    before = next(entries, None)
    if before is None or before.number != ledger.number:
        return Fault.REMOVED, ledger.number
    if ledger.hash != link(before) or not _is_sealed(ledger.seal, _of_head(ledger), keys):
        return Fault.HEAD, ledger.number
    if before.hash != digest(before):
        return Fault.CHANGED, before.number
    for entry in entries:
        follows = entry.previous == link(before) and entry.hash == digest(entry)
        if not follows or not _is_sealed(entry.seal, _of_entry(entry), keys):
            return Fault.CHANGED, entry.number
        before = entry
    return None


def _entries(session: Session, mailbox_id: int, *, since: int = 0) -> Iterator[LedgerEntry]:
    query = select(LedgerEntry.id).where(LedgerEntry.mailbox_id == mailbox_id, LedgerEntry.number >= since)
    ids = session.scalars(query.order_by(LedgerEntry.number, LedgerEntry.id)).all()
    for start in range(0, len(ids), _AT_ONCE):
        yield from _read(session, ids[start : start + _AT_ONCE])


def _read(session: Session, ids: Sequence[int]) -> Iterator[LedgerEntry]:
    """Rows by id, in order; those before one that cannot be read come one by one."""
    query = select(LedgerEntry).where(LedgerEntry.id.in_(ids)).order_by(LedgerEntry.number, LedgerEntry.id)
    try:
        rows = session.scalars(query.execution_options(populate_existing=True)).all()
    except (ValueError, TypeError):
        if len(ids) == 1:
            raise
        for id_ in ids:
            yield from _read(session, [id_])
    else:
        yield from rows


def _last(session: Session, mailbox_id: int) -> LedgerEntry | None:
    query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox_id)
    return session.scalars(query.order_by(LedgerEntry.number.desc()).limit(1)).one_or_none()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _of_entry(entry: LedgerEntry) -> str:
    return f"entry {entry.hash}"


def _of_head(ledger: Ledger) -> str:
    """Other words than those of an entry: the seal of an older entry makes no head."""
    return f"head {ledger.mailbox_id} {ledger.number} {ledger.hash}"


def _seal(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), sha256).hexdigest()


def _is_sealed(seal: str, words: str, keys: Sequence[bytes]) -> bool:
    return any(hmac.compare_digest(seal.encode(), _seal(key, words).encode()) for key in keys)
