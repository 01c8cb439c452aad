"""Tokens Google issues: access tokens for its API, ID tokens that others check against its keys."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.google import jwt, keys
from simulator.google.accounts import Account
from simulator.google.timing import milliseconds, seconds

LIFETIME = timedelta(hours=1)
ISSUER = "https://accounts.google.com"


@dataclass(frozen=True)
class AccessToken:
    """Who may do what with a token: e-mail is the mailbox acted on, empty when there is none."""

    email: str
    scopes: frozenset[str]
    granted_to: str


@dataclass(frozen=True)
class AddonTokens:
    """What an add-on event carries to call Gmail: for the user, and for the open message."""

    user_oauth_token: str
    message_access_token: str


def issue(connection: sqlite3.Connection, email: str, scopes: Iterable[str], *, granted_to: str, now: datetime) -> str:
    """A new access token, good for an hour."""
    token = "ya29." + secrets.token_urlsafe(48)
    connection.execute("DELETE FROM access_tokens WHERE expires_at < ?", (milliseconds(now),))
    connection.execute(
        "INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?)",
        (token, email, json.dumps(sorted(scopes)), granted_to, milliseconds(now + LIFETIME)),
    )
    return token


def look_up(connection: sqlite3.Connection, token: str, *, now: datetime) -> AccessToken | None:
    """What an access token grants, while it is good."""
    row = connection.execute(
        "SELECT email, scopes, granted_to FROM access_tokens WHERE token = ? AND expires_at > ?",
        (token, milliseconds(now)),
    ).fetchone()
    return AccessToken(row["email"], frozenset(json.loads(row["scopes"])), row["granted_to"]) if row else None


def revoke_of(connection: sqlite3.Connection, granted_to: str) -> None:
    """End every access token that came from one grant."""
    connection.execute("DELETE FROM access_tokens WHERE granted_to = ?", (granted_to,))


def issue_for_message(connection: sqlite3.Connection, account: Account, message: int, *, now: datetime) -> str:
    """The token that lets an add-on see one open message."""
    token = "AKTv" + secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO message_tokens VALUES (?, ?, ?, ?)",
        (token, account.key, message, milliseconds(now + LIFETIME)),
    )
    return token


def message_of(connection: sqlite3.Connection, token: str, account: Account, *, now: datetime) -> int | None:
    """The message an add-on's message token was made for."""
    row = connection.execute(
        "SELECT message FROM message_tokens WHERE token = ? AND account = ? AND expires_at > ?",
        (token, account.key, milliseconds(now)),
    ).fetchone()
    return int(row["message"]) if row else None


def id_token(
    connection: sqlite3.Connection, claims: Mapping[str, Any], *, now: datetime, key_id: str | None = None
) -> str:
    """A token signed by Google that says the claims; issuer and times are filled in where they are missing."""
    known = {key.id: key for key in keys.published(connection)}
    key = known[key_id or next(iter(known))]
    times = {"iat": seconds(now), "exp": seconds(now + LIFETIME)}
    return jwt.sign({"iss": ISSUER} | times | dict(claims), keys.load_private(key.private_pem), key.id)


def system_claims(service_account: str, audience: str) -> dict[str, Any]:
    """What Google says of itself when it calls an add-on or delivers a push."""
    return {
        "aud": audience,
        "azp": service_account,
        "email": service_account,
        "email_verified": True,
        "sub": subject_of(service_account),
    }


def user_claims(account: Account, client_id: str) -> dict[str, Any]:
    """What Google says of the person at the screen."""
    return {
        "aud": client_id,
        "azp": client_id,
        "email": account.email,
        "email_verified": True,
        "sub": account.subject,
        "hd": account.email.rpartition("@")[2],
    }


def subject_of(service_account: str) -> str:
    """The stable number of a service account."""
    digest = hashlib.sha256(service_account.encode()).digest()
    return str(10**20 + int.from_bytes(digest[:8], "big"))
