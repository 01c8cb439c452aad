"""What is attached to a mail: named, measured and told apart; and its content when somebody asks for it."""

import hashlib
from collections.abc import Iterator

from inbox.mail import bodies, calendars, encoded_words, headers, parameters, structure
from inbox.mail.parsed import Attachment, AttachmentKind
from inbox.mail.structure import Part
from inbox.mail.text import one_line, truncate

LEFT_OUT = "X-Embedded-Inbox-Left-Out"
"""The header of a part whose content stayed at the provider, and how many bytes that has."""
_LONGEST_NUMBER = 12
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_CALENDAR_TYPES = ("text/calendar", "application/ics")
_REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_HEADERS = ("text/rfc822-headers", "message/global-headers")
_LONGEST_PATH = 24
_LONGEST_NAME = 200
_LONGEST_FORWARDED_TEXT = 20_000
_USUAL_NAMES = {
    AttachmentKind.CALENDAR: "invitation.ics",
    AttachmentKind.TNEF: "winmail.dat",
    AttachmentKind.DELIVERY_STATUS: "delivery-status.txt",
    AttachmentKind.FORWARDED_MESSAGE: "message.eml",
}


def describe(attached: tuple[Part, ...], html: str | None) -> tuple[Attachment, ...]:
    """Every attachment of a mail, those inside forwarded mails after the mail they came in."""
    return tuple(_described(part, html or "") for root in attached for part in _with_inner(root))


def content(raw: bytes, part_path: str) -> bytes | None:
    """The content of one attachment, or None where the mail has no such part."""
    for part in structure.walk(structure.read(raw)):
        if part.path == part_path:
            return part.raw[part.start : part.end] if part.is_message else part.payload()
    return None


def _with_inner(part: Part) -> Iterator[Part]:
    yield part
    if part.is_message:
        for child in part.children:
            for inner in bodies.read(child).attached:
                yield from _with_inner(inner)


def _described(part: Part, html: str) -> Attachment:
    disposition, options = parameters.parse(part.headers.text("content-disposition"))
    payload = part.raw[part.start : part.end] if part.is_message else part.payload()
    content_id = one_line(part.headers.text("content-id")).strip("<>") or None
    name = parameters.file_name(options, "filename") or parameters.file_name(part.parameters, "name")
    kind = _kind(part, name, shown_inline=_is_shown_inline(part, disposition, content_id, html))
    details = _details(part, kind)
    return Attachment(
        name=truncate(name or _usual_name(part, kind, details), _LONGEST_NAME),
        content_type=part.content_type[:_LONGEST_NAME],
        size=_size(part, payload),
        content_id=content_id and content_id[:_LONGEST_NAME],
        disposition="inline" if disposition == "inline" or kind is AttachmentKind.INLINE_IMAGE else "attachment",
        kind=kind,
        part_path=part.path,
        digest=hashlib.sha256(payload).hexdigest(),
        details=details,
    )


def _size(part: Part, payload: bytes) -> int:
    """Of a part that was left at the provider, the size that it has there: the part holds just that number."""
    said = part.headers.text(LEFT_OUT.lower()).strip()
    is_left_out = said.isascii() and said.isdecimal() and len(said) < _LONGEST_NUMBER and payload == said.encode()
    return int(said) if is_left_out else len(payload)


def _is_shown_inline(part: Part, disposition: str, content_id: str | None, html: str) -> bool:
    """Some programs give every attachment a content id, so an attachment is inline only where the HTML shows it."""
    if content_id is None or not part.content_type.startswith("image/"):
        return False
    return not disposition.startswith("attachment") or f"cid:{content_id}" in html


def _kind(part: Part, name: str, *, shown_inline: bool) -> AttachmentKind:
    if part.content_type in _TNEF_TYPES or name.lower() == "winmail.dat":
        return AttachmentKind.TNEF
    if part.content_type in _CALENDAR_TYPES or name.lower().endswith(".ics"):
        return AttachmentKind.CALENDAR
    if part.content_type in _REPORT_TYPES:
        return AttachmentKind.DELIVERY_STATUS
    if part.is_message or part.content_type in _RETURNED_HEADERS:
        return AttachmentKind.FORWARDED_MESSAGE
    return AttachmentKind.INLINE_IMAGE if shown_inline else AttachmentKind.FILE


def _details(part: Part, kind: AttachmentKind) -> dict[str, str]:
    if kind is AttachmentKind.CALENDAR:
        return calendars.summarise(part.text())
    if kind is AttachmentKind.FORWARDED_MESSAGE:
        return _forwarded(part)
    return {}


def _forwarded(part: Part) -> dict[str, str]:
    inside = part.children[0] if part.children else None
    head = inside.headers if inside else headers.read(part.payload(), 0, part.end - part.start)[0]
    date = headers.parse_date(head.text("date"))
    found = {
        "subject": one_line(encoded_words.decode(head.text("subject")))[:_LONGEST_NAME],
        "from": one_line(encoded_words.decode(head.text("from")))[:_LONGEST_NAME],
        "date": date.isoformat() if date else "",
        "text": truncate(bodies.as_text(bodies.read(inside).pieces), _LONGEST_FORWARDED_TEXT) if inside else "",
    }
    return {name: value for name, value in found.items() if value}


def _usual_name(part: Part, kind: AttachmentKind, details: dict[str, str]) -> str:
    if kind is AttachmentKind.FORWARDED_MESSAGE and "subject" in details:
        return f"{details['subject'].replace('/', '-')}.eml"
    ending = part.content_type.partition("/")[2]
    has_ending = ending.isalnum() and part.content_type != structure.UNOPENED
    place = part.path if len(part.path) <= _LONGEST_PATH else f"{part.path[:8]}…{part.path[-8:]}"
    return _USUAL_NAMES.get(kind) or f"attachment-{place}" + (f".{ending}" if has_ending else "")
