"""Administrators let applications into their organisations."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator.microsoft import applications
from simulator.microsoft.applications import Application
from simulator.microsoft.entra.grants import ANYBODY
from simulator.microsoft.entra.refusals import Refused, missing, unknown_application


@dataclass(frozen=True)
class AdminConsent:
    """A request for consent that makes sense, and the organisations it may be given for."""

    application: Application
    tenants: dict[str, str]
    query: Mapping[str, str]


def read(connection: sqlite3.Connection, tenant: str, query: Mapping[str, str]) -> AdminConsent:
    """The request, if there is such an application with such an address to go back to."""
    for name in ("client_id", "redirect_uri"):
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
    rows = connection.execute("SELECT id, name FROM tenants").fetchall()
    tenants = {row["id"]: row["name"] for row in rows if tenant in {row["id"], *ANYBODY}}
    return AdminConsent(application, tenants, query)


def decide(connection: sqlite3.Connection, asked: AdminConsent, tenant: str | None) -> str:
    """Let the application into a tenant, or into none; gives where the browser goes."""
    if tenant in asked.tenants:
        application = asked.application
        applications.consent(connection, tenant, application.id, application.roles, application.granted)
        answer = {"admin_consent": "True", "tenant": tenant, "scope": asked.query.get("scope", "")}
    else:
        description = "AADSTS65004: The resource owner or authorization server denied the request."
        answer = {"error": "access_denied", "error_subcode": "cancel", "error_description": description}
    said = {name: value for name, value in {**answer, "state": asked.query.get("state", "")}.items() if value}
    sign = "&" if "?" in asked.query["redirect_uri"] else "?"
    return f"{asked.query['redirect_uri']}{sign}{urlencode(said)}"
