"""Service accounts and the delegation an administrator gave them."""

import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from simulator.google import keys


@dataclass(frozen=True)
class ServiceAccount:
    """A service account; the scopes are those it may use in everybody's mailbox."""

    email: str
    client_id: str
    key_id: str
    private_pem: str
    scopes: frozenset[str]

    @property
    def public_key(self) -> RSAPublicKey:
        return keys.load_private(self.private_pem).public_key()


def add(connection: sqlite3.Connection, email: str, scopes: Iterable[str]) -> ServiceAccount:
    """Create a service account, or give an existing one other delegated scopes."""
    granted = json.dumps(sorted(scopes))
    if find(connection, email) is None:
        pem = keys.private_pem(keys.new_private_key())
        connection.execute(
            "INSERT INTO service_accounts VALUES (?, ?, ?, ?, ?)",
            (email, str(10**20 + secrets.randbelow(10**20)), secrets.token_hex(20), pem, granted),
        )
    connection.execute("UPDATE service_accounts SET scopes = ? WHERE email = ?", (granted, email))
    added = find(connection, email)
    assert added is not None
    return added


def find(connection: sqlite3.Connection, email: str) -> ServiceAccount | None:
    """A service account by its address."""
    row = connection.execute("SELECT * FROM service_accounts WHERE email = ?", (email,)).fetchone()
    if row is None:
        return None
    values = dict(row)
    scopes = frozenset(json.loads(values.pop("scopes")))
    return ServiceAccount(**values, scopes=scopes)


def key_file(account: ServiceAccount, token_uri: str) -> dict[str, str]:
    """The file an administrator downloads once."""
    return {
        "type": "service_account",
        "project_id": account.email.partition("@")[2].partition(".")[0],
        "private_key_id": account.key_id,
        "private_key": account.private_pem,
        "client_email": account.email,
        "client_id": account.client_id,
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }
