"""What webhooks are signed with, as Standard Webhooks wants it: a secret per webhook, kept sealed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from datetime import datetime

from inbox.secrets import KeyRing

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64
_MADE = 32


def row_of(organization_id: int, key: str) -> str:
    """The row's identity that a sealed secret is bound to."""
    return f"webhook:{organization_id}:{key}"


def made() -> str:
    """A new secret."""
    return _PREFIX + base64.b64encode(os.urandom(_MADE)).decode()


def read(written: str) -> bytes:
    """The bytes of a secret like whsec_… Raises ValueError that never repeats it."""
    try:
        found = base64.b64decode(written.strip().removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        found = b""
    if not _SHORTEST <= len(found) <= _LONGEST:
        raise ValueError("is no secret like whsec_ and base64 of 24 to 64 bytes")
    return found


def seal(ring: KeyRing, organization_id: int, key: str, written: str) -> bytes:
    """The secret as it is kept."""
    return ring.seal(written.strip().encode(), row=row_of(organization_id, key))


def opened(ring: KeyRing, organization_id: int, key: str, sealed: bytes) -> str:
    """The secret as it was written. Raises CannotOpen."""
    return ring.open(sealed, row=row_of(organization_id, key)).decode()


def headers(secret: bytes, message_id: str, payload: bytes, *, now: datetime) -> dict[str, str]:
    """What goes with a message so that the receiver can tell who sent it, and when."""
    stamp = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), payload))
    signature = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{signature}"}
