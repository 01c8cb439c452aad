"""The simulator's own addresses for Microsoft: what tests and people do from behind."""

import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.google import keys
from simulator.microsoft import accounts, applications, changes, notifications, people, subscriptions, tokens
from simulator.microsoft.applications import Application
from simulator.microsoft.entra import grants
from simulator.microsoft.routes import world

routes = Blueprint("simulator-microsoft", __name__, url_prefix="/simulator/microsoft")


@routes.errorhandler(LookupError)
@routes.errorhandler(ValueError)
@routes.errorhandler(TypeError)
def mistaken(trouble: Exception) -> ResponseReturnValue:
    """Say what was wrong with what the caller sent."""
    return jsonify(error=f"{type(trouble).__name__}: {trouble}"), 400


@routes.get("/state")
def state() -> ResponseReturnValue:
    """What there is, and where Graph and Entra are reached."""
    with world().store.reading() as connection:
        found = [
            asdict(each) | {"members": accounts.members(connection, each)} for each in accounts.everyone(connection)
        ]
        tenants = [dict(row) for row in connection.execute("SELECT * FROM tenants")]
    return jsonify(
        graph_url=world().graph_url,
        entra_url=world().entra_url,
        certificate=str(world().config.microsoft.certificate or ""),
        tenants=tenants,
        accounts=found,
    )


@routes.post("/tenants")
def add_tenant() -> ResponseReturnValue:
    """Found an organisation."""
    body = request.get_json()
    tenant = str(body.get("id") or uuid.uuid4())
    with world().store.writing() as connection:
        applications.add_tenant(connection, tenant, body["domain"], body.get("name", body["domain"]))
    return jsonify(id=tenant)


@routes.post("/accounts")
def add_account() -> ResponseReturnValue:
    """Open a mailbox, a shared one unless purpose is user."""
    body = request.get_json()
    tenant = body.get("tenant") or world().config.microsoft.tenants[0].id
    with world().store.writing() as connection:
        purpose = body.get("purpose", "shared")
        account = accounts.add(connection, body["email"], body["name"], tenant=tenant, purpose=purpose)
        for alias in body.get("aliases", ()):
            accounts.add_alias(connection, account, alias)
        for member in body.get("members", ()):
            accounts.let_in(connection, account, accounts.get(connection, member))
    return jsonify(asdict(account))


@routes.delete("/accounts")
def remove_account() -> ResponseReturnValue:
    """Take a mailbox away with all that is in it."""
    with world().store.writing() as connection:
        accounts.remove(connection, accounts.get(connection, request.args["email"]))
    return jsonify({})


@routes.put("/members")
def replace_member() -> ResponseReturnValue:
    """Let somebody into a shared mailbox; allowed=false takes it back."""
    body = request.get_json()
    with world().store.writing() as connection:
        mailbox, member = (accounts.get(connection, body[name]) for name in ("mailbox", "member"))
        (accounts.let_in if body.get("allowed", True) else accounts.put_out)(connection, mailbox, member)
    return jsonify({})


@routes.post("/applications")
def add_application() -> ResponseReturnValue:
    """Register an application; consented=false leaves it to an administrator to let it in."""
    body = dict(request.get_json())
    tenant = body.pop("tenant", None) or world().config.microsoft.tenants[0].id
    consented, mailboxes = body.pop("consented", True), body.pop("mailboxes", None)
    lists = {name: tuple(body.pop(name, ())) for name in applications.LISTS}
    application = Application(**{"id": str(uuid.uuid4()), **body, **lists})
    with world().store.writing() as connection:
        applications.add(connection, application)
        if consented:
            granted = application.roles, application.granted, mailboxes
            applications.consent(connection, tenant, application.id, *granted)
    return jsonify(id=application.id, tenant=tenant)


@routes.put("/consents")
def replace_consent() -> ResponseReturnValue:
    """What an application may do in a tenant from now on; mailboxes limits where, as RBAC for Applications does."""
    body = request.get_json()
    tenant = body.get("tenant") or world().config.microsoft.tenants[0].id
    granted = body.get("roles", ()), body.get("scopes", ()), body.get("mailboxes")
    with world().store.writing() as connection:
        applications.consent(connection, tenant, body["application"], *granted)
    return jsonify({})


@routes.delete("/consents")
def remove_consent() -> ResponseReturnValue:
    """Put an application out of a tenant."""
    tenant = request.args.get("tenant") or world().config.microsoft.tenants[0].id
    with world().store.writing() as connection:
        applications.withdraw(connection, tenant, request.args["application"])
    return jsonify({})


@routes.post("/tokens")
def mint_token() -> ResponseReturnValue:
    """A token out of thin air: for an application, for somebody with scopes, or with any claims at all."""
    body = request.get_json()
    now = world().clock()
    lifetime = timedelta(seconds=body.get("lifetime", tokens.LIFETIME.total_seconds()))
    with world().store.reading() as connection:
        claims = minted(connection, body) | body.get("claims", {})
        return jsonify(access_token=tokens.signed(connection, claims, now=now, lifetime=lifetime))


