"""Secrets at rest: AES-GCM with the row's identity as associated data, and a key ring that can be rotated."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inbox.errors import InboxError

_NONCE = 12


class CannotOpen(InboxError):
    """A sealed value belongs to another row, was changed, or its key left the ring."""


@dataclass(frozen=True)
class KeyRing:
    """Named 256-bit keys, newest first: the first seals, all of them open."""

    keys: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read `name:base64,name:base64`. Raises ValueError that names the entry at fault, never its content."""
        keys = []
        for number, entry in enumerate(part.strip() for part in text.split(",") if part.strip()):
            name, _, encoded = entry.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not name or len(key) != 32:
                raise ValueError(f"entry {number + 1} of the key ring is not name:base64 of 32 bytes")
            keys.append((name, key))
        if not keys:
            raise ValueError("the key ring is empty")
        return cls(tuple(keys))

    def seal(self, plain: bytes, *, row: str) -> bytes:
        """Encrypt for one row, named like `mailbox:7:credential`."""
        name, key = self.keys[0]
        nonce = os.urandom(_NONCE)
        return name.encode() + b":" + nonce + AESGCM(key).encrypt(nonce, plain, row.encode())

    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Decrypt what `seal` made for the same row. Raises CannotOpen."""
        name, _, rest = sealed.partition(b":")
        key = dict(self.keys).get(name.decode(errors="replace"))
        if key is None:
            raise CannotOpen("the key %(name)s is no longer in the key ring", name=name.decode(errors="replace"))
        try:
            return AESGCM(key).decrypt(rest[:_NONCE], rest[_NONCE:], row.encode())
        except InvalidTag:
            raise CannotOpen("a sealed secret was changed or belongs elsewhere") from None

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """Keys for another purpose, newest first, e.g. the keyed hash in our Message-IDs."""
        return tuple(
            HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
            for _, key in self.keys
        )
