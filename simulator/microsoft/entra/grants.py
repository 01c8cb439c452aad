"""The token endpoint: what an application gives, and what it gets for it."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator import pages
from simulator.microsoft import accounts, applications, tokens
from simulator.microsoft.accounts import Account
from simulator.microsoft.applications import Application, Consent
from simulator.microsoft.entra import codes, proofs, scopes
from simulator.microsoft.entra.refusals import (
    Refused,
    bad_assertion,
    bad_code,
    interaction,
    missing,
    needs_default,
    not_consented,
    not_on_behalf,
    unknown_application,
    unknown_tenant,
    unsupported_use,
)
from simulator.microsoft.entra.scopes import Wanted
from simulator.microsoft.errors import GraphError
from simulator.microsoft.world import World

ANYBODY = frozenset({"common", "organizations"})


@dataclass(frozen=True)
class Asked:
    """One request at the token endpoint of a tenant, from an application that proved who it is."""

    world: World
    connection: sqlite3.Connection
    tenant: str
    application: Application
    form: Mapping[str, str]
    now: datetime

    @property
    def consent(self) -> Consent:
        """What the tenant lets the application do."""
        return self.consent_in(self.tenant)

    def consent_in(self, tenant: str) -> Consent:
        """What a tenant lets the application do."""
        found = applications.consent_of(self.connection, tenant, self.application.id)
        if found is None:
            raise unknown_application(self.application.id)
        return found


def grant(world: World, tenant: str, form: Mapping[str, str], *, from_browser: bool, endpoint: str) -> dict[str, Any]:
    """What the endpoint answers to a form."""
    now = world.clock()
    with world.store.writing() as connection:
        known = tenant if tenant in ANYBODY else applications.tenant_named(connection, tenant)
        if known is None:
            raise unknown_tenant(tenant)
        application = proofs.application_of(connection, form)
        kind = form.get("grant_type", "")
        if kind not in GRANTS:
            raise Refused("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{kind}'.")
        # What runs in a browser keeps no secret; its proof is the code verifier.
        if not from_browser or kind not in {"authorization_code", "refresh_token"}:
            proofs.check(application, form, endpoint=endpoint, now=now)
        return GRANTS[kind](Asked(world, connection, known, application, form, now))


def for_application(asked: Asked) -> dict[str, Any]:
    """A token for an application by itself."""
    wanted = scopes.read(asked.world, asked.connection, asked.form.get("scope", ""))
    if wanted.scopes != (scopes.DEFAULT,):
        raise needs_default(asked.form.get("scope", ""))
    if asked.tenant in ANYBODY:
        raise unknown_tenant(asked.tenant)
    claims = tokens.application_claims(asked.consent)
    if wanted.resource:
        claims |= {"aud": wanted.resource.id, "iss": issuer(asked.world, asked.tenant), "ver": "2.0"}
        claims |= {"azp": asked.application.id, "roles": []}
    return answer(tokens.signed(asked.connection, claims, now=asked.now))


def on_behalf_of(asked: Asked) -> dict[str, Any]:
    """A token for Graph in place of one for the application itself."""
    for name in ("assertion", "requested_token_use", "scope"):
        if not asked.form.get(name):
            raise missing(name)
    use = asked.form["requested_token_use"]
    if use != "on_behalf_of":
        raise unsupported_use(use)
    try:
        claims = tokens.checked(asked.connection, asked.form["assertion"], now=asked.now)
    except GraphError as trouble:
        number = 500133 if "expired" in trouble.message else 50013
        raise bad_assertion(number, f"Assertion failed validation. {trouble.message}") from trouble
    if claims.get("aud") not in {asked.application.id, asked.application.uri}:
        raise bad_assertion(500131, "Assertion audience does not match the Client app presenting the assertion.")
    if "scp" not in claims:
        # A token of an application by itself, or one that says who somebody is without a right to anything.
        raise not_on_behalf(asked.application.id)
    person = accounts.find(asked.connection, str(claims.get("oid", "")))
    if person is None or claims.get("tid") != asked.tenant:
        raise bad_assertion(50020, "User account does not exist in tenant.")
    check_interaction(asked, person)
    wanted = scopes.read(asked.world, asked.connection, asked.form["scope"])
    return for_person(asked, person, wanted, consented=asked.consent.scopes, nonce="")


def check_interaction(asked: Asked, person: Account) -> None:
    """Raise when the person was made to do something first."""
    fault = asked.world.faults.take("interaction-required", method="entra.token", mailbox=person.email)
    if fault:
        raise interaction(fault.reason)


def by_code(asked: Asked) -> dict[str, Any]:
    """Tokens for somebody who signed in."""
    facts = codes.redeem(asked.connection, asked.form.get("code", ""), "code", asked.application.id, now=asked.now)
    if facts is None:
        raise bad_code(70008, "The provided authorization code is expired, unknown or was redeemed already.")
    if facts["redirect_uri"] != asked.form.get("redirect_uri"):
        raise bad_code(500112, "The reply address does not match the one used when the code was requested.")
    if not pages.verified(facts["challenge"], asked.form.get("code_verifier", "")):
        raise bad_code(501481, "The Code_Verifier does not match the code_challenge supplied in the request.")
    return renewed(asked, facts)


def by_refresh_token(asked: Asked) -> dict[str, Any]:
    """Tokens for somebody who signed in a while ago."""
    token = asked.form.get("refresh_token", "")
    facts = codes.look_up(asked.connection, token, "refresh", asked.application.id, now=asked.now)
    if facts is None:
        raise bad_code(700082, "The refresh token has expired or was revoked.")
    return renewed(asked, facts | {"nonce": ""})


def renewed(asked: Asked, facts: dict[str, Any]) -> dict[str, Any]:
    person = accounts.by_key(asked.connection, facts["account"])
    check_interaction(asked, person)
    wanted = scopes.read(asked.world, asked.connection, asked.form.get("scope") or facts["scope"])
    return for_person(asked, person, wanted, consented=facts["scope"].split(), nonce=facts["nonce"])


def for_person(asked: Asked, person: Account, wanted: Wanted, *, consented: Any, nonce: str) -> dict[str, Any]:
    """Tokens that speak for somebody, with the scopes they consented to."""
    short = {name.rpartition("/")[2] for name in consented}
    given = [name for name in wanted.scopes if name != scopes.DEFAULT]
    if wanted.is_default:
        given = sorted(wanted.resource.scopes if wanted.resource else short - scopes.ABOUT_SIGN_IN - {scopes.DEFAULT})
    elif not set(given) <= short:
        raise not_consented(asked.application.id)
    claims = access_claims(asked, person, wanted, given)
    found = answer(tokens.signed(asked.connection, claims, now=asked.now)) | {
        "scope": " ".join([*(wanted.spelled(name) for name in given), *sorted(wanted.sign_in)])
    }
    if "openid" in wanted.sign_in:
        extra = {"nonce": nonce} if nonce else {}
        claims = own_claims(asked.world, asked.application, person) | {"aud": asked.application.id} | extra
        found["id_token"] = tokens.signed(asked.connection, claims, now=asked.now)
    if "offline_access" in wanted.sign_in:
        scope = " ".join(dict.fromkeys([*consented, *wanted.sign_in]))
        found["refresh_token"] = codes.issue(
            asked.connection, "refresh", asked.application.id, person.key, {"scope": scope}, now=asked.now
        )
    return found


def access_claims(asked: Asked, person: Account, wanted: Wanted, given: list[str]) -> dict[str, Any]:
    """What the access token says: of the older form for Graph, of the newer one for applications."""
    if wanted.resource is None:
        consent = asked.consent_in(person.tenant)
        return tokens.person_claims(consent, person, given or ["User.Read"])
    return api_claims(asked.world, asked.application, wanted.resource, person, given)


def api_claims(
    world: World, application: Application, resource: Application, person: Account, given: Sequence[str]
) -> dict[str, Any]:
    """What a token for an application's API says that another, or its own pane, asked for."""
    more = {"aud": resource.id, "azp": application.id, "azpacr": "0", "scp": " ".join(given)}
    return own_claims(world, application, person) | more


def own_claims(world: World, application: Application, person: Account) -> dict[str, Any]:
    """Who somebody is."""
    return {
        "iss": issuer(world, person.tenant),
        "tid": person.tenant,
        "oid": person.id,
        "sub": f"{application.id[:8]}-{person.id}",
        "name": person.name,
        "preferred_username": person.email,
        "email": person.email,
        "ver": "2.0",
    }


def issuer(world: World, tenant: str) -> str:
    """Who signs the newer tokens of a tenant."""
    return f"{world.entra_url}/{tenant}/v2.0"


def answer(token: str) -> dict[str, Any]:
    """What the endpoint gives at least."""
    lifetime = int(tokens.LIFETIME.total_seconds()) - 1
    return {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}


GRANTS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "client_credentials": for_application,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": on_behalf_of,
    "authorization_code": by_code,
    "refresh_token": by_refresh_token,
}
