"""Writing a mail: whatever is in names, subjects and texts, what is read back is what was meant."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import composing, parsing, subjects
from inbox.mail.composing import Outline
from inbox.mail.parsed import Address

OUTLINE = Outline(
    message_id="<1.2.abc.hash@clinic.example.org>", sender=Address("Reception", "reception@clinic.example.org"),
    to=[Address("Maria Lopez", "maria.lopez@example.com")], cc=[], subject="Re: Appointment",
    at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC), in_reply_to="<m1@example.com>",
    references=["<m0@example.com>", "<m1@example.com>"], text="Friday is fine.", signature="", attribution="",
    quoted="",
)  # fmt: skip


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_names_in_any_script_are_encoded_and_read_back() -> None:
    people = [Address("Müller, Jörg", "j@example.org"), Address('佐藤 "Ken"', "k@example.org")]
    raw = composing.compose(replace(OUTLINE, to=people, subject="Re: Überweisung – Größe 😀"))

    assert raw.isascii()
    assert raw == composing.compose(replace(OUTLINE, to=people, subject="Re: Überweisung – Größe 😀"))
    mail = parsing.parse(raw)
    assert [one.address for one in mail.to] == ["j@example.org", "k@example.org"]
    assert [one.display_name for one in read(raw)["To"].addresses] == ["Müller, Jörg", '佐藤 "Ken"']
    assert mail.subject == "Re: Überweisung – Größe 😀"


@given(
    name=st.text(max_size=80), subject=st.text(max_size=200), text=st.text(max_size=400), signature=st.text(max_size=80)
)
def test_nothing_breaks_out_of_its_header(name: str, subject: str, text: str, signature: str) -> None:
    raw = composing.compose(
        replace(OUTLINE, to=[Address(name, "maria@example.com")], subject=subject, text=text, signature=signature)
    )

    mail = read(raw)
    assert sorted(mail.keys()) == sorted(
        ["Message-ID", "In-Reply-To", "References", "From", "To", "Subject", "Date", "MIME-Version", "Content-Type"]
    )
    assert [one.address for one in parsing.parse(raw).to] == ["maria@example.com"]
    assert mail["Bcc"] is None


def test_line_breaks_in_names_and_subjects_become_blanks() -> None:
    raw = composing.compose(
        replace(
            OUTLINE, to=[Address("Maria\r\nBcc: all@example.org", "maria@example.com")],
            subject="Hello\r\nBcc: all@example.org\r\n\r\nbody",
        )
    )  # fmt: skip

    mail = read(raw)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: all@example.org body"


def test_long_message_ids_stay_as_they_are() -> None:
    long = [f"<{'x' * 200}{number}@mail.example.com>" for number in range(40)]

    raw = composing.compose(replace(OUTLINE, in_reply_to=long[-1], references=long))

    mail = parsing.parse(raw)
    assert mail.in_reply_to == (long[-1],)
    assert mail.references == (long[0], *long[-19:])
    assert max(len(line) for line in raw.split(b"\r\n")) < 998


@pytest.mark.parametrize("bad", ["<a b@c>", "<a@b>\r\nBcc: x@y.org", "a@b", "<ä@b>", ""])
def test_what_is_no_message_id_stands_in_no_header(bad: str) -> None:
    mail = read(composing.compose(replace(OUTLINE, in_reply_to=bad, references=[bad, "<m0@example.com>"])))

    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<m0@example.com>"


def test_text_and_page_say_the_same_and_the_quote_is_recognised() -> None:
    raw = composing.compose(
        replace(
            OUTLINE, text="Liebe Frau López,\n\n<b>morgen</b>", signature="Ana\nEmpfang",
            attribution="Am 4. März 2026, 09:30 schrieb Maria Lopez:", quoted="Darf ich kommen?\n\nMaria",
        )
    )  # fmt: skip

    mail = parsing.parse(raw)
    assert mail.visible_text == "Liebe Frau López,\n\n<b>morgen</b>"
    assert mail.signature.endswith("Ana\nEmpfang")
    assert "> Darf ich kommen?\n>\n> Maria" in mail.folded_quote
    assert "&lt;b&gt;morgen&lt;/b&gt;" in (mail.html or "")


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Appointment", "Re: Appointment"), ("Re: Appointment", "Re: Appointment"), ("", "Re:"),
        ("AW: Re: RE[2]: Termin", "Re: Termin"), ("Ref: 4711", "Re: Ref: 4711"), ("Fwd: Befund", "Re: Fwd: Befund"),
        ("Re:\r\nBcc: x@example.org", "Re: Bcc: x@example.org"),
    ],
)  # fmt: skip
def test_an_answer_has_exactly_one_re(subject: str, answer: str) -> None:
    assert subjects.as_answer(subject) == answer


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("maria@example.com", True), ("m+x@sub.example.co", True), ("maria", False), ("maria@localhost", False),
        ("mä@example.com", False), ("a b@example.com", False), ("", False),
        ("x@example.com\r\nBcc: y@example.com", False),
    ],
)  # fmt: skip
def test_only_addresses_that_mail_can_go_to_are_written_to(address: str, is_fine: bool) -> None:
    assert composing.can_be_written_to(address) is is_fine
