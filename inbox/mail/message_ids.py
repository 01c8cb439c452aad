"""Our own Message-IDs and plus-addresses: they name the conversation, and a keyed hash shows that we wrote them."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

_OURS = re.compile(r"<([1-9]\d{0,18})\.([1-9]\d{0,18})\.([a-z0-9]{1,40})\.([a-z2-7]{32})@[^<>@\s]+>", re.IGNORECASE)
_NOTICE = re.compile(r"<notice\.([a-z0-9]{1,40})\.([a-z2-7]{32})@[^<>@\s]+>", re.IGNORECASE)
_PLUS = re.compile(r"([^@\s]+)\+c([1-9]\d{0,18})\.([a-z2-7]{26})(@[^@\s]+)", re.IGNORECASE)
_NONCE = re.compile(r"[a-z0-9]{1,40}")
_MESSAGE_ID_BYTES = 20
_ADDRESS_BYTES = 16
_SHORTEST_KEY = 16


def new_message_id(key: bytes, *, organization_id: int, conversation_id: int, domain: str, nonce: str) -> str:
    """A Message-ID for a mail of a conversation; the nonce, in lower-case letters and digits, is the mail's own."""
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 1 to 40 lower-case letters and digits")
    named = f"{organization_id}.{conversation_id}.{nonce}"
    return f"<{named}.{_hash(key, 'message-id', named, _MESSAGE_ID_BYTES)}@{domain.lower()}>"


def conversation_of(keys: Sequence[bytes], message_id: str) -> tuple[int, int] | None:
    """The organization and the conversation a Message-ID of ours names; None for any other."""
    found = _OURS.fullmatch(message_id.strip())
    if found is None:
        return None
    organization, conversation, nonce, told = found.groups()
    named = f"{organization}.{conversation}.{nonce.lower()}"
    if not _is_ours(keys, "message-id", named, told, _MESSAGE_ID_BYTES):
        return None
    return int(organization), int(conversation)


def notice_id(key: bytes, *, domain: str, nonce: str) -> str:
    """A Message-ID for a notice to staff, by which it is known when it comes back through somebody's forwarding."""
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 1 to 40 lower-case letters and digits")
    return f"<notice.{nonce}.{_hash(key, 'notice', nonce, _MESSAGE_ID_BYTES)}@{domain.lower()}>"


def is_notice(keys: Sequence[bytes], message_id: str) -> bool:
    """Whether it is the Message-ID of one of our notices."""
    found = _NOTICE.fullmatch(message_id.strip())
    return found is not None and _is_ours(keys, "notice", found[1].lower(), found[2], _MESSAGE_ID_BYTES)


def plus_address(key: bytes, mailbox_address: str, conversation_id: int) -> str:
    """The mailbox's address with a token that leads answers to a conversation."""
    local, _, domain = mailbox_address.lower().rpartition("@")
    told = _hash(key, "address", f"{local}@{domain}/{conversation_id}", _ADDRESS_BYTES)
    return f"{local}+c{conversation_id}.{told}@{domain}"


def conversation_of_address(keys: Sequence[bytes], address: str) -> int | None:
    """The conversation that an address of ours with a token leads to; None for any other."""
    found = _PLUS.fullmatch(address.strip().lower())
    if found is None:
        return None
    local, conversation, told, domain = found.groups()
    is_ours = _is_ours(keys, "address", f"{local}{domain}/{conversation}", told, _ADDRESS_BYTES)
    return int(conversation) if is_ours else None


def _is_ours(keys: Sequence[bytes], purpose: str, named: str, told: str, length: int) -> bool:
    return any(hmac.compare_digest(_hash(key, purpose, named, length), told.lower()) for key in keys)


def _hash(key: bytes, purpose: str, named: str, length: int) -> str:
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"a key has at least {_SHORTEST_KEY} bytes")
    digest = hmac.new(key, f"{purpose}:{named}".encode(), hashlib.sha256).digest()[:length]
    return base64.b32encode(digest).decode().rstrip("=").lower()
