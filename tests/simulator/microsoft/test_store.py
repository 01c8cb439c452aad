"""The simulated Microsoft as one object, beside a running one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.google.delivery import Arrival
from simulator.microsoft.store import Store
from tests.simulator.google.letters import letter

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
MAILBOX = "reception@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.sqlite", clock=lambda: NOW)
    yield opened
    opened.close()


def test_mail_labelled_as_in_gmail_lies_in_folders(store: Store) -> None:
    store.add_account(MAILBOX, "Reception")

    store.deliver_many(
        MAILBOX,
        [Arrival(letter("New"), NOW), Arrival(letter("Answer"), NOW, ("SENT",)), Arrival(letter("Old"), NOW, ())],
    )

    laid = [(each["subject"], each["folder"], each["is_read"]) for each in store.messages(MAILBOX)]
    assert laid == [("New", "Inbox", False), ("Answer", "Sent Items", True), ("Old", "Archive", True)]


def test_a_mailbox_is_opened_once_and_for_its_members(store: Store) -> None:
    ana = store.add_account("ana@example.org", "Ana Alvarez", purpose="user")

    first = store.add_account(MAILBOX, "Reception", members=["ana@example.org"])

    assert store.add_account(MAILBOX, "Another name") == first
    assert store.accounts() == [ana, first]
