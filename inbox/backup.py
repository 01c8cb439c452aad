"""A backup: every row of every table as lines of JSON, the same for SQLite and PostgreSQL, of one moment.

What is sealed stays sealed: whoever restores it needs the key ring, too. The tables are read from the database and not
from the models, so that a backup of an older version is restored as it was, and migrated then.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby, islice
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import StatementError

from inbox import migrate
from inbox.errors import InboxError
from inbox.translation import N_

_FORMAT = 1
_BATCH = 500
_UNSENT = ("waiting", "sending")

Advance = Callable[[int], object]
"""Told of so many more rows."""


class Unrestorable(InboxError):
    """The file is no whole backup, or the database is not empty."""


@dataclass(frozen=True)
class _Stored:
    """A table as it is in the database, and the columns that point to rows of the same table."""

    name: str
    table: Table
    own: frozenset[str]


def count(engine: Engine) -> int:
    """How many rows a backup would have now."""
    with _snapshot(engine) as connection:
        return sum(_count(connection, one.table) for one in _tables(connection))


def lines(engine: Engine, *, now: datetime, advance: Advance = lambda _: None) -> Iterator[bytes]:
    """The backup, line by line: a head, the rows, and a foot that proves that the file is whole."""
    digest = hashlib.sha256()

    def line(value: object) -> bytes:
        written = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
        digest.update(written)
        return written

    with _snapshot(engine) as connection:
        stored = _tables(connection)
        counts = {one.name: _count(connection, one.table) for one in stored}
        yield line({"format": _FORMAT, "revision": migrate.current(engine), "at": now.isoformat(), "rows": counts})
        for one in stored:
            yield line({"table": one.name, "columns": [column.key for column in one.table.columns]})
            rows = connection.execute(select(one.table), execution_options={"yield_per": _BATCH})
            for batch in rows.partitions():
                for row in batch:
                    yield line([_plain(value) for value in row])
                advance(len(batch))
    yield orjson.dumps({"sha256": digest.hexdigest()}, option=orjson.OPT_APPEND_NEWLINE)


def head_of(first: bytes) -> dict[str, Any]:
    """What the first line of a backup says. Raises Unrestorable."""
    head = _read(first)
    if not isinstance(head, dict) or head.get("format") != _FORMAT or not isinstance(head.get("rows"), dict):
        raise Unrestorable(N_("this is no backup of Embedded Inbox, or one of a newer version"))
    return head


def restore(engine: Engine, file: Iterable[bytes], *, advance: Advance = lambda _: None) -> None:
    """Fill an empty database with a backup, all of it or nothing, and migrate it. Raises Unrestorable.

    Replies that had not gone out are looked for at the provider before they are sent: they may have, since then.
    """
    given = iter(file)
    digest = hashlib.sha256(first := next(given, b""))
    head = head_of(first)
    if head["revision"] is None or not migrate.knows(head["revision"]):
        raise Unrestorable(N_("the backup is of a newer version; install that first"))
    if migrate.current(engine) is not None and count(engine):
        raise Unrestorable(N_("the database is not empty; restore into a new one"))
    migrate.upgrade(engine, head["revision"])
    with engine.begin() as connection:
        stored = {one.name: one for one in _tables(connection)}
        try:
            _fill(connection, stored, _verified(given, digest), advance)
        except (StatementError, KeyError, TypeError, ValueError) as fault:  # what does not fit into the tables
            raise Unrestorable(N_("the backup was changed or damaged")) from fault
        if {name: _count(connection, one.table) for name, one in stored.items()} != head["rows"]:
            raise Unrestorable(N_("the backup is not whole: rows are missing"))
        _look_for_replies(connection, stored)
        _go_on_counting(connection, stored)
    migrate.upgrade(engine)


def _verified(given: Iterator[bytes], digest: Any) -> Iterator[Any]:
    """The lines between head and foot. Raises Unrestorable at the end of a file that was cut or changed."""
    for written in given:
        value = _read(written)
        if isinstance(value, dict) and "sha256" in value:
            if value["sha256"] != digest.hexdigest():
                raise Unrestorable(N_("the backup was changed or damaged"))
            return
        digest.update(written)
        yield value
    raise Unrestorable(N_("the backup is not whole: its end is missing"))


def _fill(connection: Connection, stored: dict[str, _Stored], values: Iterator[Any], advance: Advance) -> None:
    for named, rows in groupby(values, key=_Naming()):
        if named is None or named["table"] not in stored:
            raise Unrestorable(N_("the backup was changed or damaged"))
        next(rows)
        one, columns = stored[named["table"]], named["columns"]
        later: list[dict[str, Any]] = []
        for batch in _batches(rows):
            connection.execute(insert(one.table), [_rich(one, columns, row, later) for row in batch])
            advance(len(batch))
        for pointing in later:
            id_ = pointing.pop("id")
            connection.execute(update(one.table).where(one.table.c.id == id_).values(pointing))


class _Naming:
    """Tells for each line under which table's name it stands."""

    current: dict[str, Any] | None = None

    def __call__(self, value: Any) -> dict[str, Any] | None:
        if isinstance(value, dict):
            self.current = value if "table" in value and "columns" in value else None
        return self.current


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _rich(stored: _Stored, columns: list[str], row: Any, later: list[dict[str, Any]]) -> dict[str, Any]:
    """A row to insert. What points to another row of its table is noted for later, when all of these are there."""
    if not isinstance(row, list) or len(row) != len(columns):
        raise Unrestorable(N_("the backup was changed or damaged"))
    values = {name: _typed(stored.table.c[name], value) for name, value in zip(columns, row, strict=True)}
    pointing = {name: values[name] for name in stored.own if values[name] is not None}
    if pointing:
        later.append({"id": values["id"], **pointing})
    return values | dict.fromkeys(stored.own)


