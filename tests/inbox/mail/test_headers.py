"""Heads of mails: fields, dates, and where the body begins."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import headers
from tests.inbox.mail import museum


def test_a_folded_field_is_one_line() -> None:
    head, body = headers.read(b"Subject: one\r\n two\r\n\tthree\r\nTo: a@example.org\r\n\r\nText", 0, 60)

    assert head.text("subject") == "one two\tthree"
    assert head.texts("to") == ["a@example.org"]
    assert body == len(b"Subject: one\r\n two\r\n\tthree\r\nTo: a@example.org\r\n\r\n")


def test_a_field_that_is_not_there_is_empty() -> None:
    head, _ = headers.read(b"A: b\n\n", 0, 6)

    assert head.text("subject") == ""
    assert head.texts("subject") == []


def test_the_first_line_of_a_mailbox_file_is_no_field() -> None:
    assert museum.mail("mbox-from-line").subject == "From a mailbox file"


def test_text_without_a_blank_line_above_it_is_text() -> None:
    mail = museum.mail("no-blank-line")

    assert mail.subject == "No blank line"
    assert mail.text == "This is already the text.\n\nSecond paragraph"


def test_a_line_that_lost_its_indent_does_not_end_the_head() -> None:
    mail = museum.mail("lost-indent")

    assert mail.subject == "A subject that was folded by a gateway without its indent"
    assert mail.from_ is not None
    assert mail.text == "Hello"


def test_a_mail_without_a_head_is_all_text() -> None:
    mail = museum.mail("no-head-at-all")

    assert mail.from_ is None
    assert mail.text == "Just some words\nthat were never a mail\n\nbut somebody sent them."


def test_raw_letters_in_a_head_are_read() -> None:
    mail = museum.mail("raw-bytes-in-head")

    assert mail.subject == "Rückfrage wegen Überweisung"
    assert mail.from_ is not None
    assert mail.from_.name == "Jürgen Beispiel"


@pytest.mark.parametrize("name", ["carriage-returns-only", "mixed-line-ends", "leading-blank-lines"])
def test_line_ends_of_any_kind_will_do(name: str) -> None:
    mail = museum.mail(name)

    assert mail.message_id == f"<{name}@example.org>"
    assert "\r" not in mail.text


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Tue, 3 Mar 2026 10:15:00 +0100", datetime(2026, 3, 3, 9, 15, tzinfo=UTC)),
        ("3 Mar 2026 10:15 GMT (Greenwich)", datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("Tue, 3 Mar 2026 10:15:00 -0000", datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("2026-03-03T10:15:00Z", datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("yesterday, about noon", None),
        ("Tue, 3 Mar 2026 10:15:00 +9999", None),
        ("Fri, 1 Jan 1904 00:00:00 +0000", None),
        ("0001-01-01T00:00:00+13:00", None),
        ("Tue, 33 Mar 2026 10:15:00 +0100", None),
        ("", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(value: str, moment: datetime | None) -> None:
    assert headers.parse_date(value) == moment


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d\d?:\d\d:\d\d [+-]\d{4,6}"))
def test_no_date_fails(value: str) -> None:
    headers.parse_date(value)


@given(st.binary())
def test_no_head_fails(raw: bytes) -> None:
    _, body = headers.read(raw, 0, len(raw))

    assert 0 <= body <= len(raw)
