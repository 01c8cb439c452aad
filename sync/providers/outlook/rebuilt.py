"""A mail put together again from what a page of messages tells: its headers as they came, its body, and for every
attachment a part without the content. It spares a request for every message.

Where that would not be faithful, or where the content of the parts decides what a mail is, the original is asked for.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from email.utils import formataddr
from urllib.parse import quote

from inbox.mail.attachments import LEFT_OUT
from sync.providers.outlook.answers import Attached, Header, MessageAnswer, Recipient

MARK = "X-Embedded-Inbox-Rebuilt"
_BOUNDARY = "embedded-inbox-rebuilt-from-a-page"
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_NAME = re.compile(r"[!-9;-~]+")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands where Exchange could not make out what was written: perhaps we can."""
_OWN = frozenset({"mime-version", MARK.lower(), LEFT_OUT.lower()})
_SPECIAL = re.compile(
    r"\s*(multipart/(report|signed|encrypted)|message/|application/(x-)?(ms-tnef|pkcs7|vnd\.ms-tnef)|text/calendar)",
    re.IGNORECASE,
)
_TELLING = re.compile(r"(message/|text/calendar|text/rfc822-headers|application/(ics|(vnd\.)?ms-tnef))", re.IGNORECASE)
_TELLING_NAME = re.compile(r"(winmail\.dat|\.(ics|eml|p7m))$", re.IGNORECASE)
_ITEM = "#microsoft.graph.itemAttachment"
_PLAIN = ("", "#microsoft.graph.message")


def is_faithful(message: MessageAnswer) -> bool:
    """Whether nothing is missed without the original: no bounce, no invitation, nothing that hides what it holds."""
    if message.body is None or message.type not in _PLAIN or not _names_everybody(message):
        return False
    if message.has_attachments and not message.attachments:
        return False
    if any(_UNREADABLE in text for text in (message.body.content, *(one.value for one in message.headers))):
        return False
    return not any(map(_is_special, message.headers)) and not any(map(_is_telling, message.attachments))


def build(message: MessageAnswer) -> bytes:
    """The mail. Of a draft, which has no headers yet, those that it will have."""
    lines = [f"{MARK}: page", "MIME-Version: 1.0", *_headers(message)]
    body = _body(message)
    if not message.attachments:
        return _joined([*lines, *body])
    lines += [f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"', "", f"--{_BOUNDARY}", *body]
    for one in message.attachments:
        lines += [f"--{_BOUNDARY}", *_part(one)]
    return _joined([*lines, f"--{_BOUNDARY}--", ""])


def _names_everybody(message: MessageAnswer) -> bool:
    """Whether the headers are whole: now and then Graph leaves some out, or all of them."""
    here = {one.name.lower() for one in message.headers}
    return {"from", "message-id"} <= here and (not message.to or "to" in here) and (not message.cc or "cc" in here)


def _is_special(header: Header) -> bool:
    name = header.name.lower()
    if name == "content-type":
        return _SPECIAL.match(header.value) is not None
    return name == "x-failed-recipients" or (name == "return-path" and header.value.strip() == "<>")


def _is_telling(one: Attached) -> bool:
    return (
        one.type == _ITEM
        or _TELLING.match(one.content_type.strip()) is not None
        or _TELLING_NAME.search(one.name.strip()) is not None
    )


def _headers(message: MessageAnswer) -> Iterator[str]:
    for one in message.headers or tuple(_told(message)):
        name = one.name.strip()
        if _NAME.fullmatch(name) and name.lower() not in _OWN and not name.lower().startswith("content-"):
            yield f"{name}: {_BREAKS.sub(' ', one.value)}"


def _told(message: MessageAnswer) -> Iterator[Header]:
    """What a message without headers tells of itself."""
    author, writer = message.sender, message.writer
    is_other = author is not None and writer is not None and writer.who.address != author.who.address
    people = (
        ("From", (author,) if author else ()), ("Sender", (writer,) if writer and is_other else ()),
        ("To", message.to), ("Cc", message.cc),
    )  # fmt: skip
    for name, named in people:
        if named:
            yield Header(name=name, value=", ".join(map(_person, named)))
    yield Header(name="Subject", value=message.subject)
    if message.internet_message_id:
        yield Header(name="Message-ID", value=message.internet_message_id)


def _person(one: Recipient) -> str:
    return formataddr((_BREAKS.sub(" ", one.who.name), _BREAKS.sub(" ", one.who.address)), charset="utf-8")


def _body(message: MessageAnswer) -> list[str]:
    kind = "html" if message.body is not None and message.body.kind.lower() == "html" else "plain"
    content = message.body.content if message.body is not None else ""
    head = [f"Content-Type: text/{kind}; charset=utf-8", "Content-Transfer-Encoding: base64", ""]
    return [*head, base64.encodebytes(content.encode("utf-8", "replace")).decode().replace("\n", "\r\n")]


def _part(one: Attached) -> list[str]:
    """The part says how much was left out, and holds no more than that number: the same file is the same part."""
    kind = one.content_type.strip().lower()
    name = quote(one.name.encode("utf-8", "replace"), safe="")
    shown = "inline" if one.is_inline else "attachment"
    return [
        f"Content-Type: {kind if _TYPE.fullmatch(kind) else 'application/octet-stream'}",
        f"Content-Disposition: {shown}; filename*=utf-8''{name}",
        f"{LEFT_OUT}: {one.size}", "", str(one.size),
    ]  # fmt: skip


def _joined(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")
