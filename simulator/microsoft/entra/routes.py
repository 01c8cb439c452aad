"""Entra's addresses, the same ones over TLS and without."""

import time
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from simulator import pages
from simulator.google import keys
from simulator.google.call import Answer
from simulator.google.calls import LoggedCall
from simulator.google.routes import sent
from simulator.microsoft import accounts, applications
from simulator.microsoft.entra import codes, consents, documents, grants, sign_in
from simulator.microsoft.entra.grants import ANYBODY
from simulator.microsoft.entra.refusals import Refused, unknown_tenant
from simulator.microsoft.routes import world

routes = Blueprint("entra", __name__)
SIGN_IN = "/<tenant>/oauth2/v2.0/authorize"


@routes.errorhandler(Refused)
def refused(trouble: Refused) -> ResponseReturnValue:
    """A refusal, in JSON for programs and in words for people."""
    method = f"entra.{(request.endpoint or '').rpartition('.')[2]}"
    body = trouble.body(world().clock())
    if request.endpoint in {"entra.authorize", "entra.admin_consent"}:
        return written(method, Response(pages.refusal(body["error_description"])), trouble.status)
    return written(method, jsonify(body), trouble.status)


@routes.after_request
def open_to_browsers(answer: Response) -> Response:
    """Applications in browsers ask from other origins."""
    answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    answer.headers["Access-Control-Allow-Headers"] = "*"
    return answer


def written(method: str, answer: Response, status: int = 200) -> ResponseReturnValue:
    """An answer, written down in the log of calls."""
    moment = world().clock().isoformat()
    world().calls.add(LoggedCall(moment, request.method, request.path, method, "", status, 0, False))
    return answer, status


def in_trouble(method: str) -> ResponseReturnValue | None:
    """The answer of an Entra on a bad day."""
    take = world().faults.take
    if slow := take("slow", method=method):
        time.sleep(slow.seconds)
    for kind in ("status", "outage"):
        if fault := take(kind, method=method):
            return written(method, jsonify(error="temporarily_unavailable"), fault.status)
    for kind in ("hang", "cut-before"):
        if fault := take(kind, method=method):
            time.sleep(fault.seconds)
            return written(method, sent(Answer(503, cut=True)), 503)
    return None


def tenant_of(name: str) -> str:
    """The id of a tenant, or the name that stands for any."""
    with world().store.reading() as connection:
        known = name if name in ANYBODY else applications.tenant_named(connection, name)
    if known is None:
        raise unknown_tenant(name)
    return known


@routes.get("/<tenant>/v2.0/.well-known/openid-configuration")
def discovery(tenant: str) -> ResponseReturnValue:
    """Where everything is."""
    known = tenant_of(tenant)
    return in_trouble("entra.discovery") or written("entra.discovery", jsonify(documents.discovery(world(), known)))


@routes.get("/<tenant>/discovery/v2.0/keys")
def web_keys(tenant: str) -> ResponseReturnValue:
    """The keys whose signatures are good."""
    known = tenant_of(tenant)
    with world().store.reading() as connection:
        published = keys.published(connection)
    found = [documents.web_key(world(), key, known) for key in published]
    return in_trouble("entra.keys") or written("entra.keys", jsonify(keys=found))


@routes.get("/common/discovery/instance")
def instances() -> ResponseReturnValue:
    """Which hosts are Entra, for clients that ask before they trust one."""
    return written("entra.instances", jsonify(documents.instances(world(), request.host)))


@routes.post("/<tenant>/oauth2/v2.0/token")
def token(tenant: str) -> ResponseReturnValue:
    """Tokens for whoever gives what is wanted for them."""
    if trouble := in_trouble("entra.token"):
        return trouble
    endpoint = f"{world().entra_url}/{tenant}/oauth2/v2.0/token"
    from_browser = "Origin" in request.headers
    form = request.form.to_dict()
    return written(
        "entra.token", jsonify(grants.grant(world(), tenant, form, from_browser=from_browser, endpoint=endpoint))
    )


@routes.route(SIGN_IN, methods=["GET", "POST"])
def authorize(tenant: str) -> ResponseReturnValue:
    """Let somebody sign in: the person named in login_hint at once, others by choosing."""
    with world().store.writing() as connection:
        asked = sign_in.read(world(), connection, tenant, request.args)
        person = sign_in.hinted(connection, asked)
        if chosen := request.form.get("account"):
            person = next((each for each in sign_in.people(connection, asked) if each.id == chosen), None)
        if request.form.get("cancel"):
            values = {"error": "access_denied", "error_description": "AADSTS65004: User declined to consent."}
        elif person:
            values = sign_in.sign_in(world(), connection, asked, person)
        elif request.args.get("prompt") == "none":
            values = {"error": "login_required", "error_description": "AADSTS50058: Nobody is signed in."}
        else:
            people = [(each.id, each.name, each.email) for each in sign_in.people(connection, asked)]
            return written("entra.authorize", Response(pages.choice(asked.application.name, people)))
    if asked.mode == "form_post":
        state: dict[str, Any] = {"state": asked.query["state"]} if asked.query.get("state") else {}
        return written("entra.authorize", Response(pages.posting(asked.redirect, values | state)))
    return written("entra.authorize", redirect(asked.target(values)), 302)  # type: ignore[arg-type]


@routes.route("/<tenant>/adminconsent", methods=["GET", "POST"])
@routes.route("/<tenant>/v2.0/adminconsent", methods=["GET", "POST"])
def admin_consent(tenant: str) -> ResponseReturnValue:
    """Let an administrator let an application into an organisation."""
    known = tenant_of(tenant)
    with world().store.writing() as connection:
        asked = consents.read(connection, known, request.args)
        if request.method == "GET":
            page = pages.consent(asked.application.name, asked.application.roles, asked.tenants)
            return written("entra.adminconsent", Response(page))
        target = consents.decide(connection, asked, request.form.get("tenant"))
    return written("entra.adminconsent", redirect(target), 302)  # type: ignore[arg-type]


@routes.get("/<tenant>/oauth2/v2.0/logout")
def logout(tenant: str) -> ResponseReturnValue:
    """Nobody stays signed in here, so there is only the way back."""
    return redirect(request.args.get("post_logout_redirect_uri", "/"))


@routes.post("/simulator/microsoft/sign-out")
def sign_out() -> ResponseReturnValue:
    """End every refresh token of somebody."""
    with world().store.writing() as connection:
        codes.revoke(connection, accounts.get(connection, request.get_json()["email"]).key)
    return jsonify({})
