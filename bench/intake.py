"""(a) Intake: messages a second from Gmail or Graph to committed conversations, with one worker, in any order."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from bench import corpus, machine, table
from bench.connecting import connect
from bench.corpus import Mail
from bench.installation import POSTGRESQL, SQLITE, Installation, installation
from inbox.database import unit_of_work
from inbox.models import Delivery, Message
from simulator.config import Tenant
from simulator.google.store import Arrival, Store
from simulator.microsoft.store import Store as Microsoft
from simulator.seed.people import everybody

_PATIENCE = 600.0


@dataclass(frozen=True)
class Result:
    """One run."""

    per_second: float
    conversations: int
    is_exact: bool
    """The conversations are exactly the threads."""
    worker_megabytes: float


def measure(*, mails: int, threads: int, runs: int, parse_rate: float) -> None:
    """Run every combination and print the table; beside it the share of the standard library's parse rate."""
    generated = corpus.generate(mails, threads)
    rows = []
    for kind in (SQLITE, POSTGRESQL):
        for lay, shuffled, threaded in _WAYS:
            results = _several(generated, kind, lay, shuffled=shuffled, threaded=threaded, runs=runs)
            rates = [result.per_second for result in results]
            rows.append(
                (
                    f"{lay.name}, {kind}, {'shuffled' if shuffled else 'in order'}"
                    f", {'' if threaded else 'no '}thread ids",
                    table.spread(rates),
                    f"{100 * median(rates) / parse_rate:.1f} %",
                    results[0].conversations,
                    "exact" if all(result.is_exact for result in results) else "WRONG",
                    f"{max(result.worker_megabytes for result in results):.0f} MB",
                )
            )
    header = ("intake", "messages/s", "of compat32", "conversations", "threads", "worker peak")
    table.show(f"(a) Intake of {mails:,} mails in {threads:,} threads, one worker, {runs} runs", header, rows)


def _several(mails: list[Mail], kind: str, lay: Laying, *, shuffled: bool, threaded: bool, runs: int) -> list[Result]:
    with TemporaryDirectory(prefix="inbox-mail-") as folder:
        state = Path(folder) / "google.sqlite"
        ids = lay.put(state, _arrivals(mails, shuffled=shuffled), threaded)
        truth = {provider_id: mail.thread for provider_id, mail in zip(ids, mails, strict=True)}
        return [_once(kind, lay.provider, state, truth) for _ in range(runs)]


def _arrivals(mails: list[Mail], *, shuffled: bool) -> list[Arrival]:
    """The corpus as it lies in a mailbox. Shuffled: received in any order."""
    times = [mail.received_at for mail in mails]
    if shuffled:
        random.Random(11).shuffle(times)
    return [
        Arrival(mail.raw, at, ("SENT",) if mail.is_ours else ("INBOX",)) for mail, at in zip(mails, times, strict=True)
    ]


def _into_gmail(state: Path, arrivals: list[Arrival], threaded: bool) -> list[str]:
    store = Store(state)
    store.add_account(corpus.MAILBOX, "Reception")
    ids = store.deliver_many(corpus.MAILBOX, arrivals, thread=threaded)
    store.close()
    return [provider_id for provider_id, _ in ids]


def _into_outlook(state: Path, arrivals: list[Arrival], _threaded: bool) -> list[str]:
    clinic = everybody().clinic
    store = Microsoft(state, tenant=Tenant(clinic.tenant, clinic.domain, clinic.name))
    store.add_account(corpus.MAILBOX, "Reception")
    ids = store.deliver_many(corpus.MAILBOX, arrivals)
    store.close()
    return [one["id"] for one in ids]


@dataclass(frozen=True)
class Laying:
    """How mail is put into a simulated mailbox; `put` gives the ids, in the order of the mail."""

    name: str
    provider: str
    put: Callable[[Path, list[Arrival], bool], list[str]]


_GMAIL, _GRAPH = Laying("Gmail", "gmail", _into_gmail), Laying("Graph", "outlook", _into_outlook)
_WAYS = (
    (_GMAIL, False, True), (_GMAIL, True, True), (_GMAIL, True, False), (_GRAPH, False, True), (_GRAPH, True, True),
)  # fmt: skip
"""Which provider, whether in any order, and whether it tells threads; Exchange always does."""


def _once(kind: str, provider: str, state: Path, truth: dict[str, int]) -> Result:
    with installation(kind, mail_state=state) as running:
        [mailbox_id] = connect(running, [corpus.MAILBOX], provider)
        worker = running.start("worker")
        started = _await(running, mailbox_id, 1)
        held = _held(running, mailbox_id)
        ended = _await(running, mailbox_id, len(truth))
        conversations, is_exact = _compare(running, truth)
        peak = max(machine.peak_megabytes(one) for one in machine.family(worker))
    return Result((len(truth) - held) / (ended - started), conversations, is_exact, peak)


def _held(running: Installation, mailbox_id: int) -> int:
    with unit_of_work(running.runtime.make, writes=False) as session:
        count = select(func.count()).select_from(Delivery).where(Delivery.mailbox_id == mailbox_id)
        return session.scalar(count) or 0


def _await(running: Installation, mailbox_id: int, count: int) -> float:
    """Wait until so many messages are held; when that was."""
    deadline = time.monotonic() + _PATIENCE
    while _held(running, mailbox_id) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {_held(running, mailbox_id)} of {count} messages came in")
        time.sleep(0.1)
    return time.monotonic()


def _compare(running: Installation, truth: dict[str, int]) -> tuple[int, bool]:
    """How many conversations there are, and whether they are exactly the true threads."""
    with unit_of_work(running.runtime.make, writes=False) as session:
        rows = session.execute(
            select(Delivery.provider_id, Message.conversation_id).join(Message, Message.id == Delivery.message_id)
        ).all()
    threads: defaultdict[int, set[int]] = defaultdict(set)
    for provider_id, conversation_id in rows:
        threads[conversation_id].add(truth[provider_id])
    is_exact = all(len(one) == 1 for one in threads.values()) and len(threads) == len(set(truth.values()))
    return len(threads), is_exact
