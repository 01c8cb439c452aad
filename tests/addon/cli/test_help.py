"""The command line explains itself, from wherever it is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from addon.cli import main

COMMANDS = {
    "serve", "worker", "ticker", "migrate", "check", "apply", "export-config", "mailbox", "export", "manifest", "demo",
    "ledger", "leave", "webhook", "backup", "restore", "remove", "sla", "rules", "articles",
    "model", "ai",
}  # fmt: skip


def every(command: click.Command, *path: str) -> list[tuple[str, ...]]:
    below = command.commands if isinstance(command, click.Group) else {}
    return [path, *(found for name, one in below.items() for found in every(one, *path, name))]


def test_every_command_is_there() -> None:
    assert set(main.commands) == COMMANDS
    assert set(main.commands["mailbox"].commands) == {"add", "list", "sync", "status", "reprocess"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", every(main), ids=lambda path: " ".join(path))
def test_every_command_and_option_is_explained(path: tuple[str, ...]) -> None:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]

    answer = CliRunner().invoke(main, [*path, "--help"])

    assert answer.exit_code == 0
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert "..." not in answer.output.partition("Commands:")[2], "a summary was cut off"


@pytest.mark.parametrize("command", ["check", "export", "worker", "migrate"])
def test_without_settings_a_command_names_what_is_missing(command: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "addon.cli", command], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
    )

    assert run.returncode == 1
    assert "INBOX_PUBLIC_URL: https origin" in run.stdout + run.stderr
    assert "Traceback" not in run.stderr
