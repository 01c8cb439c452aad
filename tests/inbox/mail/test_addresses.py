"""Who a mail is from and to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import addresses
from inbox.mail.parsed import Address
from tests.inbox.mail import museum


def _pairs(value: str) -> list[tuple[str, str]]:
    return [(one.name, one.address) for one in addresses.parse([value])]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("jane@example.org", [("", "jane@example.org")]),
        ("Jane Example <Jane@Example.org>", [("Jane Example", "jane@example.org")]),
        ('"Doe, Jane" <jane@example.org>', [("Doe, Jane", "jane@example.org")]),
        (
            "Doe, Jane <jane@example.org>, rick@example.org",
            [("Doe, Jane", "jane@example.org"), ("", "rick@example.org")],
        ),
        ("jane@example.org (Jane Example)", [("Jane Example", "jane@example.org")]),
        ("'jane@example.org' <jane@example.org>", [("", "jane@example.org")]),
        ("=?utf-8?q?M=C3=BCller=2C_Jane?= <jane@example.org>", [("Müller, Jane", "jane@example.org")]),
        ("=?utf-8?q?Doe,_Jane?= <jane@example.org>", [("Doe, Jane", "jane@example.org")]),
        ("undisclosed-recipients:;", []),
        ("Nurses: ann@example.org, bob@example.org;", [("", "ann@example.org"), ("", "bob@example.org")]),
        ("jane@example.org; rick@example.org", [("", "jane@example.org"), ("", "rick@example.org")]),
        ("Jane jane@example.org", [("Jane", "jane@example.org")]),
        ("<mailto:jane@example.org>", [("", "jane@example.org")]),
        ("Jane <jane@b\u00fccher.example>", [("Jane", "jane@xn--bcher-kva.example")]),
        ("j\u00fcrgen@example.org", [("", "j\u00fcrgen@example.org")]),
        ("Mail System <MAILER-DAEMON>", [("Mail System", "mailer-daemon")]),
        ("Jane <jane>", []),
        ("Jane", []),
        ("", []),
        ('"never closed <jane@example.org>', [("never closed", "jane@example.org")]),
        ("(((jane@example.org", [("", "jane@example.org")]),
        ("jane@example.org, JANE@example.org", [("", "jane@example.org")]),
        ("Jane\u202e <jane@example.org>", [("Jane", "jane@example.org")]),
    ],
)
def test_addresses_are_read_as_people_write_them(value: str, found: list[tuple[str, str]]) -> None:
    assert _pairs(value) == found


def test_an_address_field_in_the_museum() -> None:
    mail = museum.mail("strange-recipients")

    assert mail.from_ == Address("Doe, Jane", "jane.doe@example.org")
    assert mail.sender == Address("", "assistant@example.org")
    assert mail.reply_to == (Address("Praxis Müller, Anmeldung", "anmeldung@example.org"),)
    assert mail.to == ()
    assert mail.cc == (
        Address("", "ann@example.org"),
        Address('Bob "B" Beispiel', "bob@example.org"),
        Address("Roe, Rick", "rick@example.org"),
        Address("", "jane@xn--bcher-kva.example"),
        Address("", "kim@example.org"),
    )
    assert mail.bcc == (Address("broken quote", "lee@example.org"), Address("", "sam@example.org"))


def test_a_sender_that_is_wholly_encoded_is_read() -> None:
    assert museum.mail("wholly-encoded-sender").from_ == Address("Jane Example", "jane@example.org")


def test_very_many_recipients_end_somewhere() -> None:
    field = ", ".join(f"p{n}@example.org" for n in range(5000))

    assert len(addresses.parse([field])) == 1000


@given(st.text(alphabet='<>@,;:"()\\ ab.=?q_-é\n'))
def test_no_field_fails_and_every_address_is_usable(value: str) -> None:
    for one in addresses.parse([value]):
        assert one.address == one.address.lower()
        assert " " not in one.address
