"""Filling the simulated Google with the clinic's mail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.google.store import Store
from simulator.seed.fill import fill, microsoft_beside
from simulator.seed.people import everybody

NOW = datetime(2025, 11, 24, 10, 15, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.sqlite", clock=lambda: NOW)
    yield opened
    opened.close()


def test_every_mailbox_and_every_member_of_staff_has_an_account(store: Store) -> None:
    fill(store, NOW)
    elsewhere = everybody().shared_at("microsoft")
    expected = {each.address for key, each in everybody().accounts.items() if key not in elsewhere}
    assert {account.email for account in store.accounts()} == expected


def test_the_mailboxes_at_microsoft_have_their_mail_members_and_categories(store: Store, tmp_path: Path) -> None:
    microsoft = microsoft_beside(tmp_path / "state.sqlite")
    assert fill(store, NOW, microsoft) > 240

    accounts = {account.email: account for account in microsoft.accounts()}
    assert len([one for one in accounts.values() if one.purpose == "user"]) == len(everybody().staff)
    assert {one.tenant for one in accounts.values()} == {everybody().clinic.tenant}
    for mailbox in everybody().shared_at("microsoft").values():
        held = microsoft.messages(mailbox.address)
        assert {one["folder"] for one in held} == {"Inbox", "Sent Items"}
        assert any(one["categories"] for one in held)
        assert {one["is_read"] for one in held} == {True, False}
    assert fill(store, NOW, microsoft) == 0
    microsoft.close()


def test_filling_twice_changes_nothing(store: Store) -> None:
    assert fill(store, NOW) > 200
    before = [store.account(account.email) for account in store.accounts()]
    assert fill(store, NOW) == 0
    assert [store.account(account.email) for account in store.accounts()] == before


def test_a_mailbox_shows_the_threads_that_were_written_for_it(store: Store) -> None:
    fill(store, NOW)
    listed = store.threads("reception@harbour-clinic.example.org", label_ids=("INBOX",), limit=100)["threads"]
    assert 30 <= len(listed) <= 45
    lengths = [
        len(store.thread("reception@harbour-clinic.example.org", entry["id"], style="minimal")["messages"])
        for entry in listed
    ]
    assert max(lengths) >= 5
