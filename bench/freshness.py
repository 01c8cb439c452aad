"""(d) Freshness: seconds from a mail's delivery to its conversation, while one of many mailboxes reads its old mail."""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Iterator
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
from inbox.database import unit_of_work
from inbox.models import Delivery, Mailbox, MailboxState, Message
from simulator.google.store import Arrival, Store

_PATIENCE = 300.0
_GRACE = 60.0
"""Seconds after the last mail in which the late ones may still come."""
_PROMISED = 5.0
_HELD_BY_SMALL = 3
_WORKERS = 2


@dataclass
class _Run:
    """What was delivered, and when it was seen in the database."""

    sent: dict[tuple[int, str], float] = field(default_factory=dict)
    seen: dict[tuple[int, str], float] = field(default_factory=dict)

    @property
    def waits(self) -> list[float]:
        return [self.seen[one] - self.sent[one] for one in self.seen]


def measure(*, mailboxes: int, backfilled: int, mails: int, seconds: float) -> None:
    """Measure once and print the table."""
    with TemporaryDirectory(prefix="inbox-mail-") as folder:
        state = Path(folder) / "google.sqlite"
        addresses = _lay(state, mailboxes, backfilled)
        with installation(POSTGRESQL, mail_state=state, topic=demo_setup.TOPIC) as running:
            running.start("serve", ready=lambda: demo_parts.answers(f"{running.demo.web_url}/healthz"))
            ids = connect(running, addresses)
            for name in ("worker",) * _WORKERS + ("ticker",):
                running.start(name)
            _await_live(running, mailboxes - 1)
            before, began = _held(running, ids[0]), time.monotonic()
            run = _deliver(running, list(zip(ids, addresses, strict=True)), mails=mails, seconds=seconds)
            rate = (_held(running, ids[0]) - before) / (time.monotonic() - began)
            is_old_mail_left = _live(running) < mailboxes
            is_exact = _is_exact(running, run)
    row = (
        f"{mailboxes} mailboxes, {_WORKERS} workers", f"{len(run.seen)} of {mails}", median(run.waits),
        table.p95(run.waits), max(run.waits), mails - sum(wait <= _PROMISED for wait in run.waits), rate,
        "yes" if is_old_mail_left else "NO, IT ENDED", "exact" if is_exact else "WRONG", machine.load(),
    )  # fmt: skip
    header = ("freshness", "arrived", "p50 s", "p95 s", "max s", "above 5 s", "backfill mails/s", "backfill under way",
              "conversations", "load")  # fmt: skip
    table.show(f"(d) New mail while one mailbox reads {backfilled:,} old ones, {POSTGRESQL}", header, [row])


def _lay(state: Path, mailboxes: int, backfilled: int) -> list[str]:
    """Put small mails into simulated mailboxes, most of them into the first."""
    addresses = [f"team{number}@bench.example.org" for number in range(mailboxes)]
    store = Store(state)
    for number, address in enumerate(addresses):
        store.add_account(address, f"Team {number}")
        store.deliver_many(address, _old(address, _HELD_BY_SMALL if number else backfilled))
    store.close()
    return addresses


def _old(address: str, count: int) -> Iterator[Arrival]:
    for number in range(count):
        yield Arrival(_mail(address, f"old-{number}"), corpus.START + timedelta(minutes=number), ("INBOX",))


def _mail(address: str, name: str) -> bytes:
    lines = (
        f"From: Patient <{name}@example.com>", f"To: {address}", f"Subject: Appointment {name}",
        f"Message-ID: <{name}.{address.replace('@', '.')}@mail.example.com>", "Date: Mon, 05 Jan 2026 08:00:00 +0000",
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", "Could we meet on Friday?", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def _await_live(running: Installation, count: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while _live(running) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {_live(running)} of {count} mailboxes are live")
        time.sleep(0.5)


def _live(running: Installation) -> int:
    with unit_of_work(running.runtime.make, writes=False) as session:
        return session.scalar(select(func.count(Mailbox.id)).where(Mailbox.state == MailboxState.LIVE)) or 0


def _held(running: Installation, mailbox_id: int) -> int:
    with unit_of_work(running.runtime.make, writes=False) as session:
        return session.scalar(select(func.count(Delivery.id)).where(Delivery.mailbox_id == mailbox_id)) or 0


def _deliver(running: Installation, mailboxes: list[tuple[int, str]], *, mails: int, seconds: float) -> _Run:
    """Deliver at a steady rate, every tenth mail to the mailbox that reads old ones, and see them come in."""
    run, random_ = _Run(), random.Random(5)
    began = time.monotonic()
    for number in range(mails):
        while time.monotonic() < began + number * seconds / mails:
            _look(running, run)
        mailbox_id, address = mailboxes[0] if number % 10 == 0 else random_.choice(mailboxes)
        sent = time.monotonic()
        answer = requests.post(
            f"{running.demo.simulator_url}/simulator/deliver", params={"mailbox": address},
            data=_mail(address, f"new-{number}"), timeout=30,
        )  # fmt: skip
        answer.raise_for_status()
        run.sent[mailbox_id, answer.json()["id"]] = sent
    deadline = time.monotonic() + _GRACE
    while len(run.seen) < mails and time.monotonic() < deadline:
        _look(running, run)
    return run


def _look(running: Installation, run: _Run) -> None:
    waiting = run.sent.keys() - run.seen.keys()
    for one in _conversations(running, waiting):
        run.seen[one] = time.monotonic()
    time.sleep(0.05)


def _is_exact(running: Installation, run: _Run) -> bool:
    """Whether each mail that arrived is exactly one conversation."""
    found = _conversations(running, run.sent.keys())
    is_each_once = all(len(conversations) == 1 for conversations in found.values())
    return is_each_once and len({one for each in found.values() for one in each}) == len(found)


def _conversations(running: Installation, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    query = select(Delivery.mailbox_id, Delivery.provider_id, Message.conversation_id)
    query = query.join(Message, Message.id == Delivery.message_id)
    with unit_of_work(running.runtime.make, writes=False) as session:
        for mailbox, message, conversation in session.execute(
            query.where(Delivery.provider_id.in_([message for _, message in keys]))
        ):
            if (mailbox, message) in keys:
                found.setdefault((mailbox, message), []).append(conversation)
    return found
