"""The store: engines for SQLite and PostgreSQL, and units of work that remember what must follow their commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker[Session]

_AFTER = "after_commit"
_CONNECT_PATIENCE = 3
"""Seconds until a PostgreSQL that does not answer counts as away, unless the address says otherwise."""


def connect(url: str, *, pool_size: int = 8, lock_patience: float = 30.0) -> Engine:
    """An engine for the database at `url`. SQLite is used with a write-ahead log and enforced foreign keys;
    a writer waits `lock_patience` seconds for another one of the same file.

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
    return create_engine(
        target, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, connect_args=waits, **options
    )


def sessions(engine: Engine) -> Sessions:
    """A maker of sessions. Objects stay readable after the commit; nothing is flushed behind the caller's back."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=True)


@contextmanager
def unit_of_work(make: Sessions, *, writes: bool = True) -> Iterator[Session]:
    """One transaction: commit at the end, roll back on an error, then run what was to follow the commit.

    On SQLite a unit that `writes` takes the write lock at its start, so that it never fails halfway for it.
    """
    with make() as session:
        session.connection(execution_options={"writes": writes})
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


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


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
