"""Reading whole mails: every exhibit, every mutation of one, and any bytes at all."""

import time
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.classification import classify
from inbox.mail.parsed import UnreadableMail
from inbox.mail.parsing import fingerprint, message_key, parse
from tests.inbox.mail import museum


def _texts(value: object) -> list[str]:
    """Every text anywhere in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, tuple):
        return [text for one in value for text in _texts(one)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    return []


def _written(*texts: str) -> list[str]:
    return sorted(line for text in texts for line in text.split("\n") if line.strip())


def _check(raw: bytes) -> None:
    """What holds of every mail."""
    mail = parse(raw)
    assert mail.size == len(raw)
    assert _written(mail.visible_text, mail.signature, mail.folded_quote) == _written(mail.text)
    for text in _texts(mail):
        assert "\0" not in text
        text.encode()
    assert message_key(mail)
    assert len(fingerprint(mail)) == 64
    classify(mail, own_addresses=frozenset(), own_list_ids=frozenset(), own_domains=frozenset())


@pytest.mark.parametrize("name", museum.names())
def test_an_exhibit_reads_and_all_its_text_can_be_stored(name: str) -> None:
    _check(museum.raw(name))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=600))
def test_any_bytes_read_or_are_refused_as_empty(raw: bytes) -> None:
    try:
        _check(raw)
    except UnreadableMail:
        assert not raw.replace(b"\xef\xbb\xbf", b"").strip(b"\r\n\t \0\xef\xbb\xbf")


_splices = st.binary(max_size=12) | st.sampled_from([b"--", b"\n", b"\r\n\r\n", b'"', b"=?", b"boundary=", b"\0", b"<"])


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(museum.names()),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 60), _splices), min_size=1, max_size=6),
)
def test_a_damaged_exhibit_still_reads(name: str, damage: list[tuple[int, int, bytes]]) -> None:
    raw = museum.raw(name)
    for at, length, splice in damage:
        raw = raw[:at] + splice + raw[at + length :]
    _check(raw or b"x")


def test_a_plain_mail_is_read_whole() -> None:
    mail = museum.mail("reply-gmail")

    assert mail.message_id == "<reply-gmail@example.org>"
    assert mail.subject == "Re: Appointment"
    assert mail.normalised_subject == "appointment"
    assert mail.date == datetime(2026, 3, 3, 9, 15, tzinfo=UTC)
    assert [one.address for one in mail.to] == ["reception@clinic.example"]
    assert mail.received_count == 0
    assert not mail.is_cut


def test_headers_that_later_steps_need_are_kept() -> None:
    headers = museum.mail("through-own-group").headers

    assert headers["list-id"] == ("<reception.clinic.example>",)
    assert headers["precedence"] == ("list",)
    assert "subject" not in headers


def test_a_mail_without_an_id_is_known_by_what_it_says() -> None:
    raw = museum.raw("no-message-id")

    assert message_key(parse(raw)) == message_key(parse(raw.replace(b"\r\n", b"\n")))
    assert message_key(parse(raw)).startswith("hash:")
    assert message_key(parse(raw)) != message_key(parse(raw.replace(b"Hello", b"Hallo")))
    assert message_key(parse(raw)) != message_key(parse(raw.replace(b"No id", b"Other")))


def test_a_mail_with_an_id_is_known_by_it() -> None:
    assert message_key(museum.mail("reply-gmail")) == "<reply-gmail@example.org>"


@pytest.mark.parametrize(
    ("old", "new"), [(b"jane@example.org", b"rick@example.org"), (b"10:15", b"10:16"), (b"Monday is", b"Tuesday is")]
)
def test_another_sender_date_or_body_is_another_mail(old: bytes, new: bytes) -> None:
    raw = museum.raw("reply-gmail")

    assert fingerprint(parse(raw)) != fingerprint(parse(raw.replace(old, new)))


def test_another_attachment_is_another_mail() -> None:
    raw = museum.raw("apple-pdf-between-text")

    assert fingerprint(parse(raw)) != fingerprint(parse(raw.replace(b"JVBERi0xLjQ=", b"JVBERi0xLjU=")))


def test_the_same_mail_over_another_way_is_the_same_mail() -> None:
    raw = museum.raw("reply-gmail")
    travelled = b"Received: from mx.example.org\r\nX-Spam: no\r\n" + raw.replace(b"fine.", b"fine. \r\n")

    assert fingerprint(parse(raw)) == fingerprint(parse(travelled))


def test_a_subject_without_end_is_cut() -> None:
    mail = parse(b"Subject: " + b"Re: " * 50_000 + b"x" * 100_000 + b"\n\nHello")

    assert len(mail.subject) == 500


def test_hostile_mails_take_no_time() -> None:
    started = time.perf_counter()
    for raw in (
        b"To: " + b'"\\"' * 200_000 + b"\n\nx",
        b"To: " + b"(" * 400_000 + b"\n\nx",
        b"To: " + b"a@example.org," * 50_000 + b"\n\nx",
        b"Subject: " + b"=?a?q?x" * 50_000 + b"\n\nx",
        b"References: " + b"<a@example.org>" * 50_000 + b"\n\nx",
        b"Content-Type: text/plain;" + b" a*0*=b;" * 50_000 + b"\n\nx",
        b"Subject: x\n" + b" folded\n" * 200_000 + b"\nx",
        b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"====" * 300_000,
        b"Subject: x\n\n" + b"x" * 5_000_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"soft \n" * 300_000,
    ):
        parse(raw)

    assert time.perf_counter() - started < 15