def minted(connection: Any, body: dict[str, Any]) -> dict[str, Any]:
    """What a token says before it is changed."""
    if "application" not in body:
        return {}
    tenant = body.get("tenant") or world().config.microsoft.tenants[0].id
    consent = applications.consent_of(connection, tenant, body["application"])
    if consent is None:
        raise LookupError(f"{body['application']} was never let into {tenant}")
    if "email" in body:
        return tokens.person_claims(consent, accounts.get(connection, body["email"]), body["scopes"])
    return tokens.application_claims(consent) | ({"roles": body["roles"]} if "roles" in body else {})


@routes.post("/api-tokens")
def mint_api_token() -> ResponseReturnValue:
    """A token for an application's own API, as the pane in somebody's Outlook gets it; claims changes what it says."""
    body = request.get_json()
    now = world().clock()
    lifetime = timedelta(seconds=body.get("lifetime", tokens.LIFETIME.total_seconds()))
    with world().store.reading() as connection:
        application = applications.find(connection, body["application"])
        if application is None:
            raise LookupError(f"There is no application {body['application']}")
        person = accounts.get(connection, body["email"])
        scopes = body.get("scopes", application.scopes)
        said = grants.api_claims(world(), application, application, person, scopes) | body.get("claims", {})
        return jsonify(access_token=tokens.signed(connection, said, now=now, lifetime=lifetime))


@routes.post("/keys")
def rotate_keys() -> ResponseReturnValue:
    """Sign with a new key; retire=1 makes the old ones bad."""
    with world().store.writing() as connection:
        return jsonify(kid=keys.rotate(connection, now=world().clock(), retire="retire" in request.args))


@routes.post("/deliver")
def deliver() -> ResponseReturnValue:
    """Let the mail in the body arrive in a mailbox, in the inbox unless a folder is named."""
    text = request.args.get("received_at")
    moment = datetime.fromisoformat(text) if text else world().clock()
    if moment.tzinfo is None:
        raise ValueError("received_at needs a time zone")
    arrival = people.Arrival(
        request.get_data(),
        moment,
        folder=request.args.get("folder", "inbox"),
        is_read="read" in request.args,
        transported="local" not in request.args,
        categories=request.args.getlist("category"),
    )
    return jsonify(people.deliver(world(), request.args["mailbox"], arrival))


@routes.post("/move")
def move() -> ResponseReturnValue:
    """Put messages into another folder, as a person in Outlook does."""
    body = request.get_json()
    return jsonify(ids=people.move(world(), body["mailbox"], body["ids"], body["folder"]))


@routes.post("/delete")
def delete() -> ResponseReturnValue:
    """Take messages away for good."""
    body = request.get_json()
    people.delete(world(), body["mailbox"], body["ids"])
    return jsonify({})


@routes.post("/categorise")
def categorise() -> ResponseReturnValue:
    """Put categories on messages and take others off."""
    body = request.get_json()
    people.categorise(world(), body["mailbox"], body["ids"], body.get("add", ()), body.get("remove", ()))
    return jsonify({})


@routes.post("/read")
def read() -> ResponseReturnValue:
    """Open messages, or mark them as unread again."""
    body = request.get_json()
    people.mark(world(), body["mailbox"], body["ids"], is_read=body.get("read", True))
    return jsonify({})


@routes.post("/folders")
def add_folder() -> ResponseReturnValue:
    """Make a folder, in the top of the mailbox unless a parent is named."""
    body = request.get_json()
    return jsonify(id=people.add_folder(world(), body["mailbox"], body["name"], body.get("parent")))


@routes.post("/delta/expire")
def expire_delta() -> ResponseReturnValue:
    """Forget the delta tokens of a mailbox: every one there is answers 410 from now on."""
    with world().store.writing() as connection:
        account = accounts.get(connection, request.args["mailbox"])
        people.nothing_new(connection, account, now=world().clock())
        last = changes.last(connection)
        connection.execute("UPDATE accounts SET forgotten_until = ? WHERE key = ?", (last, account.key))
    return jsonify({})


@routes.get("/messages")
def messages() -> ResponseReturnValue:
    """Every message of a mailbox, with its folder, in few words."""
    return jsonify(messages=people.everything(world(), request.args["mailbox"]))


@routes.get("/subscriptions")
def subscriptions_() -> ResponseReturnValue:
    """All subscriptions of all applications."""
    with world().store.reading() as connection:
        return jsonify(subscriptions=[asdict(each) for each in subscriptions.everything(connection)])


@routes.post("/lifecycle")
def lifecycle() -> ResponseReturnValue:
    """Let an event happen to a subscription: reauthorizationRequired, subscriptionRemoved or missed."""
    body = request.get_json()
    with world().store.writing() as connection:
        found = subscriptions.get(connection, body["subscription"])
        notifications.happen(world(), connection, found, body["event"])
    world().changed.set()
    return jsonify({})


@routes.get("/concurrency")
def concurrency() -> ResponseReturnValue:
    """How many calls there were at once at most, by mailbox."""
    return jsonify(world().throttle.most())


@routes.delete("/concurrency")
def forget_concurrency() -> ResponseReturnValue:
    """Count anew."""
    world().throttle.forget()
    return jsonify({})
