"""Bringing the database's tables up to date, from code, without an ini file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from inbox.errors import InboxError
from inbox.models import Base

_LOCK = 7_241_990
"""PostgreSQL advisory lock, so that machines that start together migrate one after the other."""


class TooNew(InboxError):
    """The database was migrated by a newer version of the product."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations that the database has not seen, up to a revision. Several processes may call it at once.

    Raises TooNew.
    """
    at = current(engine)
    if not knows(at):
        raise TooNew("the database is at %(at)s, which this version does not know; install the newer version", at=at)
    with engine.connect() as connection, _unbound(connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(_config(connection), revision)
        if connection.dialect.name == "sqlite" and (
            lost := connection.execute(text("PRAGMA foreign_key_check")).first()
        ):
            raise RuntimeError(f"the migration would leave rows of {lost[0]} behind that belong to nothing")
        connection.commit()


@contextmanager
def _unbound(connection: Connection) -> Iterator[None]:
    """While SQLite makes a table anew, rows in others that belong to its rows must not go with the old one.

    It is told outside any transaction, or it would not listen: https://www.sqlite.org/lang_altertable.html
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.driver_connection
    assert plain is not None
    plain.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        plain.execute("PRAGMA foreign_keys = ON")


def _check(connection: Connection) -> None:
    """Refuse what would leave rows behind that belong to nothing."""
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).first()
        if lost is not None:
            raise RuntimeError(f"the migration would leave rows of {lost[0]} behind that belong to nothing")


def revise(engine: Engine, message: str) -> None:
    """Write a new revision from the difference between the models and the database."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def current(engine: Engine) -> str | None:
    """The revision that the database is at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str | None) -> bool:
    """Whether the code has this revision; None is the empty database."""
    revisions = ScriptDirectory.from_config(_config(None)).walk_revisions()
    return revision is None or revision in {one.revision for one in revisions}


def head() -> str | None:
    """The newest revision that the code knows. Raises if there are two."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def drift(engine: Engine) -> list[object]:
    """Differences between the models and the migrated database; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "inbox:migrations")
    config.attributes["connection"] = connection
    config.attributes["include_object"] = _is_ours
    return config


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Full-text tables, columns and indexes are made by hand in their revision; the models do not know them."""
    return not is_full_text(name or "")


def is_full_text(name: str) -> bool:
    """Whether a table or column holds the full text of messages, which the database makes of the messages itself."""
    return name.startswith("message_text")
