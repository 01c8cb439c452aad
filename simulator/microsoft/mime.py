"""What Exchange reads out of a mail's bytes: everything Graph shows of its content."""

import re
from dataclasses import dataclass
from email.message import Message as Part
from email.utils import getaddresses
from typing import Any

from simulator.google import mail

PREVIEW_LENGTH = 255
PLAIN = "#microsoft.graph.message"
INVITATION = "#microsoft.graph.eventMessageRequest"
IMPORTANCES = {"high": "high", "low": "low", "1": "high", "2": "high", "4": "low", "5": "low"}
QUOTED_TEXT = re.compile(r"(?m)^(?:>|-{3,} ?Original|_{10,}|From: |Von: |On .{5,200}wrote:|Am .{5,200}schrieb)")
QUOTED_MARKUP = re.compile(r"<blockquote|<div[^>]+id=\"?(?:appendonsend|divRplyFwdMsg)|<hr", re.IGNORECASE)


@dataclass(frozen=True)
class Attached:
    """A part of a mail that is no body."""

    name: str
    kind: str
    content: bytes
    is_inline: bool
    content_id: str
    is_item: bool

    def outline(self) -> dict[str, Any]:
        """The facts of it that are kept with the message."""
        return {
            "name": self.name,
            "contentType": self.kind,
            "size": len(self.content),
            "isInline": self.is_inline,
            "contentId": self.content_id,
            "isItem": self.is_item,
        }


def read(raw: bytes) -> dict[str, Any]:
    """The content of a mail as it is kept beside its bytes."""
    message = mail.parsed(raw)
    facts = mail.read(raw)
    attached = [each.outline() for each in attachments(message)]
    importance = mail.header(message, "Importance") or mail.header(message, "X-Priority")[:1]
    kinds = {part.get_content_type() for part in mail.leaves(message)}
    return {
        "type": INVITATION if "text/calendar" in kinds else PLAIN,
        "subject": facts.subject,
        "from": first(recipients(message, "From")),
        "sender": first(recipients(message, "Sender") or recipients(message, "From")),
        "toRecipients": recipients(message, "To"),
        "ccRecipients": recipients(message, "Cc"),
        "bccRecipients": recipients(message, "Bcc"),
        "replyTo": recipients(message, "Reply-To"),
        "body": body_of(message),
        "bodyPreview": mail.visible_text(message)[:PREVIEW_LENGTH],
        "importance": IMPORTANCES.get(importance.casefold(), "normal"),
        "isReadReceiptRequested": "Disposition-Notification-To" in message,
        "isDeliveryReceiptRequested": "Return-Receipt-To" in message,
        "internetMessageId": " ".join(str(message.get("Message-ID", "")).split()),
        "inReplyTo": mail.header(message, "In-Reply-To"),
        "references": mail.header(message, "References"),
        # As they came: Exchange unfolds them, and leaves it to the reader to decode them.
        "headers": [{"name": name, "value": " ".join(str(value).split())} for name, value in message.items()],
        "attachments": attached,
    }


def first(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    return found[0] if found else None


def recipients(message: Part, name: str) -> list[dict[str, Any]]:
    """The people a header names."""
    fields = [" ".join(str(value).split()) for value in message.get_all(name, [])]
    return [
        {"emailAddress": {"name": mail.decoded(shown) or address, "address": address}}
        for shown, address in getaddresses(fields)
        if address
    ]


def body_of(message: Part) -> dict[str, str]:
    """The HTML of a mail where it has one, else its text."""
    texts = [part for part in mail.leaves(message) if not is_attached(part)]
    for kind, name in (("text/html", "html"), ("text/plain", "text")):
        for part in texts:
            if part.get_content_type() == kind:
                return {"contentType": name, "content": mail.text_of(part)}
    return {"contentType": "text", "content": ""}


def is_attached(part: Part) -> bool:
    """Whether a part is an attachment rather than what one reads."""
    if part.get_content_disposition() == "attachment" or mail.file_name(part):
        return True
    # Of an invitation Exchange makes an event, and leaves nothing of it beside the mail.
    return part.get_content_type() not in {"text/plain", "text/html", "text/calendar"}


def attachments(message: Part) -> list[Attached]:
    """The attachments of a mail, in their order."""
    return [attached(part) for part in mail.leaves(message) if is_attached(part)]


def attached(part: Part) -> Attached:
    is_item = part.get_content_type() == "message/rfc822"
    content = mail.content(part)
    content_id = str(part.get("Content-ID", "")).strip("<> \r\n")
    name = mail.file_name(part) or (mail.header(inner(part), "Subject") if is_item else "") or "ATT00001"
    is_inline = bool(content_id) and part.get_content_disposition() != "attachment"
    return Attached(name, part.get_content_type(), content, is_inline, content_id, is_item)


def inner(part: Part) -> Part:
    """The mail inside a part that is one."""
    payload = part.get_payload()
    return payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Part) else Part()


def as_text(body: dict[str, str]) -> dict[str, str]:
    """A body without its markup."""
    if body["contentType"] == "text":
        return body
    return {"contentType": "text", "content": mail.html_text(body["content"])}


def as_html(body: dict[str, str]) -> dict[str, str]:
    """A body as markup."""
    if body["contentType"] == "html":
        return body
    escaped = body["content"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"contentType": "html", "content": f"<html><body><pre>{escaped}</pre></body></html>"}


def unique(body: dict[str, str]) -> dict[str, str]:
    """What a body says that was not said before."""
    pattern = QUOTED_MARKUP if body["contentType"] == "html" else QUOTED_TEXT
    found = pattern.search(body["content"])
    return body | {"content": body["content"][: found.start()]} if found else body