def _look_for_replies(connection: Connection, stored: dict[str, _Stored]) -> None:
    if "outgoing" in stored:
        table = stored["outgoing"].table
        connection.execute(update(table).where(table.c.state.in_(_UNSENT)).values(is_doubtful=True))


def _go_on_counting(connection: Connection, stored: dict[str, _Stored]) -> None:
    """PostgreSQL counts ids beside its tables; SQLite goes on from the largest."""
    if connection.dialect.name != "postgresql":
        return
    for one in stored.values():
        if "id" in one.table.c:
            largest = select(func.max(one.table.c.id)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(one.name, "id")
            connection.execute(select(func.setval(sequence, func.coalesce(largest, 1), largest.is_not(None))))


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """One moment of the database, whatever others write meanwhile."""
    is_postgresql = engine.dialect.name == "postgresql"
    options = (
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgresql else {"writes": False}
    )
    with engine.connect() as plain, plain.execution_options(**options) as connection:
        yield connection


def _tables(connection: Connection) -> list[_Stored]:
    """All tables, those that others point to first. Full text is made anew from the messages."""
    inspector, found = inspect(connection), []
    for name, _ in inspector.get_sorted_table_and_fkc_names():
        if name is None or name == "alembic_version" or migrate.is_full_text(name):
            continue
        columns = [one for one in inspector.get_columns(name) if not migrate.is_full_text(one["name"])]
        own = {
            column
            for key in inspector.get_foreign_keys(name)
            if key["referred_table"] == name
            for column in key["constrained_columns"]
        }
        table = Table(name, MetaData(), *(Column(one["name"], one["type"]) for one in columns))
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
        found.append(_Stored(f"{name}", table, frozenset(own)))
    return found


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.replace(tzinfo=UTC).isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, DateTime) and value is not None:
        moment = datetime.fromisoformat(value)
        return moment if column.type.timezone else moment.replace(tzinfo=None)
    if isinstance(column.type, Date) and value is not None:
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, LargeBinary) and value is not None else value


def _read(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        raise Unrestorable(N_("this is no backup of Embedded Inbox, or it was damaged")) from None
