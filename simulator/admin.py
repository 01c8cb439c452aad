"""The simulator's own addresses: what tests, the command line and people do to Google from behind."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.google import keys, watches
from simulator.google.delivery import ARRIVING
from simulator.google.fault_kinds import DEFAULTS
from simulator.google.faults import KINDS, made
from simulator.google.routes import world
from simulator.google.storm import storm
from simulator.microsoft import fault_kinds as microsoft

routes = Blueprint("simulator", __name__, url_prefix="/simulator")


@routes.errorhandler(LookupError)
@routes.errorhandler(ValueError)
@routes.errorhandler(TypeError)
def mistaken(trouble: Exception) -> ResponseReturnValue:
    """Say what was wrong with what the caller sent."""
    return jsonify(error=f"{type(trouble).__name__}: {trouble}"), 400


@routes.get("/state")
def state() -> ResponseReturnValue:
    """What there is, in figures."""
    return jsonify(
        public_url=world().config.public_url,
        now=world().clock().isoformat(),
        accounts=[summary(each.email) for each in world().store.accounts()],
    )


def summary(email: str) -> dict[str, Any]:
    """One mailbox in figures."""
    with world().store.reading() as connection:
        account = world().store.account(email)
        count, threads = connection.execute(
            "SELECT count(*), count(DISTINCT thread) FROM messages WHERE account = ?", (account.key,)
        ).fetchone()
        watch = watches.of(connection, account, now=world().clock())
    return {
        "email": account.email,
        "name": account.name,
        "subject": account.subject,
        "messages": count,
        "threads": threads,
        "history_id": str(account.history_id),
        "watched_until": watch.expires_at if watch else None,
    }


@routes.get("/accounts")
def accounts() -> ResponseReturnValue:
    """All mailboxes."""
    return jsonify(accounts=[summary(each.email) for each in world().store.accounts()])


@routes.post("/accounts")
def add_account() -> ResponseReturnValue:
    """Open a mailbox."""
    body = request.get_json()
    account = world().store.add_account(body["email"], body["name"])
    for alias in body.get("aliases", ()):
        world().store.add_alias(account.email, alias, account.name)
    return jsonify(summary(account.email))


@routes.post("/deliver")
def deliver() -> ResponseReturnValue:
    """Let the mail in the body arrive in a mailbox."""
    text = request.args.get("received_at")
    moment = datetime.fromisoformat(text) if text else world().clock()
    if moment.tzinfo is None:
        raise ValueError("received_at needs a time zone")
    message_id, thread_id = world().store.deliver(
        request.args["mailbox"],
        request.get_data(),
        received_at=moment,
        labels=request.args.getlist("label") or ARRIVING,
    )
    world().changed.set()
    return jsonify(id=message_id, threadId=thread_id)


@routes.post("/modify")
def modify() -> ResponseReturnValue:
    """Change labels of messages as a person in Gmail does."""
    body = request.get_json()
    world().store.modify(body["mailbox"], body["ids"], add=body.get("add", ()), remove=body.get("remove", ()))
    world().changed.set()
    return jsonify({})


@routes.post("/history/expire")
def expire_history() -> ResponseReturnValue:
    """Forget the history of a mailbox."""
    world().store.expire_history(request.args["mailbox"])
    return jsonify({})


@routes.post("/service-accounts")
def add_service_account() -> ResponseReturnValue:
    """A service account with delegated scopes; answers its key file."""
    body = request.get_json()
    token_uri = f"{world().config.public_url}/token"
    return jsonify(world().store.add_service_account(body["email"], scopes=body["scopes"], token_uri=token_uri))


@routes.post("/oauth-clients")
def add_oauth_client() -> ResponseReturnValue:
    """Make an OAuth client known."""
    body = request.get_json()
    world().store.add_oauth_client(body["id"], body.get("secret", ""), body.get("redirects", ()))
    return jsonify({})


@routes.post("/oauth-users")
def add_oauth_user() -> ResponseReturnValue:
    """A person lets a client in; answers the refresh token."""
    body = request.get_json()
    token = world().store.add_oauth_user(body["client_id"], body["email"], body["scopes"])
    return jsonify(refresh_token=token)


@routes.delete("/oauth-users")
def remove_oauth_user() -> ResponseReturnValue:
    """A person takes every consent back."""
    world().store.revoke(request.args["email"])
    return jsonify({})


@routes.post("/id-tokens")
def mint_id_token() -> ResponseReturnValue:
    """A token signed by Google that says the claims."""
    body = request.get_json()
    return jsonify(id_token=world().store.id_token(body["claims"], key_id=body.get("kid")))


@routes.post("/access-tokens")
def mint_access_token() -> ResponseReturnValue:
    """An access token for a mailbox."""
    body = request.get_json()
    return jsonify(access_token=world().store.mint_access_token(body["email"], body["scopes"]))


@routes.post("/addon-tokens")
def mint_addon_tokens() -> ResponseReturnValue:
    """The tokens of an add-on's event."""
    body = request.get_json()
    minted = world().store.mint_addon_tokens(body["email"], body.get("message"), body["scopes"])
    return jsonify(user_oauth_token=minted.user_oauth_token, message_access_token=minted.message_access_token)


@routes.post("/keys")
def rotate_keys() -> ResponseReturnValue:
    """Sign with a new key; retire=1 makes the old ones bad."""
    with world().store.writing() as connection:
        key_id = keys.rotate(connection, now=world().clock(), retire="retire" in request.args)
    return jsonify(kid=key_id)


@routes.get("/subscriptions")
def subscriptions() -> ResponseReturnValue:
    """All push subscriptions."""
    with world().store.reading() as connection:
        return jsonify(subscriptions=[asdict(each) for each in watches.subscriptions(connection)])


@routes.put("/subscriptions")
def replace_subscriptions() -> ResponseReturnValue:
    """Have these push subscriptions and no others."""
    with world().store.writing() as connection:
        watches.replace_subscriptions(connection, request.get_json()["subscriptions"])
    return subscriptions()


@routes.get("/faults")
def faults() -> ResponseReturnValue:
    """The troubles that are on, and those there are."""
    return jsonify(
        faults=world().faults.everything(), kinds=KINDS | microsoft.KINDS, usual=DEFAULTS | microsoft.DEFAULTS
    )


@routes.put("/faults")
def replace_faults() -> ResponseReturnValue:
    """Switch these troubles on and all others off; storm={"seed": 7, "chance": 0.05} is all of them at once."""
    body = request.get_json()
    wanted = [made(each) for each in body.get("faults", ())]
    if "storm" in body:
        wanted += storm(**body["storm"])
    world().faults.replace(wanted)
    return faults()


@routes.get("/calls")
def calls() -> ResponseReturnValue:
    """The log of calls; method=users.messages.get shows only those."""
    return jsonify(calls=world().calls.everything(request.args.get("method", "")))


@routes.delete("/calls")
def clear_calls() -> ResponseReturnValue:
    """Empty the log of calls."""
    world().calls.clear()
    return jsonify({})


@routes.get("/clock")
def clock() -> ResponseReturnValue:
    """What time it is here, and how far ahead that is."""
    offset = world().clock.offset.total_seconds()
    return jsonify(now=world().clock().isoformat(), offset=offset)


@routes.put("/clock")
def move_clock() -> ResponseReturnValue:
    """Set how many seconds this Google is ahead."""
    world().clock.offset = timedelta(seconds=float(request.get_json()["offset"]))
    return clock()
