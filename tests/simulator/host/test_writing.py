"""Mail written on the page, as it leaves."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest

from simulator.google import accounts, mail
from simulator.google.store import Store
from simulator.host import mailview, writing
from simulator.host.mailview import NotThere
from simulator.host.writing import Written

DESK = "desk@clinic.example.org"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A shared mailbox with one letter, and a colleague's mailbox."""
    store = Store(tmp_path / "google.sqlite", clock=lambda: NOW)
    store.add_account(DESK, "Front Desk")
    store.add_account("ana@clinic.example.org", "Ana Lund")
    yield store
    store.close()


@pytest.fixture
def letter(store: Store) -> tuple[str, str]:
    """The ids of a letter in the mailbox and of its thread."""
    raw = writing.from_outside("Nora <nora@example.com>", DESK, "Prescription", "May I have\nmy tablets?", now=NOW)
    return store.deliver(DESK, raw, received_at=NOW)


def send(store: Store, **written: object) -> None:
    """Send from the shared mailbox."""
    with store.writing() as connection:
        account = accounts.get(connection, DESK)
        writing.send(connection, account, Written.model_validate(written), now=NOW + timedelta(minutes=1))


def newest(store: Store, mailbox: str, label: str) -> tuple[str, Message]:
    """Thread and mail of the newest message under a label."""
    with store.reading() as connection:
        account = accounts.get(connection, mailbox)
        listed = mailview.thread_list(connection, account, label=label, query="", limit=1, now=NOW)
        thread = mailview.thread(connection, account, listed["threads"][0]["id"])
    return thread["id"], email.message_from_bytes(store.raw(mailbox, thread["messages"][-1]["id"]))


def test_a_reply_joins_its_thread_and_names_what_it_answers(store: Store, letter: tuple[str, str]) -> None:
    message_id, thread_id = letter
    send(store, to=["nora@example.com"], subject="Re: Prescription", text="Yes.", html="<p>Yes.</p>",
         threadId=thread_id, answers=message_id, quote=True)  # fmt: skip
    thread, reply = newest(store, DESK, "SENT")
    original = email.message_from_bytes(store.raw(DESK, message_id))
    assert thread == thread_id
    assert reply["In-Reply-To"] == reply["References"] == original["Message-ID"]
    assert mail.header(reply, "From") == "Front Desk <desk@clinic.example.org>"
    plain, rich = (mail.text_of(part) for part in mail.leaves(reply))
    assert plain.replace("\r\n", "\n").startswith("Yes.\n\nOn Wed, 04 Mar 2026 09:30:00 +0000, Nora")
    assert "> May I have\n> my tablets?" in plain.replace("\r\n", "\n")
    assert '<blockquote class="gmail_quote">May I have<br>' in rich


def test_a_changed_subject_starts_a_thread_of_its_own(store: Store, letter: tuple[str, str]) -> None:
    message_id, thread_id = letter
    send(store, to=["nora@example.com"], subject="Opening hours", threadId=thread_id, answers=message_id)
    assert newest(store, DESK, "SENT")[0] != thread_id


def test_mail_to_a_colleague_arrives_there(store: Store) -> None:
    send(store, to=["Ana Lund <ana@clinic.example.org>"], subject="Lunch?", text="At noon")
    _, arrived = newest(store, "ana@clinic.example.org", "INBOX")
    assert mail.header(arrived, "Subject") == "Lunch?"


def test_html_is_cleaned_before_it_leaves(store: Store) -> None:
    send(store, to=["nora@example.com"], subject="x", html="<p>Hello</p><script>alert(1)</script>")
    assert b"script" not in newest(store, DESK, "SENT")[1].as_bytes()


def test_a_draft_is_kept_taken_up_and_sent(store: Store, letter: tuple[str, str]) -> None:
    message_id, thread_id = letter
    first = Written(subject="Re: Prescription", html="<p>Not yet</p>", thread_id=thread_id, answers=message_id)
    with store.writing() as connection:
        account = accounts.get(connection, DESK)
        draft = writing.keep(connection, account, first, now=NOW)
        found = writing.taken_up(connection, account, draft_id=draft, message_id="")
    assert (found["answers"], found["threadId"], found["draft"]) == (message_id, thread_id, draft)
    assert "<p>Not yet</p>" in found["html"]
    send(
        store, to=["nora@example.com"], subject="Re: Prescription", threadId=thread_id, answers=message_id, draft=draft
    )
    with store.reading() as connection, pytest.raises(NotThere):
        writing.taken_up(connection, account, draft_id=draft, message_id="")
    assert newest(store, DESK, "SENT")[0] == thread_id


def test_a_draft_is_thrown_away(store: Store) -> None:
    with store.writing() as connection:
        account = accounts.get(connection, DESK)
        draft = writing.keep(connection, account, Written(subject="Never"), now=NOW)
        writing.discard(connection, account, Written(draft=draft))
        with pytest.raises(NotThere):
            writing.taken_up(connection, account, draft_id=draft, message_id="")
