"""The store: engines for SQLite and PostgreSQL, and units of work that remember what must follow their commit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

import orjson
from psycopg import Connection as PostgresConnection
from psycopg import Error as PostgresError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

Sessions = sessionmaker[Session]

_AFTER = "after_commit"
_RESTED = "rested since"
_CONNECT_PATIENCE = 3
"""Seconds until a PostgreSQL that does not answer counts as away, unless the address says otherwise."""


def connect(url: str, *, pool_size: int = 8, lock_patience: float = 30.0, longest_rest: float = 2.0) -> Engine:
    """An engine for the database at `url`. SQLite is used with a write-ahead log and enforced foreign keys;
    a writer waits `lock_patience` seconds for another one of the same file. A connection to PostgreSQL that rested for
    `longest_rest` seconds is asked whether it still works before it is used again.

    Errors do not repeat the values of a statement: they would bring mail and notes into logs.
    """
    target = make_url(url)
    options: dict[str, Any] = {
        "json_serializer": _dump, "json_deserializer": orjson.loads, "hide_parameters": True,
    }  # fmt: skip
    if target.get_backend_name() == "sqlite":
        if target.database and target.database != ":memory:":
            Path(target.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(target, connect_args={"timeout": lock_patience}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = {} if "connect_timeout" in target.query else {"connect_timeout": _CONNECT_PATIENCE}
    engine = create_engine(target, pool_size=pool_size, max_overflow=pool_size, connect_args=waits, **options)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", lambda raw, record, _: _wake(raw, record, longest_rest))
    return engine


def sessions(engine: Engine) -> Sessions:
    """A maker of sessions. Objects stay readable after the commit; nothing is flushed behind the caller's back."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=True)


@contextmanager
def unit_of_work(make: Sessions, *, writes: bool = True) -> Iterator[Session]:
    """One transaction: commit at the end, roll back on an error, then run what was to follow the commit.

    On SQLite a unit that `writes` takes the write lock at its start, so that it never fails halfway for it.
    """
    with make() as session:
        session.connection(execution_options=_options(session, writes))
        yield session
        session.commit()
    for callback in session.info.pop(_AFTER, []):
        callback()


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Run `callback` once the unit of work is committed; never if it is rolled back."""
    session.info.setdefault(_AFTER, []).append(callback)


def is_sqlite(session: Session) -> bool:
    """Whether the session's database is SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def _options(session: Session, writes: bool) -> dict[str, Any]:
    """Reading from PostgreSQL needs no transaction: under READ COMMITTED every statement sees its own moment anyway,
    and two round trips are saved."""
    if writes or is_sqlite(session):
        return {"writes": writes}
    return {"isolation_level": "AUTOCOMMIT"}


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_RESTED] = time.monotonic()


def _wake(connection: PostgresConnection, record: ConnectionPoolEntry, longest_rest: float) -> None:
    """Ask a connection that rested whether it still works: a busy one would tell by itself, and asking costs a trip."""
    if time.monotonic() - record.info.get(_RESTED, time.monotonic()) < longest_rest:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except PostgresError as failure:
        raise DisconnectionError("the connection broke while it rested") from failure


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
