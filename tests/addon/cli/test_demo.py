"""`inbox demo` for real: it comes up, heals, keeps what was done, and leaves no process behind."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.addon.cli.test_processes import is_alive
from tests.workers.processes import eventually

PATIENCE = 60.0


@dataclass
class Stage:
    """A demo that runs, and all that it said so far."""

    process: subprocess.Popen[str]
    folder: Path
    said: list[str] = field(default_factory=list)

    def wait_for(self, words: str) -> str:
        """Read what it says up to a line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"it ended without saying {words!r}: {''.join(self.said)}")

    def members(self, name: str = "") -> set[int]:
        """Every process that it started, by pid, or those of one of its children."""
        leaders = set(map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()))
        if name:
            leaders = {pid for pid in leaders if name in Path(f"/proc/{pid}/cmdline").read_text()}
        return {pid for pid in processes() if session_of(pid) in leaders}

    @property
    def web(self) -> str:
        """Where the add-on answers."""
        told = json.loads((self.folder / "simulator.json").read_text())
        return str(told["addon"]["internal_origin"])

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Of its database."""
        with closing(sqlite3.connect(self.folder / "inbox.db", timeout=20)) as database, database:
            return database.execute(query).fetchall()


def processes() -> Iterator[int]:
    yield from (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))


def session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


@contextmanager
def demo(folder: Path, *words: str) -> Iterator[Stage]:
    command = [sys.executable, "-m", "addon.cli", "demo", "--folder", str(folder), *words]
    surroundings = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "INBOX_POLL_MINUTES": "nonsense"}
    with subprocess.Popen(
        command, cwd=folder.parent, env=surroundings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        stage = Stage(process, folder)
        try:
            yield stage
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=PATIENCE)


def address_in(line: str) -> str:
    found = re.search(r"http://127.0.0.1:\d+/", line)
    assert found
    return found.group()


def is_ready(stage: Stage) -> bool:
    return requests.get(f"{stage.web}/readyz", timeout=5).status_code == 200


def mail_from_long_ago(folder: Path) -> Path:
    (folder / "mail").mkdir()
    (folder / "mail" / "old.eml").write_bytes(
        b"From: Ana <ana@example.com>\r\nTo: me@example.org\r\nSubject: From long ago\r\n"
        b"Date: Mon, 04 Mar 1996 09:30:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\nHello.\r\n"
    )
    return folder / "mail"


def test_it_comes_up_heals_and_ends_with_every_process_and_goes_on_where_it_was_left(tmp_path: Path) -> None:
    with demo(tmp_path / "var", "--mail", str(mail_from_long_ago(tmp_path))) as stage:
        page = address_in(stage.wait_for("Open"))
        assert "<title>" in requests.get(page, timeout=10).text
        stage.wait_for("Running.")
        assert stage.ask("SELECT subject FROM conversation") == [("From long ago",)]
        assert stage.ask("SELECT DISTINCT state FROM mailbox") == [("live",)]
        eventually(lambda: is_ready(stage), "the ticker", PATIENCE)
        assert "live" in seen_from_behind(tmp_path / "var" / "demo.env", "mailbox", "list")

        os.kill(min(stage.members("worker")), signal.SIGKILL)
        stage.wait_for("worker ended and is started again")
        eventually(lambda: stage.members("worker"), "a new worker")

        members = stage.members()
        stage.process.send_signal(signal.SIGINT)
        assert stage.process.wait(PATIENCE) == 0
        eventually(lambda: not [pid for pid in members if is_alive(pid)], "the end of all", PATIENCE)
    stage.ask("UPDATE organization SET name = 'My clinic'")

    with demo(tmp_path / "var") as stage:
        stage.wait_for("Running.")
        assert f"Going on with {tmp_path / 'mail'}" in "".join(stage.said)
        assert stage.ask("SELECT subject FROM conversation") == [("From long ago",)]
        assert stage.ask("SELECT name FROM organization") == [("My clinic",)]
        assert "a demo is already running" in refusal(tmp_path / "var")

        members = stage.members()
        stage.process.kill()
        eventually(lambda: not [pid for pid in members if is_alive(pid)], "the end of all", PATIENCE)


def test_a_path_without_mail_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert "There is no mail in" in refusal(tmp_path / "var", "--mail", str(tmp_path / "empty"))


def refusal(folder: Path, *words: str) -> str:
    """What a demo says that does not start."""
    command = [sys.executable, "-m", "addon.cli", "demo", "--folder", str(folder), *words]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 1
    return run.stderr


def seen_from_behind(settings: Path, *words: str) -> str:
    """What a command says of the running demo; nobody else may read the settings that it is given."""
    assert settings.stat().st_mode & 0o777 == 0o600
    command = [sys.executable, "-m", "addon.cli", "--settings", str(settings), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
