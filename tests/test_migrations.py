"""The migrations make exactly what the models say, can be taken twice, and lose nothing on their way."""

from pathlib import Path

from sqlalchemy import Engine, text

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
