"""The mailboxes in their file."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.google.accounts import UnknownMailbox
from simulator.google.messages import UnknownLabel
from simulator.google.store import Arrival, Store
from tests.simulator.google.letters import WITH_ATTACHMENT, letter

MOMENT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
MAILBOX = "reception@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with an empty mailbox."""
    opened = Store(tmp_path / "state.sqlite")
    opened.add_account(MAILBOX, "Reception")
    yield opened
    opened.close()


def test_opening_an_account_twice_changes_nothing(store: Store) -> None:
    first = store.account(MAILBOX)

    assert store.add_account(MAILBOX.upper(), "Somebody") == first
    assert store.accounts() == [first]


def test_mail_to_an_alias_reaches_the_account(store: Store) -> None:
    store.add_alias(MAILBOX, "hello@example.org", "Hello")

    message_id, _ = store.deliver("hello@example.org", letter(), received_at=MOMENT)

    assert store.raw(MAILBOX, message_id) == letter()


def test_mail_to_nobody_and_labels_of_nobody_are_refused(store: Store) -> None:
    with pytest.raises(UnknownMailbox):
        store.deliver("nobody@example.org", letter(), received_at=MOMENT)
    with pytest.raises(UnknownLabel):
        store.deliver(MAILBOX, letter(), received_at=MOMENT, labels=["Label_404"])


def test_many_mails_arrive_together_or_not_at_all(store: Store) -> None:
    good, bad = Arrival(letter(), MOMENT), Arrival(letter(id="2@x"), MOMENT, ("Label_404",))

    with pytest.raises(UnknownLabel):
        store.deliver_many(MAILBOX, [good, bad])

    assert store.threads(MAILBOX, label_ids=()) == {"resultSizeEstimate": 0}


def test_threads_messages_and_attachments_are_read_in_the_apis_shape(store: Store) -> None:
    message_id, thread_id = store.deliver(MAILBOX, WITH_ATTACHMENT, received_at=MOMENT)

    (listed,) = store.threads(MAILBOX)["threads"]
    (message,) = store.thread(MAILBOX, thread_id)["messages"]
    attachment_id = message["payload"]["parts"][1]["body"]["attachmentId"]

    assert (listed["id"], listed["snippet"]) == (thread_id, "Der Befund &amp; mehr")
    assert store.attachment(MAILBOX, message_id, attachment_id) == b"%PDF-1.4"
    assert base64.urlsafe_b64decode(store.message(MAILBOX, message_id, "raw")["raw"]) == WITH_ATTACHMENT
    with pytest.raises(LookupError):
        store.attachment(MAILBOX, message_id, "bm9uZQ")
    with pytest.raises(LookupError):
        store.message(MAILBOX, "1a2b")
    with pytest.raises(LookupError):
        store.thread(MAILBOX, "1a2b")


def test_a_label_is_made_once_and_put_on(store: Store) -> None:
    label_id = store.add_label(MAILBOX, "Clinic/Open")
    message_id, _ = store.deliver(MAILBOX, letter(), received_at=MOMENT)
    store.modify(MAILBOX, [message_id], add=[label_id], remove=["UNREAD"])

    counts = {label["id"]: label["messagesTotal"] for label in store.labels(MAILBOX)}

    assert store.add_label(MAILBOX, "clinic/open") == label_id
    assert (counts[label_id], counts["INBOX"], counts["UNREAD"]) == (1, 1, 0)


def test_mail_may_be_filed_without_threading(store: Store) -> None:
    store.deliver(MAILBOX, letter(id="1@x"), received_at=MOMENT)
    reply = letter("Re: Appointment", id="2@x", references="<1@x>")

    message_id, thread_id = store.deliver(MAILBOX, reply, received_at=MOMENT, thread=False)

    assert thread_id == message_id


def test_an_event_carries_ids_of_another_kind(store: Store) -> None:
    message_id, thread_id = store.deliver(MAILBOX, letter(), received_at=MOMENT)

    ids = store.event_ids(MAILBOX, message_id)

    assert ids == (f"msg-f:{int(message_id, 16)}", f"thread-f:{int(thread_id, 16)}")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no header at all",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?b?!!!?=\nContent-Type: text/plain; charset=nonsense\n\n\xe9",
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n',
        b"Content-Type: multipart/mixed\n\nwithout boundary",
        b"Content-Type: message/rfc822\n\nSubject: inner\n\ntext",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA==",
        b"Content-Transfer-Encoding: base64\n\n%%%",
        b"Content-Disposition: attachment; filename*=utf-9''x%zz\n\nx",
        b"Date: Mon, 99 Foo 99999\nFrom: \xf6\n\n",
    ],
)
def test_mail_that_no_parser_likes_is_kept_and_shown(store: Store, raw: bytes) -> None:
    message_id, _ = store.deliver(MAILBOX, raw, received_at=MOMENT)

    assert store.raw(MAILBOX, message_id) == raw
    assert store.message(MAILBOX, message_id)["payload"]["mimeType"]


def test_mail_of_any_date_can_be_filed(store: Store) -> None:
    moments = [datetime(1969, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)]

    for place, moment in enumerate(moments):
        store.deliver(MAILBOX, letter(id=f"{place}@x"), received_at=moment)

    assert len(store.threads(MAILBOX)["threads"]) == 2


def test_another_process_sees_what_was_written(store: Store, tmp_path: Path) -> None:
    message_id, _ = store.deliver(MAILBOX, letter(), received_at=MOMENT)
    other = Store(tmp_path / "state.sqlite")

    assert other.raw(MAILBOX, message_id) == letter()
    assert other.id_token({"aud": "x"}).split(".")[0] == store.id_token({"aud": "x"}).split(".")[0]
    other.close()


@pytest.mark.parametrize("levels", [90, 300, 1500])
def test_a_mail_nested_however_deeply_is_filed_and_shown(store: Store, levels: int) -> None:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(levels))
    raw = f"From: a@example.com\r\nSubject: Deep\r\n{opened}Content-Type: text/plain\r\n\r\nhello\r\n".encode()

    message_id, thread_id = store.deliver(MAILBOX, raw, received_at=MOMENT)

    assert store.raw(MAILBOX, message_id) == raw
    assert store.thread(MAILBOX, thread_id)["messages"][0]["payload"]["headers"][1]["value"] == "Deep"
