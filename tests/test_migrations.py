"""The migrations make exactly what the models say, and can be taken twice."""

from sqlalchemy import Engine

from inbox import migrate


def test_the_migrated_database_and_the_models_agree(engine: Engine) -> None:
    assert migrate.drift(engine) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)

    assert migrate.current(engine) == migrate.head()
