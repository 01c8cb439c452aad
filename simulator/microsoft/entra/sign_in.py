"""Signing in: who asks, for what, and where the browser goes afterwards."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator.microsoft import accounts, applications
from simulator.microsoft.accounts import Account
from simulator.microsoft.applications import Application
from simulator.microsoft.entra import codes, scopes
from simulator.microsoft.entra.grants import ANYBODY
from simulator.microsoft.entra.refusals import Refused, missing, unknown_application, unknown_tenant
from simulator.microsoft.world import World

MODES = frozenset({"query", "fragment", "form_post"})


@dataclass(frozen=True)
class SignIn:
    """A request at the authorize endpoint that makes sense."""

    tenant: str
    application: Application
    query: Mapping[str, str]

    @property
    def redirect(self) -> str:
        return self.query["redirect_uri"]

    @property
    def mode(self) -> str:
        return self.query.get("response_mode", "query")

    def target(self, values: Mapping[str, str]) -> str:
        """Where the browser goes with an answer; a form is posted by the page itself."""
        said = {name: value for name, value in {**values, "state": self.query.get("state", "")}.items() if value}
        sign = "#" if self.mode == "fragment" else "&" if "?" in self.redirect else "?"
        return f"{self.redirect}{sign}{urlencode(said)}"


def read(world: World, connection: sqlite3.Connection, tenant: str, query: Mapping[str, str]) -> SignIn:
    """The request, if there is such an application with such an address to go back to."""
    known = tenant if tenant in ANYBODY else applications.tenant_named(connection, tenant)
    if known is None:
        raise unknown_tenant(tenant)
    for name in ("client_id", "redirect_uri", "scope"):
        if not query.get(name):
            raise missing(name)
    application = applications.find(connection, query["client_id"])
    if application is None:
        raise unknown_application(query["client_id"])
    if query["redirect_uri"] not in application.redirects:
        message = (
            f"The redirect URI '{query['redirect_uri']}' specified in the request does not match those configured."
        )
        raise Refused("invalid_request", 50011, message)
    if query.get("response_type") != "code" or query.get("response_mode", "query") not in MODES:
        raise Refused("unsupported_response_type", 700051, "The response_type or response_mode is not enabled.")
    if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
        raise Refused("invalid_request", 9002313, "The code_challenge_method must be S256.")
    scopes.read(world, connection, query["scope"])
    return SignIn(known, application, query)


def people(connection: sqlite3.Connection, asked: SignIn) -> list[Account]:
    """Those who may sign in: the persons of the tenant, or of any."""
    return [
        each
        for each in accounts.everyone(connection)
        if each.purpose == "user" and (asked.tenant in ANYBODY or each.tenant == asked.tenant)
    ]


def hinted(connection: sqlite3.Connection, asked: SignIn) -> Account | None:
    """The person the request already names."""
    hint = asked.query.get("login_hint", "").casefold()
    return next((each for each in people(connection, asked) if each.email.casefold() == hint), None)


def sign_in(world: World, connection: sqlite3.Connection, asked: SignIn, person: Account) -> dict[str, str]:
    """What the browser brings back for somebody who signed in."""
    facts = {
        "redirect_uri": asked.redirect,
        "scope": asked.query["scope"],
        "nonce": asked.query.get("nonce", ""),
        "challenge": asked.query.get("code_challenge", ""),
    }
    code = codes.issue(connection, "code", asked.application.id, person.key, facts, now=world.clock())
    return {"code": code, "session_state": person.id}
