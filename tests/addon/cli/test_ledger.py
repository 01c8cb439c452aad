"""`inbox ledger`: checking at once, verifying, looking, taking it to an auditor."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update

from inbox.models import Delivery, EventKind, LedgerEntry, Mailbox
from tests.addon.cli.conftest import Type
from tests.checked import hide, told
from tests.ledgers import clean, holed, write
from tests.office import Office
from tests.sync.outside import letter
from tests.sync.test_backfill import RECENTLY, deliver

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_check_at_once_says_what_it_found(inbox: Type, office: Office) -> None:
    deliver(office, 2)
    office.gmail.deliver(None, "SPAM", at=RECENTLY)

    answer = inbox("ledger", "check", office.gmail.address.upper())

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith(f"{office.gmail.address}: entry 1, ")
    assert "  held         3: 2 conversation, 1 quarantined\n" in answer.output
    assert "  unexplained  0\n" in answer.output
    assert len(office.held) == 3, "a mailbox never read before was read first"
    assert f"{office.mailbox.address}: 1 entry, as written. Head 1:" in inbox("ledger", "verify").output


def test_what_was_missing_is_named_and_what_remains_missing_ends_with_code_1(inbox: Type, office: Office) -> None:
    hidden = office.gmail.deliver(letter(number=777_002), at=RECENTLY)
    office.read_everything()
    hide(office, hidden)
    repaired = inbox("ledger", "check", office.gmail.address, "--since", "2026-01-01")
    assert repaired.exit_code == 0
    assert f"    {hidden} <777002@mail.example.com>: repaired" in repaired.output
    hide(office, hidden)
    fault = {"kind": "status", "method": "users.messages.get", "status": 400, "reason": "invalidArgument"}
    office.gmail.simulator.put("faults", {"faults": [fault]})

    lost = inbox("ledger", "check", office.gmail.address)

    assert lost.exit_code == 1
    assert f"    {hidden} (no Message-ID known): refused" in lost.output
    assert "  unexplained  1\n" in lost.output
    assert len(told(office, EventKind.LEDGER_ALARM)) == 2
    status = inbox("mailbox", "status", office.gmail.address).output
    assert "0 of 1 listed messages held, 1 unexplained; checked" in status
    assert "→ Mail is missing that the provider does not give; `inbox ledger show` names it." in status
    assert json.loads(inbox("mailbox", "status", "--json").output)[-1]["ledger"]["unexplained"] == 1


@on_sqlite
def test_a_mailbox_that_cannot_be_read_is_not_checked(inbox: Type, office: Office) -> None:
    office.read_everything()
    office.gmail.revoke()
    office.work.runtime.redis.flushall()

    answer = inbox("ledger", "check", office.gmail.address)

    assert answer.exit_code == 1
    assert "not checked, it is disconnected. Google does not let" in answer.output


@on_sqlite
def test_unknown_mailboxes_and_numbers_are_told_in_a_sentence(inbox: Type, office: Office) -> None:
    for words, said in (
        (["check", "nobody@example.org"], "there is no mailbox nobody@example.org"),
        (["show", office.gmail.address], "No check has ended yet."),
        (["verify", "--head", "1:abc"], "--head belongs to one MAILBOX."),
        (["list"], "No check has ended yet."),
        (["verify", office.gmail.address], "no entry yet"),
    ):
        assert said in inbox("ledger", *words).output


def some(office: Office) -> None:
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        keys = office.work.runtime.ledger_keys
        now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
        write(session, mailbox, clean(now), holed(now, missing=3, repaired=1), clean(now), now=now, keys=keys)


def test_a_changed_entry_is_named_and_ends_with_code_1(inbox: Type, office: Office) -> None:
    some(office)
    head = inbox("ledger", "verify", office.gmail.address).output.split("Head ")[1].strip()
    assert inbox("ledger", "verify", office.gmail.address, "--head", head).exit_code == 0
    other = inbox("ledger", "verify", office.gmail.address, "--head", f"2:{head[2:]}")
    assert (other.exit_code, "it is not the chain of head" in other.output) == (1, True)
    with office.work.unit() as session:
        session.execute(update(LedgerEntry).where(LedgerEntry.number == 2).values(unexplained=0))

    answer = inbox("ledger", "verify")

    assert answer.exit_code == 1
    assert f"{office.gmail.address}: entry 2 was changed after it was written\n" in answer.output


@on_sqlite
def test_checks_are_listed_and_shown(inbox: Type, office: Office) -> None:
    some(office)

    listed = inbox("ledger", "list", office.gmail.address).output.splitlines()
    assert [line.split()[1] for line in listed] == ["number", "3", "2", "1"]
    assert len({len(line) for line in listed}) == 1, "the columns are under their heads"
    assert json.loads(inbox("ledger", "list", "--json").output)[1]["unexplained"] == 2
    shown = inbox("ledger", "show", office.gmail.address, 2).output
    assert "  missing      3, 1 of them fetched and taken in\n" in shown
    assert "    18c0001 <lost-1@example.com>: refused" in shown
    assert json.loads(inbox("ledger", "show", office.gmail.address, "--json").output)["number"] == 3
    assert "there is no entry 9" in inbox("ledger", "show", office.gmail.address, 9).output


def test_the_export_holds_every_message_with_its_disposition_and_entries_that_can_be_verified(
    inbox: Type, office: Office
) -> None:
    formula = office.gmail.deliver(at=RECENTLY)
    ids = {formula, office.gmail.deliver(None, "SPAM", at=RECENTLY)}
    old = office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=20))
    office.read_everything()
    some(office)
    with office.work.unit() as session:
        session.execute(update(Delivery).where(Delivery.provider_id == formula).values(because="=HYPERLINK(1)"))

    answer = inbox("ledger", "export", "--mailbox", office.gmail.address, "--output", "ledger.json")
    assert answer.exit_code == 0
    written = json.loads(Path("ledger.json").read_text())
    assert {one["provider_id"] for one in written["messages"]} == ids | {old}
    assert {one["disposition"] for one in written["messages"]} == {"conversation", "quarantined"}
    previous = ""
    for one in written["entries"]:
        plain = json.dumps(one["hashed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(plain.encode()).hexdigest() == one["hash"]
        assert one["hashed"]["previous"] == previous
        previous = sha256(f"{one['hash']} {one['seal']}".encode()).hexdigest()
        assert previous == one["link"]

    since = (datetime.now(UTC) - timedelta(days=10)).strftime("%Y-%m-%d")
    inbox("ledger", "export", "--format", "csv", "--since", since, "--output", "ledger.csv")
    with Path("ledger.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["provider_id"] for row in rows} == ids
    assert {row["mailbox"] for row in rows} == {office.gmail.address}
    by_id = {one["provider_id"]: one for one in written["messages"]}
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
        whole = {name: "" if value is None else str(value) for name, value in by_id[row["provider_id"]].items()}
        assert {name: value.removeprefix("'") for name, value in row.items()} == whole
    assert "'=HYPERLINK(1)" in {row["because"] for row in rows}
    entries = inbox("ledger", "export", "--format", "csv", "--of", "entries").output.splitlines()
    assert len(entries) == 4
    assert entries[0].startswith("mailbox,number,period_from")
