"""The token endpoint: what must be shown to get an access token, and how Google refuses."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simulator import pages
from simulator.google import accounts, consents, jwt, service_accounts, sign_in, tokens
from simulator.google.service_accounts import ServiceAccount
from simulator.google.timing import seconds
from simulator.google.world import World

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Google's client writes this audience whatever address it sends the assertion to.
GOOGLES_AUDIENCE = "https://oauth2.googleapis.com/token"
LONGEST = timedelta(hours=1)
TOLERANCE = timedelta(minutes=5)


class Refused(Exception):
    """The token endpoint says no."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


def grant(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    """An access token for what the form shows."""
    now = world.clock()
    with world.store.writing() as connection:
        if form.get("grant_type") == JWT_BEARER:
            return for_service_account(world, connection, form.get("assertion", ""), now)
        if form.get("grant_type") == "refresh_token":
            return for_installed_user(connection, form, now)
        if form.get("grant_type") == "authorization_code":
            return for_signed_in(connection, form, now)
    raise Refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")


def for_service_account(world: World, connection: sqlite3.Connection, assertion: str, now: datetime) -> dict[str, Any]:
    """A token for the mailbox a service account may act for."""
    try:
        claims = jwt.claims_of(assertion)
    except jwt.Malformed as malformed:
        raise Refused("invalid_grant", f"Bad Request: {malformed}") from malformed
    account = service_accounts.find(connection, str(claims.get("iss", "")))
    if account is None:
        raise Refused("invalid_grant", "Invalid grant: account not found")
    check_assertion(world, account, assertion, claims, now)
    scopes = str(claims.get("scope", "")).split()
    if not scopes:
        raise Refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    email = delegated(world, connection, account, str(claims.get("sub", "")), scopes)
    token = tokens.issue(connection, email, scopes, granted_to=account.email, now=now)
    return answer(token)


def check_assertion(
    world: World, account: ServiceAccount, assertion: str, claims: dict[str, Any], now: datetime
) -> None:
    """Refuse an assertion that is not signed by the account, for here, and for now."""
    try:
        jwt.check_signature(assertion, account.public_key)
    except jwt.WrongSignature as wrong:
        raise Refused("invalid_grant", "Invalid JWT Signature.") from wrong
    if claims.get("aud") not in {GOOGLES_AUDIENCE, f"{world.config.public_url}/token"}:
        raise Refused("invalid_grant", f"Invalid JWT: Failed audience check. The right audience is {GOOGLES_AUDIENCE}")
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int) or not is_timely(issued, expires, now):
        raise Refused(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim.",
        )


def is_timely(issued: int, expires: int, now: datetime) -> bool:
    """Whether a token is good now, and not for longer than an hour."""
    begun = issued <= seconds(now + TOLERANCE)
    return begun and seconds(now) < expires <= issued + LONGEST.total_seconds()


def delegated(
    world: World, connection: sqlite3.Connection, account: ServiceAccount, subject: str, scopes: list[str]
) -> str:
    """The mailbox to act for; without one, the service account is only itself."""
    if not subject:
        return ""
    mailbox = accounts.find(connection, subject)
    if mailbox is None:
        raise Refused("invalid_grant", "Invalid email or User ID")
    revoked = world.faults.take("delegation-revoked", method="token", mailbox=mailbox.email)
    if revoked or not set(scopes) <= account.scopes:
        raise Refused(
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, "
            "or client not authorized for any of the scopes requested.",
            401,
        )
    return mailbox.email


def check_client(connection: sqlite3.Connection, form: Mapping[str, str]) -> None:
    """Raise unless the form comes from a client that is known."""
    secret = consents.client_secret(connection, form.get("client_id", ""))
    if secret is None:
        raise Refused("invalid_client", "The OAuth client was not found.", 401)
    if secret != form.get("client_secret", ""):
        raise Refused("invalid_client", "Unauthorized", 401)


def for_signed_in(connection: sqlite3.Connection, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Tokens for a person who has just signed in."""
    check_client(connection, form)
    facts = sign_in.redeem(connection, form.get("code", ""), form["client_id"], now=now)
    if facts is None:
        raise Refused("invalid_grant", "Malformed auth code.")
    if facts["redirect_uri"] != form.get("redirect_uri"):
        raise Refused("redirect_uri_mismatch", "Bad Request")
    if not pages.verified(facts["code_challenge"], form.get("code_verifier", "")):
        raise Refused("invalid_grant", "Invalid code verifier.")
    scopes = facts["scope"].split()
    account = accounts.get(connection, facts["email"])
    refresh_token = consents.consent(connection, form["client_id"], account.email, scopes)
    token = tokens.issue(connection, account.email, scopes, granted_to=refresh_token, now=now)
    found = answer(token) | {"scope": facts["scope"]}
    if facts["access_type"] == "offline":
        found["refresh_token"] = refresh_token
    if "openid" in scopes:
        said = tokens.user_claims(account, form["client_id"]) | {"name": account.name}
        nonce = {"nonce": facts["nonce"]} if facts["nonce"] else {}
        found["id_token"] = tokens.id_token(connection, said | nonce, now=now)
    return found


def for_installed_user(connection: sqlite3.Connection, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """A token for a person who once let the client in."""
    check_client(connection, form)
    refresh_token = form.get("refresh_token", "")
    consented = consents.grant_of(connection, refresh_token)
    if consented is None or consented["client"] != form["client_id"]:
        raise Refused("invalid_grant", "Token has been expired or revoked.")
    scopes = form.get("scope", "").split() or consented["scopes"]
    if not set(scopes) <= set(consented["scopes"]):
        raise Refused("invalid_scope", "Bad Request")
    token = tokens.issue(connection, consented["email"], scopes, granted_to=refresh_token, now=now)
    return answer(token) | {"scope": " ".join(scopes)}


def answer(token: str) -> dict[str, Any]:
    """What the endpoint gives."""
    lifetime = int(tokens.LIFETIME.total_seconds()) - 1
    return {"access_token": token, "expires_in": lifetime, "token_type": "Bearer"}
