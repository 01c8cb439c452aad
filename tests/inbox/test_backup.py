"""A backup holds everything of one moment, and is restored whole or not at all, into either kind of database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from inbox import backup, database, migrate
from inbox.backup import Unrestorable
from inbox.database import Sessions
from inbox.models import Message, Outgoing, OutgoingState
from tests import postgres
from tests.cards import states
from tests.clinic import Clinic, conversation

from_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def full(make: Sessions, clinic: Clinic, now: datetime) -> states.State:
    """A clinic with a bit of everything."""
    with database.unit_of_work(make) as session:
        return states.busy(session, clinic, now)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of either kind that has no table yet."""
    if request.param == "postgresql":
        with postgres.new_engine() as engine:
            yield engine
    else:
        engine = database.connect(f"sqlite:///{tmp_path / 'new.db'}")
        yield engine
        engine.dispose()


@pytest.fixture
def written(engine: Engine, full: states.State, now: datetime) -> list[bytes]:
    """A backup of it."""
    return list(backup.lines(engine, now=now))


def test_what_is_restored_is_what_was_written_whatever_the_databases(
    engine: Engine, written: list[bytes], empty: Engine, now: datetime
) -> None:
    advanced: list[int] = []

    backup.restore(empty, written, advance=advanced.append)

    again = list(backup.lines(empty, now=now))
    assert [by_table(again), json.loads(again[0])["rows"]] == [by_table(written), json.loads(written[0])["rows"]]
    assert sum(advanced) == backup.count(engine) == backup.count(empty) > 100
    assert migrate.current(empty) == migrate.head()
    assert migrate.drift(empty) == []


@from_sqlite
def test_work_goes_on_in_what_was_restored(written: list[bytes], empty: Engine, clinic: Clinic, now: datetime) -> None:
    backup.restore(empty, written)

    with database.unit_of_work(database.sessions(empty)) as session:
        largest = session.query(Message).count()
        conversation(session, session.merge(clinic.front_desk), now=now, subject="After the fire")
        assert session.query(Message).count() == largest + 1


@from_sqlite
def test_a_reply_that_had_not_gone_out_is_looked_for_before_it_is_sent(
    make: Sessions, engine: Engine, full: states.State, empty: Engine, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        session.query(Outgoing).update({"state": OutgoingState.WAITING, "is_doubtful": False})

    backup.restore(empty, backup.lines(engine, now=now))

    with database.unit_of_work(database.sessions(empty), writes=False) as session:
        assert {reply.is_doubtful for reply in session.query(Outgoing)} == {True}


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_it_is_of_one_moment_whatever_is_written_meanwhile(
    engine: Engine, make: Sessions, clinic: Clinic, full: states.State, now: datetime, empty: Engine
) -> None:
    before = backup.count(engine)
    lines = backup.lines(engine, now=now)
    begun = [next(lines), next(lines)]
    with database.unit_of_work(make) as session:
        conversation(session, session.merge(clinic.front_desk), now=now, subject="Meanwhile")

    backup.restore(empty, [*begun, *lines])

    assert backup.count(empty) == before < backup.count(engine)


def cut(lines: list[bytes]) -> list[bytes]:
    return lines[:-5]


def changed(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b'"Reception"', b'"Deception"') for line in lines]


def without_a_row(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], *lines[3:]]


def of_the_future(lines: list[bytes]) -> list[bytes]:
    return [json.dumps(json.loads(lines[0]) | {"revision": "9999"}).encode(), *lines[1:]]


def something_else(_: list[bytes]) -> list[bytes]:
    return [b'{"subject": "an export"}\n']


def garbage(lines: list[bytes]) -> list[bytes]:
    return [*lines[:3], b"\x00\xff", *lines[3:]]


@from_sqlite
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
@pytest.mark.parametrize("spoil", [cut, changed, without_a_row, of_the_future, something_else, garbage, list.clear])
def test_a_file_that_is_not_whole_restores_nothing(
    written: list[bytes], empty: Engine, spoil: Callable[[list[bytes]], list[bytes] | None]
) -> None:
    with pytest.raises(Unrestorable):
        backup.restore(empty, spoil(written) or [])

    if migrate.current(empty) is not None:
        assert backup.count(empty) == 0


@from_sqlite
def test_nothing_is_written_over(engine: Engine, written: list[bytes]) -> None:
    before = backup.count(engine)

    with pytest.raises(Unrestorable, match="not empty"):
        backup.restore(engine, written)

    assert backup.count(engine) == before


def test_a_backup_of_an_older_version_is_restored_and_migrated(tmp_path: Path, empty: Engine, now: datetime) -> None:
    old = database.connect(f"sqlite:///{tmp_path / 'old.db'}")
    migrate.upgrade(old, "0001")
    with old.begin() as connection:
        connection.execute(
            text("INSERT INTO organization "
                 "(id, key, name, settings, domains, configuration, time_zone, language, created_at) VALUES "
                 "(7, 'harbour', 'Harbour Clinic', '{}', '[]', '', 'UTC', 'en', '2026-03-04 09:30:00.000000')")
        )  # fmt: skip

    backup.restore(empty, backup.lines(old, now=now))

    old.dispose()
    assert migrate.current(empty) == migrate.head()
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT name FROM organization")) == "Harbour Clinic"


def by_table(lines: list[bytes]) -> dict[str, set[bytes]]:
    """The rows, in whatever order; which columns stand in which place is told first."""
    rows: dict[str, set[bytes]] = {}
    for line in lines[1:-1]:
        value = json.loads(line)
        if isinstance(value, dict):
            columns, name = value["columns"], value["table"]
            rows[name] = set()
        else:
            row = dict(zip(columns, value, strict=True)) | ({"is_doubtful": None} if name == "outgoing" else {})
            rows[name].add(json.dumps(row, sort_keys=True).encode())
    return rows
