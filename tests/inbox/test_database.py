"""Units of work on both databases: all or nothing, and what follows a commit follows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from inbox import database
from inbox.database import Sessions, after_commit, unit_of_work
from inbox.models import Mailbox, Organization, Team
from tests import postgres
from tests.clinic import Clinic


class Broken(Exception):
    """Raised by tests."""


def test_a_unit_that_fails_leaves_nothing_and_nothing_follows_it(make: Sessions, clinic: Clinic) -> None:
    followed: list[str] = []
    with pytest.raises(Broken), unit_of_work(make) as session:
        session.get_one(Organization, clinic.organization.id).name = "Another"
        after_commit(session, lambda: followed.append("never"))
        session.flush()
        raise Broken
    with unit_of_work(make, writes=False) as session:
        assert session.get_one(Organization, clinic.organization.id).name == "The clinic"
    assert followed == []


def test_what_follows_a_commit_sees_it_and_comes_in_order(make: Sessions, clinic: Clinic) -> None:
    followed: list[str] = []

    def look() -> None:
        with unit_of_work(make, writes=False) as other:
            followed.append(other.get_one(Organization, clinic.organization.id).name)

    with unit_of_work(make) as session:
        session.get_one(Organization, clinic.organization.id).name = "Another"
        after_commit(session, look)
        after_commit(session, lambda: followed.append("then"))
        assert followed == []

    assert followed == ["Another", "then"]


def test_what_was_read_can_be_read_after_the_commit(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)

    assert mailbox.address == "reception@clinic.example.org"


def test_two_writers_wait_for_each_other(make: Sessions, clinic: Clinic) -> None:
    def write() -> None:
        for _ in range(20):
            with unit_of_work(make) as session:
                team = session.get_one(Team, clinic.reception.id, with_for_update=True)
                team.name = str(int(team.name) + 1)

    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).name = "0"
    writers = [Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with unit_of_work(make, writes=False) as session:
        assert session.get_one(Team, clinic.reception.id).name == "60"


def test_a_writer_that_waited_its_time_for_another_one_gives_up(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'inbox.db'}"
    slow, hasty = (database.sessions(database.connect(address, lock_patience=seconds)) for seconds in (30, 0.1))
    with unit_of_work(slow), pytest.raises(OperationalError), unit_of_work(hasty):
        pass


def test_an_error_repeats_no_value_of_its_statement(make: Sessions, clinic: Clinic) -> None:
    with pytest.raises(DBAPIError) as error, unit_of_work(make) as session:
        session.execute(text("SELECT * FROM nowhere WHERE said = :said"), {"said": "the patient's words"})

    assert "the patient" not in str(error.value)


def test_times_come_back_aware_and_in_utc(make: Sessions, clinic: Clinic, now: datetime) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=9)))
    with unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).synced_at = elsewhere
    with unit_of_work(make, writes=False) as session:
        read = session.scalars(select(Mailbox.synced_at).where(Mailbox.id == clinic.front_desk.id)).one()

    assert read == now
    assert read is not None
    assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(make: Sessions, clinic: Clinic) -> None:
    with pytest.raises(StatementError, match="no zone"), unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).synced_at = datetime(2026, 3, 4, 9, 30)  # noqa: DTZ001


def test_what_belongs_to_nobody_is_refused(make: Sessions, clinic: Clinic) -> None:
    with pytest.raises(IntegrityError), unit_of_work(make) as session:
        session.add(Team(organization_id=9999, key="stray", name="Stray"))


def test_a_reader_does_not_wait_for_a_writer(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as writer:
        writer.get_one(Organization, clinic.organization.id).name = "Another"
        writer.flush()
        with unit_of_work(make, writes=False) as reader:
            assert reader.get_one(Organization, clinic.organization.id).name == "The clinic"


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'new' / 'inbox.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    engine.dispose()


def test_every_table_of_an_organization_s_says_whose_a_row_is(engine: Engine) -> None:
    shared = {"organization", "alembic_version"}
    found = inspect(engine)
    without = {
        table
        for table in found.get_table_names()
        if not table.startswith("message_text")
        and not {"organization_id"} & {column["name"] for column in found.get_columns(table)}
    } - shared
    parents = {
        table: {key["referred_table"] for key in found.get_foreign_keys(table)} & set(found.get_table_names())
        for table in without
    }

    assert all(parents.values()), parents


def test_a_connection_that_broke_while_it_rested_is_replaced() -> None:
    engine = database.connect(postgres.server_url(), pool_size=1, longest_rest=0)
    with engine.connect() as connection:
        resting = connection.scalar(text("SELECT pg_backend_pid()"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) == resting
    with postgres.empty_engine().begin() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": resting})

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != resting
    engine.dispose()


def test_reading_from_postgresql_opens_no_transaction() -> None:
    engine = postgres.empty_engine()
    with unit_of_work(database.sessions(engine), writes=False) as session:
        session.execute(text("SELECT 1"))
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as other:
            state = other.scalar(text("SELECT state FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid})

    assert state == "idle"
