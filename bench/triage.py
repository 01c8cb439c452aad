"""Models read the mail of a mailbox that was just connected, and new mail goes first: `python -m bench.triage`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import requests
from sqlalchemy import func, select

from addon.cli import demo_parts, demo_setup
from bench import corpus, machine, table
from bench.connecting import connect
from bench.installation import POSTGRESQL, Installation, installation
from inbox.configuration import reading
from inbox.database import unit_of_work
from inbox.models import Category, Finding, Mailbox, Message, TriageWait
from simulator.google.store import Arrival, Store
from workers import learning_jobs
from workers.job import UnitsOfWork, system_clock

_ADDRESS = "reception@bench.example.org"
_PROMISED = 5.0
_WORKERS = 2
_GRACE = 60.0
_PATIENCE = 3_600.0
_FILLER = (
    "I hope you are well and thank you for your time.", "Please call me back when you have a moment.",
    "Ich bin tagsüber gut zu erreichen und danke Ihnen im Voraus.", "Gracias de antemano por su ayuda y su tiempo.",
)  # fmt: skip


@dataclass
class _Run:
    """How it went."""

    sent: dict[str, float] = field(default_factory=dict)
    """When new mail was delivered, by its subject."""
    waits: dict[str, float] = field(default_factory=dict)
    """Seconds until it was read."""
    old_left: int = 0
    """Old mail that waited when the last of the new mail was read."""
    seconds: float = 0.0
    memory: float = 0.0


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.triage", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small amounts: a glance, not a figure")
    chosen = parser.parse_args(arguments)
    old, fresh, seconds = (500, 10, 10.0) if chosen.quick else (10_000, 60, 120.0)
    measure(old=old, fresh=fresh, seconds=seconds)


def measure(*, old: int, fresh: int, seconds: float) -> None:
    """Have everything read, delivering new mail meanwhile, and print the table."""
    with TemporaryDirectory(prefix="inbox-mail-") as folder:
        state = Path(folder) / "google.sqlite"
        with installation(POSTGRESQL, mail_state=_laid(state, old), topic=demo_setup.TOPIC) as running:
            running.start("serve", ready=lambda: demo_parts.answers(f"{running.demo.web_url}/healthz"))
            sentences = _connected(running)
            pids = [running.start(name) for name in ("worker",) * _WORKERS + ("ticker",)]
            run = _Run()
            began = time.monotonic()
            _await(running, lambda: _counts(running)[0] > 0)
            _deliver(running, run, sentences, fresh, seconds)
            _await(running, lambda: sum(_counts(running)) >= old + len(run.waits) and not _counts(running)[1])
            run.seconds = time.monotonic() - began
            run.memory = max(machine.peak_megabytes(pid) for pid in pids[:_WORKERS])
    waits = sorted(run.waits.values())
    late = fresh - sum(wait <= _PROMISED for wait in waits)
    row = (
        f"{old:,} old mails, {_WORKERS} workers", f"{len(waits)} of {fresh}", median(waits), table.p95(waits),
        max(waits), late, run.old_left, old / run.seconds, run.memory, machine.load(),
    )  # fmt: skip
    header = ("triage", "new mail read", "p50 s", "p95 s", "max s", "above 5 s", "old mail left then",
              "old mail/s, intake included", "worker MB", "load")  # fmt: skip
    table.show("Models read new mail while a backlog drains: seconds from delivery to what was found", header, [row])


def _laid(state: Path, count: int) -> Path:
    store, random_ = Store(state), random.Random(11)
    store.add_account(_ADDRESS, "Reception")
    store.deliver_many(_ADDRESS, _old(count, random_))
    store.close()
    return state


def _old(count: int, random_: random.Random) -> Iterator[Arrival]:
    for number in range(count):
        at = corpus.START + timedelta(minutes=number)
        yield Arrival(_mail(f"old-{number}", " ".join(random_.choices(_FILLER, k=5))), at, ("INBOX",))


def _mail(name: str, text: str) -> bytes:
    lines = (
        f"From: Patient <{name}@example.com>", f"To: {_ADDRESS}", f"Subject: {name}",
        f"Message-ID: <{name}@mail.example.com>", "Date: Mon, 05 Jan 2026 08:00:00 +0000", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8", "", text, "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def _connected(running: Installation) -> Sequence[str]:
    """A mailbox connected today, and the categories of the demonstration, to be learnt first; their examples."""
    connect(running, [_ADDRESS])
    categories = reading.read(demo_setup.clinic(running.demo)).categories
    with UnitsOfWork(running.runtime).unit() as session:
        mailbox = session.scalars(select(Mailbox)).one()
        mailbox.created_at = system_clock()
        session.add_all(
            Category(
                organization_id=mailbox.organization_id, key=one.key, name=one.name, description=one.description,
                examples=one.examples, position=position,
            )
            for position, one in enumerate(categories)
        )  # fmt: skip
        learning_jobs.learn_first.after(session, mailbox.organization_id)  # as when a file is applied
    return [example for one in categories for example in one.examples]


def _deliver(running: Installation, run: _Run, sentences: Sequence[str], count: int, seconds: float) -> None:
    """Deliver new mail at a steady rate, and see it read."""
    random_, began = random.Random(5), time.monotonic()
    for number in range(count):
        while time.monotonic() < began + number * seconds / count:
            _look(running, run)
        name = f"new-{number}"
        text = " ".join([*random_.choices(sentences, k=3), *random_.choices(_FILLER, k=2)])
        sent = time.monotonic()
        answer = requests.post(
            f"{running.demo.simulator_url}/simulator/deliver", params={"mailbox": _ADDRESS}, data=_mail(name, text),
            timeout=30,
        )  # fmt: skip
        answer.raise_for_status()
        run.sent[name] = sent
    deadline = time.monotonic() + _GRACE
    while len(run.waits) < count and time.monotonic() < deadline:
        _look(running, run)
    run.old_left = _counts(running)[1]


def _look(running: Installation, run: _Run) -> None:
    """See which new mail has been read meanwhile."""
    waiting = run.sent.keys() - run.waits.keys()
    query = select(Message.subject).join(Finding, Finding.message_id == Message.id)
    with unit_of_work(running.runtime.make, writes=False) as session:
        for subject in session.scalars(query.where(Message.subject.in_(waiting))):
            run.waits[subject] = time.monotonic() - run.sent[subject]
    time.sleep(0.05)


def _await(running: Installation, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not in {_PATIENCE:.0f} seconds; read and waiting: {_counts(running)}")
        time.sleep(0.5)


def _counts(running: Installation) -> tuple[int, int]:
    """How much was read, and how much old mail waits."""
    with unit_of_work(running.runtime.make, writes=False) as session:
        found = session.scalar(select(func.count()).select_from(Finding)) or 0
        old = select(func.count()).select_from(TriageWait).where(TriageWait.is_fresh.is_(False))
        return found, session.scalar(old) or 0


if __name__ == "__main__":
    main(sys.argv[1:])
