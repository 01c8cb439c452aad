"""(f) The look every minute for clocks whose step is due: what it costs with many that run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import insert, literal, select, text, update
from sqlalchemy.orm import Session

from bench import stock, table
from bench.installation import installation
from inbox.clocks import keeping, ringing
from inbox.configuration import promises, reading
from inbox.configuration.changes import Changes
from inbox.database import Sessions, unit_of_work
from inbox.models import Clock, ClockEvent, Conversation, Mailbox, Organization, Status

_DUE = 200
_LAID_IN = 2_000
_TENANT = "c10c5000-0000-4000-8000-000000000555"
_FILE = """
organization: {key: bench, name: Bench}
policies: [{key: usual, name: Usual, resolution: 8000h, warn: [1h], breach: [{then: [raise-priority]}]}]
"""
_COPIED = {"conversation_id", "next_at", "id"}


def measure(kind: str, sizes: Sequence[int], *, runs: int) -> None:
    """Measure the look with nothing due and with some due, at every size, and print the table."""
    rows: list[tuple[object, ...]] = []
    first: tuple[float, float] | None = None
    for size in sizes:
        with installation(kind) as one:
            stock.lay_in(one.runtime.make, _LAID_IN, _TENANT)
            _start(one.runtime.make, size)
            idle = [_idle(one.runtime.make) for _ in range(runs * 20)]
            due = [_due(one.runtime.make) for _ in range(runs)]
        cost = median(idle), median(due)
        first = first or cost
        rows.append((
            f"{size:,}", 1000 * cost[0], 1000 * table.p95(idle), 1000 * cost[1] / _DUE,
            f"{100 * cost[0] / first[0]:.0f} %", f"{100 * cost[1] / first[1]:.0f} %",
        ))  # fmt: skip
    header = ("open clocks", "idle ms", "idle p95 ms", "ms a due clock", "idle of smallest", "due of smallest")
    table.show(f"(f) Ringing clocks, {kind}, {runs} runs with {_DUE} due", header, rows)


def _start(make: Sessions, size: int) -> None:
    """Promise something, have real clocks begin, and copy them until there are so many."""
    now = datetime.now(UTC)
    with unit_of_work(make) as session:
        organization = session.scalars(select(Organization)).one()
        promises.apply(session, organization, reading.read(_FILE), Changes(), now=now - timedelta(days=900))
        session.execute(update(Mailbox).values(created_at=now - timedelta(days=900)))
        ids = session.scalars(select(Conversation.id).where(Conversation.status != Status.CLOSED)).all()
        for start in range(0, len(ids), 100):
            keeping.follow(session, ids[start : start + 100], now=now)
        session.execute(update(Clock).values(next_at=now + timedelta(days=300)))
        _copy(session, size)
    with make.kw["bind"].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copy(session: Session, size: int) -> None:
    """Clocks like the first one, a second apart, far in the future."""
    kept = session.scalars(select(Clock).order_by(Clock.id).limit(1)).one()
    closed = session.scalars(select(Conversation.id).where(Conversation.status == Status.CLOSED).limit(1)).one()
    count = size - (session.scalar(select(Clock.id).order_by(Clock.id.desc()).limit(1)) or 0)
    columns = [column for column in Clock.__table__.c if column.key not in _COPIED]
    later = datetime.now(UTC) + timedelta(days=200)
    for start in range(0, max(count, 0), 10_000):
        session.execute(insert(Clock), [
            {column.key: getattr(kept, column.key) for column in columns}
            | {"conversation_id": closed, "next_at": later + timedelta(seconds=start + number)}
            for number in range(min(10_000, count - start))
        ])  # fmt: skip


def _idle(make: Sessions) -> float:
    """Nothing is due."""
    begun = time.perf_counter()
    with unit_of_work(make) as session:
        assert ringing.due(session, now=datetime.now(UTC)) == []
    return time.perf_counter() - begun


def _due(make: Sessions) -> float:
    """Some are due: each is looked at, warned of, and gets its next time."""
    now = datetime.now(UTC)
    with unit_of_work(make) as session:
        some = select(ClockEvent.clock_id).distinct().order_by(ClockEvent.clock_id).limit(_DUE)
        session.execute(update(Clock).where(Clock.id.in_(session.scalars(some).all())).values(next_at=literal(now)))
    begun = time.perf_counter()
    with unit_of_work(make) as session:
        ringing.ring(session, ringing.due(session, now=now), now=now)
    return time.perf_counter() - begun
