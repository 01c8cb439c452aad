"""Signing in with Google: who asks, for what, and what the code stands for afterwards."""

import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulator.google import accounts, consents, discovery
from simulator.google.accounts import Account
from simulator.google.timing import milliseconds

LIFETIME = timedelta(minutes=10)
ABOUT_SIGN_IN = frozenset(
    {
        "openid",
        "email",
        "profile",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
    }
)


class NoSignIn(Exception):
    """The request makes no sense, and nobody is sent back to where it came from."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"Error {status}: {error}")
        self.status = status


@dataclass(frozen=True)
class SignIn:
    """A request at the authorization endpoint that makes sense."""

    client: str
    query: Mapping[str, str]

    def target(self, values: Mapping[str, str]) -> str:
        """Where the browser goes with an answer."""
        said = {name: value for name, value in {**values, "state": self.query.get("state", "")}.items() if value}
        sign = "&" if "?" in self.query["redirect_uri"] else "?"
        return f"{self.query['redirect_uri']}{sign}{urlencode(said)}"


def read(connection: sqlite3.Connection, query: Mapping[str, str]) -> SignIn:
    """The request, if there is such a client with such an address to go back to."""
    client = query.get("client_id", "")
    if consents.client_secret(connection, client) is None:
        raise NoSignIn(401, "invalid_client")
    if query.get("redirect_uri", "") not in consents.redirects(connection, client):
        raise NoSignIn(400, "redirect_uri_mismatch")
    if query.get("response_type") != "code":
        raise NoSignIn(400, "unsupported_response_type")
    wanted = set(query.get("scope", "").split())
    if not wanted or wanted - ABOUT_SIGN_IN - set(discovery.document()["auth"]["oauth2"]["scopes"]):
        raise NoSignIn(400, "invalid_scope")
    if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
        raise NoSignIn(400, "invalid_request")
    return SignIn(client, query)


def person(connection: sqlite3.Connection, asked: SignIn, chosen: str) -> Account | None:
    """Whoever chose to be somebody, or is named already."""
    if not chosen and asked.query.get("prompt") == "select_account":
        return None
    name = chosen or asked.query.get("login_hint", "")
    return accounts.find(connection, name) if name else None


def begin(connection: sqlite3.Connection, asked: SignIn, who: Account, *, now: datetime) -> dict[str, str]:
    """What the browser brings back for somebody who signed in."""
    code = "4/0A" + secrets.token_urlsafe(40)
    kept = ("redirect_uri", "scope", "nonce", "code_challenge", "access_type")
    facts = {name: asked.query.get(name, "") for name in kept}
    connection.execute(
        "INSERT INTO oauth_codes VALUES (?, ?, ?, ?, ?)",
        (code, asked.client, who.email, json.dumps(facts), milliseconds(now + LIFETIME)),
    )
    return {"code": code, "scope": asked.query["scope"]}


def redeem(connection: sqlite3.Connection, code: str, client: str, *, now: datetime) -> dict[str, Any] | None:
    """What a code stands for, which is good only once."""
    row = connection.execute(
        "SELECT email, facts FROM oauth_codes WHERE code = ? AND client = ? AND expires_at > ?",
        (code, client, milliseconds(now)),
    ).fetchone()
    connection.execute("DELETE FROM oauth_codes WHERE code = ?", (code,))
    return {**json.loads(row["facts"]), "email": row["email"]} if row else None
