"""Google's signing keys: made, rotated, published as certificates and as a JSON Web Key Set."""

import base64
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from simulator.google.timing import milliseconds

KEY_SIZE = 2048
LIFETIME = timedelta(days=365 * 20)


@dataclass(frozen=True)
class SigningKey:
    """A key with the id under which its public half is known."""

    id: str
    private_pem: str
    certificate_pem: str


def current(connection: sqlite3.Connection) -> SigningKey:
    """The key that signs now."""
    return published(connection)[0]


def published(connection: sqlite3.Connection) -> list[SigningKey]:
    """The keys whose signatures are good, the signing one first."""
    rows = connection.execute(
        "SELECT id, private_pem, certificate_pem FROM signing_keys ORDER BY created_at DESC, rowid DESC"
    )
    return [SigningKey(**dict(row)) for row in rows]


def rotate(connection: sqlite3.Connection, *, now: datetime, retire: bool = False) -> str:
    """Sign with a new key from now on; the old ones stay good unless they are retired."""
    key = new_private_key()
    certificate = self_signed(key, now)
    key_id = certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303 only an id
    if retire:
        connection.execute("DELETE FROM signing_keys")
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    connection.execute(
        "INSERT INTO signing_keys VALUES (?, ?, ?, ?)", (key_id, private_pem(key), pem, milliseconds(now))
    )
    return key_id


def new_private_key() -> RSAPrivateKey:
    """A fresh RSA key."""
    return generate_private_key(public_exponent=65537, key_size=KEY_SIZE)


def private_pem(key: RSAPrivateKey) -> str:
    """A private key as a key file holds it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@lru_cache
def load_private(pem: str) -> RSAPrivateKey:
    """A private key from its file."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def self_signed(key: RSAPrivateKey, now: datetime) -> x509.Certificate:
    """A certificate that says no more than the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon.system.gserviceaccount.com")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .sign(key, hashes.SHA256())
    )


def web_key(key: SigningKey) -> dict[str, str]:
    """The public half as a JSON Web Key."""
    numbers = load_private(key.private_pem).public_key().public_numbers()
    return {
        "kid": key.id,
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "n": unsigned(numbers.n),
        "e": unsigned(numbers.e),
    }


def unsigned(number: int) -> str:
    """A number as JSON Web Keys spell it."""
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
