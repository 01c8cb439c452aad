"""What tests of the command line start from: an installation in the environment, and a way to type commands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from addon.cli import main
from addon.cli.demo_setup import environment
from tests.office import office, runtime, work
from tests.sync.outside import Gmail
from workers.runtime import Runtime

__all__ = ["office", "runtime", "work"]

Type = Callable[..., Result]


@pytest.fixture
def surroundings(runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of an installation as variables; the working directory is an empty one."""
    variables = environment(runtime.settings)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return variables


@pytest.fixture
def inbox(surroundings: dict[str, str], logging_as_before: None) -> Type:
    """Types a command and gives what came of it."""
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Commands set up the log of their process, which here is that of all tests."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


def clinic_file(gmail: Gmail, more: str = "") -> Path:
    """A file for one mailbox, beside its credential, in the working directory."""
    Path("key.json").write_bytes(gmail.credential)
    file = Path("clinic.yml")
    file.write_text(
        f"""\
# A small clinic.
organization: {{key: clinic, name: The Clinic}}
people:
  - {{name: Ana Ruiz, addresses: [ana@clinic.example.org]}}
teams:
  - {{key: reception, name: Reception, members: [ana@clinic.example.org]}}
mailboxes:
  - address: {gmail.address}
    name: Reception
    team: reception
    groups: [all@clinic.example.org]
    settings: {{reopen_window_days: 3}}
    credential: {{kind: service-account, key_file: key.json}}
{more}"""
    )
    return file
