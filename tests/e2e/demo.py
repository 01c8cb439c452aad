"""The demo as a newcomer starts it: one command that prints an address, ended with Ctrl-C."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import requests

COMMAND = (sys.executable, "-m", "addon.cli", "demo")
READY = "Running."
"""What the demo says once all mailboxes are read."""
PATIENCE, PATIENCE_OF_MANY = 100.0, 400.0
_ENOUGH = 5000


@dataclass(frozen=True)
class Demo:
    """A running demo, and where its page is."""

    url: str
    folder: Path

    def told(self) -> str:
        """What its processes logged of late and how its mailboxes fare, for whoever wonders about a failed test."""
        logs = "\n".join(f"{log.name}:\n{log.read_text()[-_ENOUGH:]}" for log in self.folder.glob("logs/*.log"))
        status = [sys.executable, "-m", "addon.cli", "--settings", str(self.folder / "demo.env"), "mailbox", "status"]
        fares = subprocess.run(status, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return f"{logs}\n{fares.stdout}{fares.stderr}"

    def deliver(
        self,
        subject: str,
        text: str,
        *,
        to: str = "reception",
        sender: str = "Nora Feld",
        answers: str = "",
        at_microsoft: bool = False,
    ) -> None:
        """Let a mail arrive in a mailbox of the clinic, perhaps as an answer to the mail with this Message-ID."""
        mail = EmailMessage()
        mail["From"] = f"{sender} <{sender.lower().replace(' ', '.')}@example.com>"
        mail["To"] = address = f"{to}@harbour-clinic.example.org"
        mail["Subject"] = subject
        mail["Message-ID"] = f"<{subject.replace(' ', '-')}@example.com>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content(text)
        place = f"{self.url}/simulator/{'microsoft/' if at_microsoft else ''}deliver"
        requests.post(place, params={"mailbox": address}, data=mail.as_bytes(), timeout=10).raise_for_status()

    def await_models(self) -> None:
        """Wait until models have read all mail that came."""
        waiting = "SELECT count(*) FROM triage_wait"
        with closing(sqlite3.connect(f"file:{self.folder / 'inbox.db'}?mode=ro", uri=True)) as store:
            _eventually(
                lambda: store.execute(waiting).fetchone() == (0,), "models have read all mail", PATIENCE_OF_MANY
            )

    def held_at_microsoft(self, mailbox: str) -> list[dict[str, Any]]:
        """Every message of a mailbox there, with its folder and its categories."""
        asked = {"mailbox": f"{mailbox}@harbour-clinic.example.org"}
        answer = requests.get(f"{self.url}/simulator/microsoft/messages", params=asked, timeout=10)
        answer.raise_for_status()
        return list(answer.json()["messages"])


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """A demo in which no patient writes by himself; at the end nothing of it is left."""
    said = folder / "said.txt"
    command = [*COMMAND, "--folder", str(folder), "--patient", "0"]
    with said.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            _eventually(lambda: READY in said.read_text() or process.poll() is not None, "the demo is running")
            assert process.poll() is None, said.read_text()
            found = re.search(r"http://\S+[^/\s]", said.read_text())
            assert found is not None, said.read_text()
            yield Demo(found.group(), folder)
        finally:
            family = _below(process.pid)
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0, said.read_text()
    assert [one for one in family if one.exists()] == []


def _below(pid: int) -> list[Path]:
    """All processes that a process started, and that those started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [found for child in children for found in (Path(f"/proc/{child}"), *_below(child))]


def _eventually(is_so: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, f"not in {patience} seconds: {what}"
        time.sleep(0.05)
