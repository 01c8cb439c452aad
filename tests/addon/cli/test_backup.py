"""`inbox backup` and `inbox restore`: what was exported before is exported after, from another database."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.addon.cli.conftest import Type
from tests.office import Office
from tests.sync.outside import letter

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_backup_is_restored_into_a_new_database_and_work_goes_on(
    inbox: Type, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.gmail.deliver(letter("Blood test", number=71), at=datetime.now(UTC))
    office.read_everything()
    before = inbox("export").output
    assert "Blood test" in before

    told = inbox("backup", "all.gz")
    assert told.stderr.endswith("rows written to all.gz.\n")
    assert Path("all.gz").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in Path().iterdir()] == ["all.gz"]
    monkeypatch.setenv("INBOX_DATABASE_URL", "sqlite:///new/inbox.db")
    restored = inbox("restore", "all.gz")

    assert "rows restored, as they were on" in restored.stderr
    assert inbox("export").output == before
    office.gmail.deliver(letter("After the fire"), at=datetime.now(UTC))
    assert "up to date, 1 new message." in inbox("mailbox", "sync", office.gmail.address).output
    assert "is not empty" in inbox("restore", "all.gz").stderr


@on_sqlite
def test_what_is_no_backup_is_told_in_a_sentence(inbox: Type, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox("backup", "all.gz")
    whole = Path("all.gz").read_bytes()
    Path("cut.gz").write_bytes(whole[: len(whole) // 2])
    Path("plain.gz").write_bytes(b"an export\n")
    Path("other.gz").write_bytes(gzip.compress(b'{"subject": "an export"}\n'))
    monkeypatch.setenv("INBOX_DATABASE_URL", "sqlite:///new/inbox.db")

    for name in ("cut.gz", "plain.gz", "other.gz"):
        told = inbox("restore", name)
        assert told.exit_code == 1
        assert "Traceback" not in told.output
        assert "backup" in told.stderr
    assert "has no tables yet" not in inbox("restore", "all.gz").stderr


@on_sqlite
def test_without_tables_there_is_nothing_to_back_up(
    inbox: Type, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_DATABASE_URL", "sqlite:///new/inbox.db")

    assert "run `inbox migrate`" in inbox("backup", "all.gz").stderr
    assert not Path("all.gz").exists()


@on_sqlite
def test_a_place_that_does_not_exist_is_told(inbox: Type, office: Office) -> None:
    assert "No such file or directory" in inbox("backup", "nowhere/all.gz").stderr
