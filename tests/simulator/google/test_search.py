"""The search box."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.google import reading
from simulator.google.accounts import Account
from simulator.google.reading import Query
from simulator.google.search_terms import BadQuery
from simulator.google.store import Store
from tests.simulator.google.letters import WITH_ATTACHMENT, letter

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A mailbox with five mails, called by what they are."""
    filled = Store(tmp_path_factory.mktemp("search") / "state.sqlite")
    account = filled.add_account("reception@example.org", "Reception")
    urgent = filled.add_label(account.email, "Clinic/Very urgent")

    def deliver(raw: bytes, day: int, *labels: str) -> None:
        filled.deliver(account.email, raw, received_at=datetime(2026, 3, day, 12, tzinfo=UTC), labels=labels)

    deliver(letter("Knee", id="knee@x", body="My left knee hurts badly"), 1, "INBOX", urgent)
    deliver(letter("Refund", id="refund@x", sender="Bo <bo@other.example>"), 3, "INBOX", "UNREAD")
    deliver(WITH_ATTACHMENT, 5, "INBOX", "UNREAD", "STARRED")
    deliver(letter("Our reply", id="reply@x", sender="Reception <reception@example.org>"), 7, "SENT")
    deliver(letter("Win money", id="spam@x"), 9, "SPAM")
    yield filled
    filled.close()


def found(store: Store, q: str, *, everything: bool = False) -> set[str]:
    """The first words of the subjects a query finds."""
    with store.reading() as connection:
        account: Account = store.account("reception@example.org")
        query = Query(q, include_spam_trash=everything)
        page = reading.messages(connection, account, query, NOW)
        rows = [
            connection.execute("SELECT subject FROM words WHERE rowid = ?", (number,)).fetchone() for number in page.ids
        ]
    return {row["subject"].split()[0] for row in rows}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", {"Knee", "Refund", "Befund", "Our"}),
        ("rfc822msgid:knee@x", {"Knee"}),
        ("rfc822msgid:<knee@x>", {"Knee"}),
        ("rfc822msgid:nobody@x", set()),
        ("from:ana@example.com", {"Knee"}),
        ("from:bo", {"Refund"}),
        ("from:me", {"Our"}),
        ("to:me subject:refund", {"Refund"}),
        ("subject:(win money) in:anywhere", {"Win"}),
        ("subject:müller", {"Befund"}),
        ("hurts", {"Knee"}),
        ('"knee hurts"', {"Knee"}),
        ('"hurts knee"', set()),
        ("kne", set()),
        ("in:inbox", {"Knee", "Refund", "Befund"}),
        ("in:sent", {"Our"}),
        ("in:spam", {"Win"}),
        ("label:clinic-very-urgent", {"Knee"}),
        ('label:"Clinic/Very urgent"', {"Knee"}),
        ("label:unknown", set()),
        ("is:unread", {"Refund", "Befund"}),
        ("is:read", {"Knee", "Our"}),
        ("is:starred", {"Befund"}),
        ("-is:unread in:inbox", {"Knee"}),
        ("has:attachment", {"Befund"}),
        ("has:userlabels", {"Knee"}),
        ("after:2026/03/04", {"Befund", "Our"}),
        ("before:2026-03-04", {"Knee", "Refund"}),
        (f"after:{int(datetime(2026, 3, 5, 12, tzinfo=UTC).timestamp())}", {"Befund", "Our"}),
        (f"after:{int(datetime(2026, 3, 5, 12, 0, 1, tzinfo=UTC).timestamp())}", {"Our"}),
        ("newer_than:6d", {"Befund", "Our"}),
        ("older_than:6d", {"Knee", "Refund"}),
        ("from:bo OR from:ana", {"Knee", "Refund"}),
        ("{from:bo is:starred}", {"Refund", "Befund"}),
        ("from:(bo OR ana) -subject:refund", {"Knee"}),
        ("larger:10m", set()),
    ],
)
def test_a_query_finds_what_gmail_would(store: Store, q: str, expected: set[str]) -> None:
    assert found(store, q) == expected


def test_spam_is_found_by_a_query_that_includes_it(store: Store) -> None:
    assert found(store, "rfc822msgid:spam@x") == set()
    assert found(store, "rfc822msgid:spam@x", everything=True) == {"Win"}


@pytest.mark.parametrize(
    "q", ["filename:pdf", "is:chatty", "after:yesterday", "newer_than:2w", '"open', "(from:a", "a )", "from:"]
)
def test_a_query_the_simulator_cannot_answer_is_refused(store: Store, q: str) -> None:
    with pytest.raises(BadQuery):
        found(store, q)


def test_days_begin_at_midnight_in_california(store: Store, tmp_path: Path) -> None:
    assert "Befund" in found(store, "after:2026/03/05")
    assert "Befund" not in found(store, "after:2026/03/06")
