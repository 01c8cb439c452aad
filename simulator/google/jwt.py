"""JSON Web Tokens signed with RS256, the only kind Google hands out and takes."""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


class Malformed(ValueError):
    """This is no token."""


class WrongSignature(ValueError):
    """The token was not signed with this key."""


def sign(claims: dict[str, Any], key: RSAPrivateKey, key_id: str) -> str:
    """A token that says the claims."""
    head = encoded({"alg": "RS256", "kid": key_id, "typ": "JWT"})
    signed = f"{head}.{encoded(claims)}"
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def encoded(value: dict[str, Any]) -> str:
    """A JSON object as part of a token."""
    text = json.dumps(value, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, Any]:
    """What a token claims, unproven."""
    parts = token.split(".")
    if len(parts) != 3:
        raise Malformed("A token has three parts")
    try:
        head, claims = (json.loads(decoded(part)) for part in parts[:2])
    except ValueError as trouble:
        raise Malformed("The token cannot be decoded") from trouble
    if not isinstance(head, dict) or not isinstance(claims, dict) or head.get("alg") != "RS256":
        raise Malformed("The token is not signed with RS256")
    return claims


def check_signature(token: str, key: RSAPublicKey) -> None:
    """Raise unless the key signed the token."""
    signed, _, signature = token.rpartition(".")
    try:
        key.verify(decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError) as trouble:
        raise WrongSignature("The signature is wrong") from trouble


def decoded(part: str) -> bytes:
    """The bytes of one part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
