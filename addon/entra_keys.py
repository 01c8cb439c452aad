"""Microsoft Entra's public keys: a JSON Web Key Set, where each key says for which tenants it signs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from addon.published_keys import PublishedKeys

_WEAKEST = 2048
"""Bits of a key below which nothing is believed that was signed with it."""


@dataclass(frozen=True)
class EntraKey:
    """One key, as PEM."""

    pem: str
    issuer: str
    """Whose tokens it signs, with `{tenantid}` in the place of a tenant; empty where that is not said."""


class EntraKeys(PublishedKeys[EntraKey]):
    """The keys at one address. A storm of unknown names causes one fetch in half a minute."""

    def __init__(self, url: str, clock: Callable[[], datetime], *, ca_file: str = "") -> None:
        super().__init__(url, clock, _keys, pauses_at_once=True, ca_file=ca_file)


def _keys(published: object) -> Mapping[str, EntraKey]:
    """The RSA keys of a set; kinds that are not used here are left out."""
    listed = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(listed, list):
        raise ValueError("this is no key set")
    found = {}
    for one in listed:
        if isinstance(one, dict) and one.get("kty") == "RSA" and one.get("use", "sig") == "sig":
            found[str(one.get("kid"))] = EntraKey(_pem(one), str(one.get("issuer") or ""))
    if not found:
        raise ValueError("this key set is empty")
    return found


def _pem(key: Mapping[str, object]) -> str:
    public = RSAPublicNumbers(_whole(key.get("e")), _whole(key.get("n"))).public_key()
    if public.key_size < _WEAKEST:
        raise ValueError("this key is too short")
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _whole(value: object) -> int:
    text = str(value)
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
