"""What a bounce reports: the message that did not arrive, and what happened at which address."""

import re
from collections.abc import Iterator

from inbox.mail import addresses, headers, references, structure
from inbox.mail.headers import Headers
from inbox.mail.parsed import DeliveryStatus, ReportedRecipient
from inbox.mail.structure import Part
from inbox.mail.text import one_line

_REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_HEADERS = ("text/rfc822-headers", "message/global-headers")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY_CODE = re.compile(r"(?:^|[\s:(<-])([45])\d\d[ -](?!\d)")
_MESSAGE_ID = re.compile(r"(?im)^[>\s]{0,20}Message-ID:\s{0,20}(<[^<>\n]{3,250}>)")
_BLANK_LINE = re.compile(rb"\n[ \t]*\n")
_MOST_BLOCKS = 200
_LONGEST_DIAGNOSTIC = 500
_LONGEST_REPORT = 100_000


def read(root: Part, text: str) -> DeliveryStatus | None:
    """What a mail reports about deliveries, or None where it is not the kind of mail that does."""
    parts = list(structure.own_parts(root))
    recipients = [found for part in parts if part.content_type in _REPORT_TYPES for found in _recipients(part)]
    if not recipients:
        recipients = [
            _told_in_prose(address.address, text)
            for address in addresses.parse(root.headers.texts("x-failed-recipients"))
        ]
    if not recipients and not _is_report(root) and not _is_from_mailer_daemon(root.headers):
        return None
    ids = [head.text("message-id") for part in parts for head in _returned(part)]
    ids += [] if any(ids) else _MESSAGE_ID.findall(text[:_LONGEST_REPORT])
    return DeliveryStatus(references.message_ids(ids), tuple(recipients or [_told_in_prose("", text)]))


def _is_report(root: Part) -> bool:
    content_type = root.headers.text("content-type").lower()
    return content_type.startswith("multipart/report") and "delivery-status" in content_type


def _is_from_mailer_daemon(head: Headers) -> bool:
    return b"mailer-daemon" in b"".join(head.fields.get("from", ())).lower()


def _recipients(part: Part) -> Iterator[ReportedRecipient]:
    payload = part.payload().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for block in _BLANK_LINE.split(payload)[:_MOST_BLOCKS]:
        head, _ = headers.read(block, 0, len(block))
        address = head.text("final-recipient") or head.text("original-recipient")
        if address:
            yield _reported(head, address)


def _reported(head: Headers, address: str) -> ReportedRecipient:
    status = _STATUS.search(head.text("status"))
    diagnostic = one_line(head.text("diagnostic-code"))
    more_exact = _STATUS.search(diagnostic) if status is None or status[1].endswith(".0.0") else None
    return ReportedRecipient(
        address=addresses.normalise(address.rpartition(";")[2]),
        action=one_line(head.text("action")).lower()[:40],
        status=(more_exact or status or [""] * 2)[1],
        diagnostic=diagnostic[:_LONGEST_DIAGNOSTIC],
    )


def _told_in_prose(address: str, text: str) -> ReportedRecipient:
    """Mail servers that do not report in fields tell the reason in words, with a code somewhere."""
    told = text[:_LONGEST_REPORT]
    status, code = _STATUS.search(told), _REPLY_CODE.search(told)
    return ReportedRecipient(
        address=address, action="", status=status[1] if status else f"{code[1]}.0.0" if code else "", diagnostic=""
    )


def _returned(part: Part) -> Iterator[Headers]:
    """The head of the message that came back, whole or only its fields."""
    if part.is_message:
        for child in part.children:
            yield child.headers
    elif part.content_type in _RETURNED_HEADERS:
        payload = part.payload()
        yield headers.read(payload, 0, len(payload))[0]
