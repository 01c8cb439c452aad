"""`inbox migrate`, also on several machines at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.addon.cli.conftest import Type

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_tables_are_made_once(inbox: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_DATABASE_URL", "sqlite:///new/inbox.db")

    assert inbox("migrate").output.startswith("The tables are made (")
    assert inbox("migrate").output.startswith("The database is up to date (")
    assert "there is no organization yet" in inbox("mailbox", "list").output


def test_a_database_without_tables_is_told(inbox: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_DATABASE_URL", "sqlite:///new/inbox.db")

    answer = inbox("mailbox", "list")

    assert answer.exit_code == 1
    assert answer.output.endswith("Is it running, and has `inbox migrate` been run?\n")


def test_two_that_begin_together_take_turns(
    surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INBOX_DATABASE_URL", f"sqlite:///{tmp_path / 'together.db'}")
    command = [sys.executable, "-m", "addon.cli", "migrate"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    said = [one.communicate(timeout=60)[0] for one in both]

    assert [one.returncode for one in both] == [0, 0], said
