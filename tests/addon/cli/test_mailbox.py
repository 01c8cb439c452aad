"""`inbox mailbox`: connecting a mailbox, reading it at once, seeing how it fares."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from addon.cli import syncing
from inbox.models import Mailbox, MailboxState
from sync import leases, wakeups
from tests.addon.cli.conftest import Type, clinic_file
from tests.inbox.test_reprocessing import mend, spoil
from tests.office import Office
from tests.simulator.running import Running
from tests.sync.outside import Gmail, letter
from workers.job import UnitsOfWork

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def gmail(simulated: Running) -> Gmail:
    return Gmail(simulated)


def row(work: UnitsOfWork, address: str) -> Mailbox:
    with work.unit(writes=False) as session:
        return session.scalars(select(Mailbox).where(Mailbox.address == address)).one()


def test_a_mailbox_is_connected_read_and_shown(inbox: Type, gmail: Gmail) -> None:
    inbox("apply", clinic_file(gmail))
    other = Gmail(gmail.simulator)
    other.deliver(at=datetime.now(UTC))
    other.deliver(at=datetime.now(UTC) - timedelta(days=365))

    added = inbox("mailbox", "add", other.address, "--team", "reception", "--name", "Night", "--key-file", "key.json")
    assert added.output.startswith(f"added    mailbox {other.address}\n")
    assert inbox("mailbox", "sync", other.address).output == f"{other.address}: up to date, 1 new message.\n"

    assert {(one["address"], one["state"]) for one in json.loads(inbox("mailbox", "list", "--json").output)} == {
        (gmail.address, "new"), (other.address, "live"),
    }  # fmt: skip
    shown = inbox("mailbox", "status", other.address).output
    assert "  state      live" in shown
    assert "  messages   1 conversation" in shown
    assert "just now" in shown
    assert "→" not in shown


def test_adding_it_again_changes_only_what_is_named(inbox: Type, gmail: Gmail, work: UnitsOfWork) -> None:
    inbox("apply", clinic_file(gmail))
    Path("other.json").write_text('{"another": "key"}')

    answer = inbox("mailbox", "add", gmail.address.upper(), "--team", "reception", "--key-file", "other.json")

    assert f"changed  mailbox {gmail.address}: credential\n" in answer.output
    kept = row(work, gmail.address)
    assert (kept.name, kept.groups, kept.settings) == (
        "Reception", ["all@clinic.example.org"], {"reopen_window_days": 3},
    )  # fmt: skip


@on_sqlite
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody", "--team", "reception", "--key-file", "key.json"], "address nobody: is not an e-mail address"),
        (["a@b.org", "--team", "night", "--key-file", "key.json"], "there is no team night; there are: reception"),
        (["a@b.org", "--team", "reception"], "Give either --key-file, --token-file or --app-file"),
        (["a@b.org", "--team", "reception", "--key-file", "none.json"], "'none.json' does not exist"),
        (["a@b.org", "--team", "reception", "--provider", "post", "--key-file", "key.json"], "'post' is not"),
    ],
)
def test_what_cannot_be_connected_is_told_in_a_sentence(inbox: Type, gmail: Gmail, words: list[str], said: str) -> None:
    inbox("apply", clinic_file(gmail))

    answer = inbox("mailbox", "add", *words)

    assert answer.exit_code in (1, 2)
    assert said in answer.output


@on_sqlite
def test_reading_tells_when_access_is_lost_and_reads_again_once_it_is_back(inbox: Type, office: Office) -> None:
    office.gmail.revoke()
    lost = inbox("mailbox", "sync", office.gmail.address)
    assert lost.exit_code == 1
    assert lost.output.startswith(f"{office.gmail.address}: disconnected. ")
    assert "Domain-wide delegation" in lost.output
    advice = json.loads(inbox("mailbox", "status", office.gmail.address, "--json").output)[0]["advice"]
    assert any("inbox mailbox sync" in sentence for sentence in advice)

    office.gmail.simulator.put("faults", {"faults": []})
    office.gmail.deliver(at=datetime.now(UTC))
    back = inbox("mailbox", "sync", office.gmail.address)

    assert (back.exit_code, back.output) == (0, f"{office.gmail.address}: up to date, 1 new message.\n")


@on_sqlite
def test_reading_tells_when_the_provider_wants_to_be_left_alone(inbox: Type, office: Office) -> None:
    busy = {"kind": "status", "method": "users.getProfile", "status": 503, "reason": "backendError", "times": 50}
    office.gmail.simulator.put("faults", {"faults": [busy]})

    answer = inbox("mailbox", "sync", office.gmail.address)

    assert answer.exit_code == 1
    assert "the provider asked to be left alone until" in answer.output
    assert "next try" in inbox("mailbox", "status", office.gmail.address).output


@on_sqlite
def test_reading_what_another_process_reads_ends_and_says_so(office: Office) -> None:
    with office.work.unit() as session:
        leases.take(session, office.mailbox_id, now=office.work.clock(), seconds=600)

    is_read, sentence = syncing.sync_now(office.work.runtime, office.mailbox_id, "Reception", patience=0.3)

    assert not is_read
    assert sentence.startswith("another process is reading it")


@on_sqlite
def test_a_paused_mailbox_is_not_read(inbox: Type, office: Office) -> None:
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).state = MailboxState.PAUSED

    assert inbox("mailbox", "sync", office.gmail.address).output.endswith(": paused, and not read.\n")


@pytest.mark.parametrize(("more", "count"), [("", 1), ("settings: {backfill_days: 400}\n", 2)])
@on_sqlite
def test_the_file_says_how_far_back_a_mailbox_is_read(inbox: Type, gmail: Gmail, more: str, count: int) -> None:
    inbox("apply", clinic_file(gmail, more))
    for days in (1, 365, 500):
        gmail.deliver(at=datetime.now(UTC) - timedelta(days=days))

    assert f"up to date, {count} new message" in inbox("mailbox", "sync").output


@on_sqlite
def test_mail_that_could_not_be_taken_in_is_shown_and_tried_again(inbox: Type, office: Office) -> None:
    office.read_everything()
    with office.work.unit() as session:
        spoil(session)
    office.gmail.deliver(letter("poison"), at=datetime.now(UTC))
    office.sync()

    shown = inbox("mailbox", "status", office.gmail.address).output
    assert "messages   1 failed-retrying" in shown
    assert "`inbox mailbox reprocess` tries again" in shown
    again = inbox("mailbox", "reprocess", office.gmail.address)
    assert again.output == f"{office.gmail.address}: 0 taken in, 1 failed again\n"

    with office.work.unit() as session:
        mend(session)
    assert inbox("mailbox", "reprocess").output.count(": 1 taken in, 0 failed again\n") == 1


@on_sqlite
def test_a_mailbox_that_is_not_there_is_named(inbox: Type, office: Office) -> None:
    answer = inbox("mailbox", "status", "nobody@clinic.example.org")

    assert answer.exit_code == 1
    assert "there is no mailbox nobody@clinic.example.org; `inbox mailbox list` shows them" in answer.output


@on_sqlite
def test_hints_stay_when_nothing_could_be_read(inbox: Type, office: Office) -> None:
    office.gmail.revoke()
    inbox("mailbox", "sync", office.gmail.address)

    with office.work.unit(writes=False) as session:
        assert wakeups.pending(session, office.mailbox_id)
