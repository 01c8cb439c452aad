"""Who calls, for which mailbox, and whether the token goes that far."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from simulator.google import accounts, tokens
from simulator.google.accounts import Account
from simulator.google.call import SCOPE, Request
from simulator.google.discovery import Method
from simulator.google.errors import (
    ApiError,
    failed_precondition,
    forbidden,
    insufficient_scopes,
    invalid_credentials,
    login_required,
)
from simulator.google.faults import Faults

ADDON_SCOPES = f"{SCOPE}gmail.addons.current."


@dataclass(frozen=True)
class Caller:
    """A caller who may use the method: with which of the token's scopes, and on which open message."""

    account: Account
    scopes: frozenset[str]
    open_message: int | None


def authorise(
    connection: sqlite3.Connection,
    request: Request,
    method: Method,
    user_id: str,
    *,
    now: datetime,
    faults: Faults,
) -> Caller:
    """The caller, or the refusal Google would give."""
    token = tokens.look_up(connection, bearer(request), now=now)
    if token is None:
        raise invalid_credentials()
    if revoked := faults.take("delegation-revoked", method=method.id, mailbox=token.email):
        raise forbidden(f"Delegation denied for {token.email}") if revoked.status == 403 else invalid_credentials()
    scopes = token.scopes & method.scopes
    if not scopes:
        raise insufficient_scopes(method.id)
    account = accounts.find(connection, token.email)
    if account is None:
        # A service account that acts for nobody has no mailbox.
        raise failed_precondition()
    if user_id != "me" and user_id.casefold() != account.email.casefold():
        raise forbidden(f"Delegation denied for {token.email}")
    return Caller(account, scopes, open_message(connection, request, account, scopes, now=now))


def bearer(request: Request) -> str:
    """The access token out of the header, or out of the query."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer" and token:
        return token.strip()
    for name, value in request.query:
        if name in {"access_token", "oauth_token"}:
            return value
    raise login_required()


def open_message(
    connection: sqlite3.Connection,
    request: Request,
    account: Account,
    scopes: frozenset[str],
    *,
    now: datetime,
) -> int | None:
    """The message an add-on may see, when the token is good for no more than that."""
    if not all(scope.startswith(ADDON_SCOPES) for scope in scopes):
        return None
    token = request.headers.get("x-goog-gmail-access-token")
    if not token:
        raise ApiError(403, "Access denied: missing access token for the open message.", "forbidden")
    message = tokens.message_of(connection, token, account, now=now)
    if message is None:
        raise forbidden("Access denied: the access token for the open message is not valid.")
    return message
