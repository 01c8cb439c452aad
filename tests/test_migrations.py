"""The migrations make exactly what the models say, can be taken twice, and lose nothing on their way."""

from pathlib import Path

from sqlalchemy import Connection, Engine, column, insert, table, text

from inbox import database, migrate


def test_the_migrated_database_and_the_models_agree(engine: Engine) -> None:
    assert migrate.drift(engine) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)

    assert migrate.current(engine) == migrate.head()


def test_what_makes_the_full_text_of_messages_is_still_there_in_the_end(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'inbox.db'}")
    found = []
    for revision in ("0002", "head"):
        migrate.upgrade(engine, revision)
        with engine.connect() as connection:
            query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            found.append(list(connection.execute(query).scalars()))
    engine.dispose()

    assert found[0]
    assert found[1] == found[0]


TABLES = (
    "organization", "team", "person", "team_member", "mailbox", "lease", "conversation", "message", "delivery",
    "event", "note",
)  # fmt: skip
"""With rows that belong to rows of those before them."""
VALUES = {"INTEGER": 1, "BOOLEAN": 0, "JSON": "{}", "DATETIME": "2026-03-04 09:30:00.000000"}


def test_migrating_a_filled_database_loses_no_row_and_no_tie(tmp_path: Path) -> None:
    """SQLite makes a table anew for what it cannot change; what hangs on it must not go with the old one."""
    engine = database.connect(f"sqlite:///{tmp_path / 'inbox.db'}")
    migrate.upgrade(engine, "0002")
    with engine.begin() as connection:
        for name in TABLES:
            fill(connection, name)
    for revision in sorted(f"{number:04}" for number in range(3, int(str(migrate.head())) + 1)):
        migrate.upgrade(engine, revision)
        with engine.connect() as connection:
            counted = [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES]
            assert counted == [1] * len(TABLES), revision
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert list(connection.execute(text("PRAGMA foreign_key_check"))) == []
        found = connection.execute(text("SELECT rowid FROM message_text WHERE message_text MATCH 'knee'"))
        assert list(found.scalars()) == [1]
    engine.dispose()


def fill(connection: Connection, name: str) -> None:
    """Add a row to a table, with something in every column that needs it."""
    columns = connection.execute(text(f"PRAGMA table_info({name})")).all()
    row = {one.name: VALUES.get(one.type, "knee") for one in columns if one.notnull or one.pk}
    row |= {one.name: 1 for one in columns if one.name in ("conversation_id", "mailbox_id", "message_id")}
    connection.execute(insert(table(name, *map(column, row))), row)
