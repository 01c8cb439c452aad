"""Putting a mail into the inbox as one that came in. Graph makes drafts; what they are is decided by their flags.

The headers go in as they came, by the property in which Exchange keeps those of a mail that was transported, so that
who looks at it later sees what its sender wrote. The flags and times go in with it, for nobody can set them later.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from inbox.mail import parsing
from sync.errors import ProviderError
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import MessageAnswer
from sync.providers.outlook.graph import Graph

_FLAGS, _HEADERS, _DELIVERED, _SUBMITTED = "Integer 0x0E07", "String 0x007D", "SystemTime 0x0E06", "SystemTime 0x0039"
_READ_AND_NO_DRAFT = "1"
_MOST = 2_900_000
"""Bytes; Graph takes four million in one request, in which they are a third more."""


def file(graph: Graph, addresses: Addresses, raw: bytes, folder: str) -> str:
    """File it whole, or not at all, and give its id."""
    if len(raw) > _MOST:
        raise ProviderError("This mail is too large to be filed. Forward it to the mailbox instead.", status=413)
    parts = message_from_bytes(raw, policy=default)
    assert isinstance(parts, EmailMessage)
    worded = _worded(addresses, parts, raw) | {"attachments": list(_attached(parts))}
    return graph.send("POST", addresses.folder_messages(folder), worded, MessageAnswer).id


def _worded(addresses: Addresses, parts: EmailMessage, raw: bytes) -> dict[str, Any]:
    mail = parsing.parse(raw)
    chosen = parts.get_body(("html", "plain"))
    kind = "html" if chosen is not None and chosen.get_content_subtype() == "html" else "text"
    worded = addresses.worded(
        mail.subject, kind, str(chosen.get_content()) if chosen is not None else "", to=mail.to, cc=mail.cc
    )
    if mail.from_ is not None:
        worded["from"] = worded["sender"] = {"emailAddress": {"name": mail.from_.name, "address": mail.from_.address}}
    if mail.message_id:
        worded["internetMessageId"] = mail.message_id
    sent = (mail.date or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    worded["singleValueExtendedProperties"] = [
        {"id": _FLAGS, "value": _READ_AND_NO_DRAFT}, {"id": _DELIVERED, "value": sent},
        {"id": _SUBMITTED, "value": sent}, {"id": _HEADERS, "value": _head(raw)},
    ]  # fmt: skip
    return worded


def _head(raw: bytes) -> str:
    ends = [place for mark in (b"\r\n\r\n", b"\n\n") if (place := raw.find(mark)) >= 0]
    return raw[: min(ends, default=len(raw))].decode("utf-8", "replace")


def _attached(parts: EmailMessage) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(parts.iter_attachments(), start=1):
        if part.get_content_maintype() in ("message", "multipart"):
            content = b"".join(inner.as_bytes() for inner in part.iter_parts())
        else:
            content = bytes(part.get_payload(decode=True) or b"")
        yield {
            "@odata.type": "#microsoft.graph.fileAttachment", "name": part.get_filename() or f"attachment-{number}",
            "contentType": part.get_content_type(), "contentBytes": base64.b64encode(content).decode(),
            "isInline": part.get_content_disposition() == "inline",
        }  # fmt: skip
