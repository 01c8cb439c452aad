"""Transfer encodings, and what broken senders make of them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import transfer
from inbox.mail.attachments import content
from tests.inbox.mail import museum


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("base64-cut", "Please call me bac"),
        ("base64-in-pieces", "first piece and the next one"),
        ("base64-that-is-plain", "Hello, this was never encoded at all. Jane"),
        ("broken-quoted-printable", "5 = five, 100 = hundred, =ZZ, café!"),
    ],
)
def test_a_badly_encoded_mail_still_reads(name: str, text: str) -> None:
    assert museum.mail(name).text == text


def test_a_footer_under_encoded_text_is_kept() -> None:
    text = museum.mail("base64-with-footer").text

    assert text.startswith("Please call me back about the results, thank you.\n")
    assert text.endswith("Some list footer")


def test_a_uuencoded_scan_is_decoded() -> None:
    assert content(museum.raw("uuencoded-scan"), "1") == b"Cat"


def test_a_uuencoded_line_that_is_too_long_is_cut_to_its_length() -> None:
    assert transfer.undo(b"begin 644 a\n#0V%TQQQQ\n`\nend\n", "uuencode") == b"Cat"


@given(st.binary(max_size=4000))
def test_base64_comes_back_as_it_was(payload: bytes) -> None:
    assert transfer.undo(base64.encodebytes(payload), "BASE64 ") == payload


@given(st.binary(), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit", "", "Zürich"]))
def test_no_bytes_fail(payload: bytes, encoding: str) -> None:
    transfer.undo(payload, encoding)
