"""What a mailbox needs to know about a mail to file, thread and find it, read from its bytes."""

import email
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from selectolax.lexbor import LexborHTMLParser

SNIPPET_LENGTH = 200
INDEXED_LENGTH = 20_000
DEEPEST = 100
RFC822_ID = re.compile(r"<([^<>\s]+)>")
REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|rv|tr|res|enc|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.I)


@dataclass(frozen=True)
class Mail:
    """The facts of one mail."""

    rfc822_id: str
    references: tuple[str, ...]
    subject: str
    sender: str
    recipients: str
    body: str
    snippet: str
    has_attachment: bool
    date: datetime | None

    @property
    def subject_key(self) -> str:
        return subject_key(self.subject)


def read(raw: bytes) -> Mail:
    """Read the facts; a mail that nobody understands still has empty ones."""
    message = parsed(raw)
    text = visible_text(message)
    return Mail(
        rfc822_id=next(iter(RFC822_ID.findall(header(message, "Message-ID"))), ""),
        references=tuple(
            dict.fromkeys(RFC822_ID.findall(header(message, "References") + header(message, "In-Reply-To")))
        ),
        subject=header(message, "Subject"),
        sender=header(message, "From"),
        recipients=" ".join(header(message, name) for name in ("To", "Cc", "Bcc")),
        body=text[:INDEXED_LENGTH],
        snippet=html.escape(text[:SNIPPET_LENGTH]).replace("&#x27;", "&#39;"),
        has_attachment=any(file_name(part) for part in leaves(message)),
        date=date_of(message),
    )


def parsed(raw: bytes) -> Message:
    """A mail taken apart; of one that is nested without end only the head, the rest being one text."""
    try:
        message = email.message_from_bytes(raw)
    except RecursionError:
        return BytesHeaderParser().parsebytes(raw)
    return message if depth(message) <= DEEPEST else BytesHeaderParser().parsebytes(raw)


def depth(message: Message) -> int:
    """How many parts lie inside one another at most."""
    deepest, waiting = 0, [(message, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        content = part.get_payload()
        if isinstance(content, list):
            waiting += [(one, level + 1) for one in content if isinstance(one, Message)]
    return deepest


def subject_key(subject: str) -> str:
    """The subject without reply prefixes, case and spacing: what two mails of a thread share."""
    return " ".join(REPLY_PREFIX.sub("", subject).casefold().split())


def header(message: Message, name: str) -> str:
    """A header unfolded and decoded, or as it stands when it cannot be decoded."""
    return decoded(message.get(name, ""))


def decoded(value: object) -> str:
    """A header value as people read it."""
    text = " ".join(str(value).split())
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def file_name(part: Message) -> str:
    """The name a part carries as an attachment, or nothing."""
    try:
        return decoded(part.get_filename() or "")
    except (LookupError, ValueError, TypeError, IndexError):
        return "noname"


def leaves(message: Message) -> Iterator[Message]:
    """The parts that hold content, forwarded mails taken as one."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from leaves(part)
    else:
        yield message


def content(part: Message) -> bytes:
    """The decoded bytes of a leaf."""
    if part.is_multipart():
        return b"".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text_of(part: Message) -> str:
    """A text part in characters, whatever it says of its charset."""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return content(part).decode(charset, "replace")
    except LookupError:
        return content(part).decode("utf-8", "replace")


def visible_text(message: Message) -> str:
    """The words of the mail in one line: its plain text, else its HTML without the tags."""
    texts = [part for part in leaves(message) if not file_name(part)]
    for part in texts:
        if part.get_content_type() == "text/plain":
            return " ".join(text_of(part).split())
    for part in texts:
        if part.get_content_type() == "text/html":
            return " ".join(html_text(text_of(part)).split())
    return ""


def html_text(markup: str) -> str:
    """The text a browser would show."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "head", "title"])
    return tree.body.text(separator=" ") if tree.body else ""


def date_of(message: Message) -> datetime | None:
    """The moment the Date header claims."""
    try:
        moment = parsedate_to_datetime(header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
