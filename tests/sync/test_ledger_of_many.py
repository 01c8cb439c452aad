"""Two thousand messages while all goes wrong that can: in the end everything is explained, nothing is there twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inbox.models import Delivery, Event, EventKind, MailboxState, Message
from simulator.google.faults import KINDS
from tests.checked import check, entries, forget_changes, go_on, hide, is_whole, told
from tests.office import Office
from tests.sync.outside import letter

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

MESSAGES = 2000
ROUNDS = 10
STATUSES = (
    (429, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (500, "backendError"), (503, "backendError"),
)  # fmt: skip
METHODS = ("users.messages.get", "users.history.list", "users.messages.list")
MORE: dict[str, dict[str, Any]] = {"few-units": {"amount": 1_000_000}, "short-pages": {"amount": 50}}
BRIEF = 0.05
"""Seconds of whatever lasts."""


def test_two_thousand_messages_through_every_fault_are_all_explained(office: Office) -> None:
    chance = random.Random(20261128)
    quick = office.with_settings(retry_seconds=0.005, missing_seconds=0.01, provider_timeout=1.0)
    numbers = iter(range(9_000_000, 9_999_999))
    first = [deliver(office, chance, numbers) for _ in range(MESSAGES // ROUNDS)]
    trouble(office, chance)
    settle(quick)
    alive = dict.fromkeys(first)
    for number in range(1, ROUNDS):
        alive |= dict.fromkeys(deliver(office, chance, numbers) for _ in range(MESSAGES // ROUNDS))
        change(office, chance, alive)
        trouble(office, chance, lost_history=number == ROUNDS // 2)
        settle(quick)
        office.gmail.simulator.put("faults", {"faults": []})
    unseen = {deliver(office, chance, numbers) for _ in range(7)}
    forget_changes(office)
    forgotten = set(chance.sample(sorted(alive), 3))
    for one in forgotten:
        hide(office, one)

    trouble(office, chance)
    entry = check(quick)

    alive |= dict.fromkeys(unseen)
    assert (entry.listed, entry.held, entry.unexplained) == (len(alive), len(alive), 0)
    assert entry.missing == entry.repaired >= len(unseen | forgotten)
    assert unseen | forgotten <= {one["provider_id"] for one in entry.named}
    office.gmail.simulator.put("faults", {"faults": []})
    again = check(quick)
    assert (again.listed, again.held, again.missing) == (len(alive), len(alive), 0)
    assert sum(again.dispositions.values()) == len(alive)
    assert set(office.held) == set(alive)
    assert is_whole(office)
    assert len(told(office, EventKind.LEDGER_ALARM)) == len([one for one in entries(office) if one.missing])
    assert doubled(office) == {}


def deliver(office: Office, chance: random.Random, numbers: Iterator[int]) -> str:
    """Any mail: new, from a thread, a copy of one that came before, spam, a draft, made by a machine."""
    number = next(numbers)
    before = chance.randrange(9_000_000, number + 1)
    headers: dict[str, str] = {}
    kind = chance.random()
    if kind < 0.3:
        headers["In_Reply_To"] = f"<{before}@mail.example.com>"
    elif kind < 0.35:
        number = before
    elif kind < 0.4:
        headers["Auto_Submitted"] = "auto-generated"
    labels = chance.choices([("INBOX",), ("SPAM",), ("DRAFT",), ("SENT",)], [90, 4, 2, 4])[0]
    sender = f"patient-{chance.randrange(200)}@example.com"
    at = datetime.now(UTC) - timedelta(seconds=chance.choice([0, 60, 86_400]))
    return office.gmail.deliver(letter(f"Question {number}", number=number, sender=sender, **headers), *labels, at=at)


def change(office: Office, chance: random.Random, alive: dict[str, None]) -> None:
    """Some are moved, some deleted for good; what is left of the trouble would keep people from that."""
    office.gmail.simulator.put("faults", {"faults": []})
    for one in chance.sample(sorted(alive), 6):
        office.gmail.relabel(one, add=(chance.choice(["STARRED", "SPAM", "TRASH"]),))
    for one in chance.sample(sorted(alive), 4):
        office.gmail.delete(one)
        del alive[one]


def trouble(office: Office, chance: random.Random, *, lost_history: bool = False) -> None:
    """Every kind of fault that there is, each a few times. What tests do themselves must come before."""
    faults: list[dict[str, Any]] = []
    for kind in KINDS:
        if kind == "history-expired" and not lost_history:
            continue  # it costs a reading of everything
        if kind.startswith("dialect-") or kind == "history-uint64":
            continue  # a mailbox has these for life
        faults.append(
            {"kind": kind, "mailbox": office.gmail.address, "times": 1, "seconds": BRIEF, **MORE.get(kind, {})}
        )
    for status, reason in STATUSES:
        for method in METHODS:
            times = chance.randrange(4)
            fault = {"kind": "status", "method": method, "status": status, "reason": reason, "times": times}
            if times:
                faults.append(fault)
    if lost_history:
        faults.append({"kind": "status", "method": "token", "times": 1})  # the client of Google waits a second then
    chance.shuffle(faults)
    office.gmail.simulator.put("faults", {"faults": faults})


def settle(office: Office) -> None:
    """Syncs go on by themselves until all hints are looked into; an admin mends what is disconnected."""
    office.sync()
    for _ in range(300):
        if office.is_settled and office.mailbox.state is MailboxState.LIVE:
            return
        office.be_patient_no_longer()
        go_on(office)
    raise AssertionError(f"it does not settle: {office.mailbox.state} {office.mailbox.state_reason}")


def doubled(office: Office) -> dict[str, Any]:
    """What is there twice, of whatever must be there once."""
    kinds = (EventKind.RECEIVED, EventKind.SENT, EventKind.RECORDED, EventKind.BOUNCED)
    told_of = select(Event.kind, Event.message_id).where(Event.message_id.is_not(None), Event.kind.in_(kinds))
    queries = {
        "messages": select(Message.key, Message.team_id),
        "events": told_of,
        "deliveries": select(Delivery.provider_id),
    }
    with office.work.unit(writes=False) as session:
        counted = {name: Counter(tuple(row) for row in session.execute(query)) for name, query in queries.items()}
    return {name: found for name, each in counted.items() if (found := [one for one, n in each.items() if n > 1])}
