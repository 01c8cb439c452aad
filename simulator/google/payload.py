"""Messages as the Gmail API shows them, in its four formats."""

import base64
import secrets
from collections.abc import Collection
from email.message import Message as Part
from typing import Any

from simulator.google import identifiers, labels, mail
from simulator.google.messages import Message

ATTACHMENT_PREFIX = b"attachment:"


def resource(message: Message, raw: bytes | None, style: str, headers: Collection[str] = ()) -> dict[str, Any]:
    """The message resource; raw is needed for every format but minimal."""
    shown: dict[str, Any] = {
        "id": identifiers.hexadecimal(message.id),
        "threadId": identifiers.hexadecimal(message.thread),
        "snippet": message.snippet,
        "sizeEstimate": message.size,
        "historyId": str(message.history_id),
        "internalDate": str(message.internal_date),
    }
    if message.labels:
        shown["labelIds"] = labels.in_order(message.labels)
    if raw is not None and style == "raw":
        shown["raw"] = web_safe(raw)
    elif raw is not None and style != "minimal":
        parsed = mail.parsed(raw)
        shown["payload"] = full(parsed) if style == "full" else outline(parsed, headers)
    return shown


def outline(parsed: Part, wanted: Collection[str]) -> dict[str, Any]:
    """The top of a message: its type and the headers asked for."""
    names = {name.casefold() for name in wanted}
    chosen = [each for each in headers_of(parsed) if not names or each["name"].casefold() in names]
    return {"mimeType": parsed.get_content_type(), "headers": chosen}


def full(part: Part, part_id: str = "") -> dict[str, Any]:
    """A part with everything in it; attachments are only named."""
    name = mail.file_name(part)
    shown: dict[str, Any] = {
        "partId": part_id,
        "mimeType": part.get_content_type(),
        "filename": name,
        "headers": headers_of(part),
    }
    inner = [each for each in part.get_payload() if isinstance(each, Part)] if part.is_multipart() else []
    if inner and part.get_content_type() != "message/rfc822":
        shown["body"] = {"size": 0}
    else:
        shown["body"] = body_of(part, part_id, is_attachment=bool(name))
    if inner:
        shown["parts"] = [full(each, f"{part_id}.{place}".strip(".")) for place, each in enumerate(inner)]
    return shown


def body_of(part: Part, part_id: str, *, is_attachment: bool) -> dict[str, Any]:
    """The content of a leaf, or the id under which it can be fetched."""
    content = mail.content(part)
    if is_attachment:
        return {"attachmentId": attachment_id(part_id), "size": len(content)}
    return {"size": len(content), "data": web_safe(content)} if content else {"size": 0}


def headers_of(part: Part) -> list[dict[str, str]]:
    """The headers in their order, as people read them."""
    return [{"name": name, "value": mail.decoded(value)} for name, value in part.items()]


def attachment_id(part_id: str) -> str:
    """An opaque id, another one at every look, as Gmail's are."""
    return web_safe(secrets.token_bytes(12) + ATTACHMENT_PREFIX + part_id.encode()).rstrip("=")


def attachment(raw: bytes, opaque_id: str) -> bytes | None:
    """The content behind an attachment id, or nothing when the message has no such part."""
    try:
        plain = base64.urlsafe_b64decode(opaque_id + "=" * (-len(opaque_id) % 4))
    except ValueError:
        return None
    _, prefix, path = plain[12:].partition(ATTACHMENT_PREFIX)
    part: Part | None = mail.parsed(raw)
    for place in path.decode("ascii", "replace").split(".") if path else ():
        part = child(part, place)
    return mail.content(part) if part is not None and prefix else None


def child(part: Part | None, place: str) -> Part | None:
    """The n-th part of a part."""
    inner = part.get_payload() if part is not None and part.is_multipart() else []
    if not isinstance(inner, list) or not place.isdigit() or int(place) >= len(inner):
        return None
    chosen = inner[int(place)]
    return chosen if isinstance(chosen, Part) else None


def web_safe(content: bytes) -> str:
    """Bytes as the API spells them."""
    return base64.urlsafe_b64encode(content).decode()
