"""Mail that is put together from what a page tells."""

from __future__ import annotations

import pytest

from inbox.mail import parsing
from inbox.mail.parsed import Address
from sync.providers.outlook import rebuilt
from sync.providers.outlook.answers import MessageAnswer

SHARED = "reception@clinic.example.org"
HEADERS = [
    {"name": "From", "value": "Ana Álvarez <ana@example.com>"},
    {"name": "To", "value": "reception@clinic.example.org"},
    {"name": "Subject", "value": "=?utf-8?q?Gr=C3=B6=C3=9Fe?="},
    {"name": "Message-ID", "value": "<1@mail.example.com>"},
    {"name": "References", "value": "<0@mail.example.com>\r\n <00@mail.example.com>"},
    {"name": "Date", "value": "Wed, 04 Mar 2026 09:30:00 +0000"},
    {"name": "Content-Type", "value": "multipart/mixed; boundary=x"},
    {"name": "X-Embedded-Inbox-Rebuilt", "value": "by a stranger"},
]


def message(**told: object) -> MessageAnswer:
    """A message as Graph tells of it."""
    known: dict[str, object] = {
        "id": "AAMk1", "internetMessageHeaders": HEADERS, "isDraft": False,
        "body": {"contentType": "html", "content": "<p>Schöne Grüße</p>"},
    }  # fmt: skip
    return MessageAnswer.model_validate(known | told)


def test_what_is_read_from_a_rebuilt_mail_is_what_its_sender_wrote() -> None:
    mail = parsing.parse(rebuilt.build(message()))

    assert mail.from_ == Address("Ana Álvarez", "ana@example.com")
    assert mail.subject == "Größe"
    assert mail.references == ("<0@mail.example.com>", "<00@mail.example.com>")
    assert mail.text.strip() == "Schöne Grüße"
    assert mail.headers["content-type"] == ("text/html; charset=utf-8",)


def test_a_rebuilt_mail_says_so_and_nobody_else_does() -> None:
    assert rebuilt.build(message()).count(b"X-Embedded-Inbox-Rebuilt") == 1


def test_attachments_are_named_and_measured_without_their_content() -> None:
    attached = [
        {"@odata.type": "#microsoft.graph.fileAttachment", "name": 'Befund "März".pdf', "size": 12345,
         "contentType": "application/pdf"},
        {"@odata.type": "#microsoft.graph.referenceAttachment", "name": "evil\r\nX-Injected: 1", "size": 7,
         "contentType": "not a type", "isInline": True},
    ]  # fmt: skip
    mail = parsing.parse(rebuilt.build(message(hasAttachments=True, attachments=attached)))

    assert [(one.name, one.size, one.content_type, one.disposition) for one in mail.attachments] == [
        ('Befund "März".pdf', 12345, "application/pdf", "attachment"),
        ("evil X-Injected: 1", 7, "application/octet-stream", "inline"),
    ]
    assert mail.text.strip() == "Schöne Grüße"


def test_a_header_cannot_break_out() -> None:
    told = [*HEADERS, {"name": "X-Odd", "value": "a\r\n\r\nbody"}, {"name": "Bad name:", "value": "x"}]
    mail = parsing.parse(rebuilt.build(message(internetMessageHeaders=told)))

    assert mail.text.strip() == "Schöne Grüße"


def header(name: str, value: str) -> dict[str, object]:
    return {"internetMessageHeaders": [*HEADERS[:-2], {"name": name, "value": value}]}


def attachment(**told: object) -> dict[str, object]:
    return {"hasAttachments": True, "attachments": [{"name": "a", "contentType": "application/pdf", **told}]}


@pytest.mark.parametrize("told", [
    header("Content-Type", "multipart/report; report-type=delivery-status; boundary=x"),
    header("Content-Type", "application/ms-tnef"), header("Return-Path", "<>"),
    header("X-Failed-Recipients", "x@example.com"), {"internetMessageHeaders": None}, {"body": None},
    {"internetMessageHeaders": HEADERS[1:]}, {"ccRecipients": [{"emailAddress": {"address": "ben@example.com"}}]},
    header("Subject", "Gr\N{REPLACEMENT CHARACTER}e"), {"body": {"content": "\N{REPLACEMENT CHARACTER}"}},
    {"@odata.type": "#microsoft.graph.eventMessageRequest"}, {"hasAttachments": True},
    attachment(**{"@odata.type": "#microsoft.graph.itemAttachment"}), attachment(contentType="message/rfc822"),
    attachment(contentType="text/calendar; method=REQUEST"), attachment(name="WINMAIL.DAT"),
    attachment(contentType=None, name="termin.ics"),
])  # fmt: skip
def test_what_cannot_be_told_from_a_page_is_asked_for_as_it_came(told: dict[str, object]) -> None:
    assert not rebuilt.is_faithful(message(**told))


@pytest.mark.parametrize("told", [{}, attachment(), attachment(isInline=True, contentType="image/png"),
                                  header("Return-Path", "<ana@example.com>")])  # fmt: skip
def test_most_mail_needs_no_request_of_its_own(told: dict[str, object]) -> None:
    assert rebuilt.is_faithful(message(**told))


def test_a_draft_has_the_headers_that_it_will_have() -> None:
    draft = message(
        internetMessageHeaders=None, isDraft=True, subject="Re: Größe", internetMessageId="<2@clinic.example.org>",
        toRecipients=[{"emailAddress": {"name": "Ana", "address": "ana@example.com"}}],
        **{"from": {"emailAddress": {"name": "Front desk", "address": "reception@clinic.example.org"}}},
    )  # fmt: skip
    mail = parsing.parse(rebuilt.build(draft))

    assert (mail.subject, mail.message_id) == ("Re: Größe", "<2@clinic.example.org>")
    assert mail.to == (Address("Ana", "ana@example.com"),)


@pytest.mark.parametrize(("writer", "named"), [("tom@clinic.example.org", "tom@clinic.example.org"), (SHARED, None)])
def test_who_wrote_for_a_shared_address_is_named(writer: str, named: str | None) -> None:
    people = {"from": SHARED, "sender": writer}
    told = {name: {"emailAddress": {"name": "", "address": address}} for name, address in people.items()}
    mail = parsing.parse(rebuilt.build(message(internetMessageHeaders=None, isDraft=True, **told)))

    assert (mail.sender.address if mail.sender else None) == named
