"""People's own mail: when it came, which of it they wrote, and that one bad mail stops nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.google.store import Store
from simulator.seed.import_mail import field_values, fill_from, messages, received_at
from simulator.seed.mail_files import MailFile, MailPathError

DESK = "desk@clinic.example.org"
PLAIN = b"From: Ana <ana@example.com>\nDate: Tue, 4 Nov 2025 10:00:00 +0100\nSubject: hello\n\nHello.\n"


def mail(raw: bytes, from_line: bytes = b"", path: Path = Path("/")) -> MailFile:
    return MailFile(raw, from_line, path)


def test_the_newest_received_header_says_when_a_mail_came() -> None:
    raw = (
        b"Received: from a by b\n\twith SMTP id 5; Tue, 4 Nov 2025 10:00:07 +0000\n"
        b"Received: from c by a; Tue, 4 Nov 2025 09:00:00 +0000\n" + PLAIN
    )
    assert received_at(mail(raw)) == datetime(2025, 11, 4, 10, 0, 7, tzinfo=UTC)


def test_without_received_the_date_counts_and_a_broken_one_is_passed_over() -> None:
    assert received_at(mail(PLAIN)) == datetime(2025, 11, 4, 9, 0, tzinfo=UTC)
    assert received_at(mail(b"Received: by b; nonsense\n" + PLAIN)) == datetime(2025, 11, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        b"From ana@example.com Tue Nov  4 09:00:00 2025\n",
        b"From 123456@xxx Tue Nov 04 09:00:00 +0000 2025\n",
        b"From - Tue Nov 04 09:00:00 2025\r\n",
    ],
)
def test_without_both_the_line_of_the_mbox_counts(line: bytes) -> None:
    assert received_at(mail(b"Date: yesterday\n\nx", line)) == datetime(2025, 11, 4, 9, 0, tzinfo=UTC)


def test_with_nothing_else_the_file_has_a_date(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(b"Subject: undated\n\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert [found.received_at.timestamp() for found in messages(path, DESK)] == [1_700_000_000]


@pytest.mark.parametrize("date", [b"Fri, 31 Dec 9999 23:59:00 -2359", b"99 99 9999", b"Tue, 4 Nov 1969 10:00:00 +0000"])
def test_dates_that_no_mailbox_could_keep_are_passed_over(date: bytes, tmp_path: Path) -> None:
    assert received_at(mail(b"Date: " + date + b"\n\n", path=tmp_path)).year > 2000


@given(st.binary(max_size=400))
def test_no_bytes_keep_a_mail_from_being_dated(noise: bytes) -> None:
    assert received_at(mail(b"Date: " + noise + b"\nReceived: ;" + noise, noise)).tzinfo is UTC
    assert isinstance(field_values(noise, "From"), list)


def test_mail_from_the_mailbox_itself_lies_in_sent(tmp_path: Path) -> None:
    for number, writer in enumerate([b"Desk <DESK@clinic.example.org>", b"desk@clinic.example.org.evil.example"]):
        (tmp_path / f"{number}.eml").write_bytes(b"From: " + writer + b"\n\n")
    assert [found.labels for found in messages(tmp_path, DESK)] == [("SENT",), ("INBOX",)]


def test_a_file_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.eml").symlink_to("/proc/self/mem")  # a file that opens and then refuses to be read
    (tmp_path / "b.eml").write_bytes(PLAIN)
    complaints: list[Path] = []
    found = list(messages(tmp_path, DESK, unreadable=lambda file, error: complaints.append(file)))
    assert [one.raw for one in found] == [PLAIN]
    assert complaints == [tmp_path / "a.eml"]


def test_hostile_mail_goes_into_the_mailbox_byte_for_byte(tmp_path: Path) -> None:
    hostile = [
        bytes(range(256)),
        b"\n\n\n",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--\n",
        b"From: =?x?q?=FF?= <\xff@\xfe>\nSubject: =?utf-8?b?/w==?=\nDate: never\n\n\xff\xff",
        b"Content-Type: text/plain; charset=no-such-charset\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Message-ID: <a\n b\n c>\nReferences: " + b"<x@y> " * 5000 + b"\n\n",
        b"Content-Type: message/rfc822\n\n" * 200,
        PLAIN,
    ]
    for number, raw in enumerate(hostile):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    store = Store(tmp_path / "state.sqlite")
    told: list[tuple[int, int]] = []
    assert fill_from(store, tmp_path, DESK, lambda done, total: told.append((done, total))) == len(hostile) - 1
    listed = store.threads(DESK, label_ids=(), limit=50)["threads"]
    kept = {store.raw(DESK, entry["id"]) for entry in listed}
    assert {raw for raw in hostile if raw.strip()} == kept
    assert told == sorted(told) and told[-1][0] == told[-1][1]
    assert fill_from(store, tmp_path, DESK) == 0
    store.close()


def test_a_path_that_is_no_good_opens_no_mailbox(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite")
    with pytest.raises(MailPathError, match="no file or folder"):
        fill_from(store, tmp_path / "missing", DESK)
    assert store.accounts() == []
    store.close()
