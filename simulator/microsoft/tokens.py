"""Access tokens: signed by Entra, checked by Graph."""

import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.google import jwt, keys
from simulator.google.timing import seconds
from simulator.microsoft import accounts, applications
from simulator.microsoft.accounts import Account
from simulator.microsoft.applications import Consent
from simulator.microsoft.errors import unauthenticated

GRAPH = "https://graph.microsoft.com"
GRAPH_ID = "00000003-0000-0000-c000-000000000000"
AUDIENCES = frozenset({GRAPH, f"{GRAPH}/", GRAPH_ID})
LIFETIME = timedelta(minutes=65)


@dataclass(frozen=True)
class Caller:
    """Who calls Graph: an application by itself, or for a person."""

    application: str
    tenant: str
    permissions: frozenset[str]
    person: Account | None
    consent: Consent | None

    def may(self, needs: tuple[str, ...]) -> bool:
        """Whether one of the permissions is there; for a person, that for shared mailboxes is as good."""
        held = {name.removesuffix(".Shared") for name in self.permissions}
        return not needs or bool(held & set(needs))


def signed(
    connection: sqlite3.Connection, claims: Mapping[str, Any], *, now: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """A token that says the claims, with the times they leave out."""
    moment = seconds(now)
    times = {"iat": moment, "nbf": moment, "exp": moment + int(lifetime.total_seconds())}
    key = keys.current(connection)
    token_id = {"uti": uuid.uuid4().hex[:22]}
    return jwt.sign({**times, **token_id, **claims}, keys.load_private(key.private_pem), key.id)


def application_claims(consent: Consent) -> dict[str, Any]:
    """What a token for Graph says of an application that comes by itself."""
    return graph_claims(consent.tenant) | {
        "appid": consent.application,
        "idtyp": "app",
        "oid": consent.principal,
        "sub": consent.principal,
        "roles": list(consent.roles),
    }


def person_claims(consent: Consent, person: Account, scopes: list[str]) -> dict[str, Any]:
    """What a token for Graph says of an application that comes for somebody."""
    return graph_claims(consent.tenant) | {
        "appid": consent.application,
        "idtyp": "user",
        "oid": person.id,
        "sub": person.id,
        "upn": person.email,
        "name": person.name,
        "scp": " ".join(scopes),
    }


def graph_claims(tenant: str) -> dict[str, Any]:
    return {"aud": GRAPH, "iss": f"https://sts.windows.net/{tenant}/", "tid": tenant, "ver": "1.0"}


def caller(connection: sqlite3.Connection, authorization: str, *, now: datetime) -> Caller:
    """Who a request comes from; raises when its token is not good for Graph."""
    kind, _, token = authorization.partition(" ")
    if kind.casefold() != "bearer" or not token.strip():
        raise unauthenticated("Access token is empty.")
    claims = checked(connection, token.strip(), now=now)
    if claims.get("aud") not in AUDIENCES:
        raise unauthenticated("Access token validation failure. Invalid audience.")
    tenant, application = str(claims.get("tid", "")), str(claims.get("appid", ""))
    if applications.tenant_named(connection, tenant) is None:
        raise unauthenticated("Access token validation failure. Invalid tenant.")
    person = None
    if "scp" in claims:
        person = accounts.find(connection, str(claims.get("oid", "")))
        if person is None:
            raise unauthenticated("Access token validation failure. The user is not known.")
    permissions = frozenset(str(claims["scp"]).split() if person else claims.get("roles", ()))
    consent = applications.consent_of(connection, tenant, application)
    return Caller(application, tenant, permissions, person, consent)


def named(authorization: str, claim: str) -> str:
    """What a token says, unproven: its application or its person; calls are counted before they are understood."""
    try:
        return str(jwt.claims_of(authorization.partition(" ")[2]).get(claim, ""))
    except jwt.Malformed:
        return ""


def checked(connection: sqlite3.Connection, token: str, *, now: datetime) -> dict[str, Any]:
    """The claims of a token that Entra signed and that is not over."""
    try:
        claims = jwt.claims_of(token)
        head = json.loads(jwt.decoded(token.partition(".")[0]))
        known = {key.id: key for key in keys.published(connection)}
        if head.get("kid") not in known:
            raise unauthenticated("Access token validation failure. Signature key was not found.")
        jwt.check_signature(token, keys.load_private(known[head["kid"]].private_pem).public_key())
    except jwt.Malformed as trouble:
        raise unauthenticated("IDX14100: JWT is not well formed.") from trouble
    except jwt.WrongSignature as trouble:
        raise unauthenticated("Access token validation failure. Invalid signature.") from trouble
    moment = seconds(now)
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= moment:
        raise unauthenticated("Lifetime validation failed, the token is expired.")
    if claims.get("nbf", 0) > moment + 300:
        raise unauthenticated("Lifetime validation failed, the token is not yet valid.")
    return claims
