"""Subscriptions: made after a handshake, renewed, confirmed, listed and ended."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from simulator.google.timing import milliseconds
from simulator.microsoft import accounts, folders, notifications, shapes, subscriptions
from simulator.microsoft.accounts import Account
from simulator.microsoft.api.permissions import READ
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import GraphError, bad_request, denied, folder_not_found, no_mailbox
from simulator.microsoft.messages import moment_of
from simulator.microsoft.subscriptions import Subscription

LONGEST = timedelta(minutes=10_080)
SHORTEST = timedelta(minutes=45)
LONGEST_STATE = 128
KINDS = {"created", "updated", "deleted"}
RESOURCE = re.compile(
    r"/?(?:users/(?P<user>[^/]+)|users\('(?P<quoted>[^']+)'\)|me)"
    r"(?:/mailFolders(?:/(?P<folder>[^/]+)|\('(?P<named>[^']+)'\)))?/messages/?",
    re.IGNORECASE,
)
MADE = {
    "changeType": str, "notificationUrl": str, "lifecycleNotificationUrl": str, "resource": str,
    "expirationDateTime": shapes.moment, "clientState": str, "latestSupportedTlsVersion": str,
    "includeResourceData": bool,
}  # fmt: skip


def greeted(call: Call) -> None:
    """Check what is asked for and greet its addresses, before anything is written."""
    wanted(call)
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        url = call.body.get(name)
        token = f"Validation: Testing client application reachability for subscription Request-Id: {uuid.uuid4()}"
        if url and not notifications.greet(url, token):
            raise GraphError(
                400,
                "ValidationError",
                f"Subscription validation request failed. The {name} must answer 200 OK with the token as text/plain.",
            )


def wanted(call: Call) -> dict[str, Any]:
    """What the body asks for, as it is kept."""
    for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not call.body.get(name):
            raise invalid(f"{name} is required.")
    kinds = [each.strip() for each in call.body["changeType"].split(",")]
    if not set(kinds) <= KINDS:
        raise invalid("changeType may be created, updated and deleted.")
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        check_url(call.body.get(name))
    if len(call.body.get("clientState") or "") > LONGEST_STATE:
        raise invalid(f"clientState is longer than {LONGEST_STATE} characters.")
    if call.body.get("includeResourceData"):
        raise GraphError(501, "NotImplemented", "The simulator does not play resource data in notifications")
    account, folder = target(call, call.body["resource"])
    return {
        "tenant": call.caller.tenant,
        "application": call.caller.application,
        "account": account.key,
        "folder": folder,
        "resource": call.body["resource"],
        "change_types": ",".join(kinds),
        "notification_url": call.body["notificationUrl"],
        "lifecycle_url": call.body.get("lifecycleNotificationUrl") or "",
        "client_state": call.body.get("clientState") or "",
        "immutable": call.preferences.immutable,
        "expires_at": milliseconds(end(call)),
    }


def invalid(message: str) -> GraphError:
    return bad_request(message, "InvalidRequest")


def check_url(url: str | None) -> None:
    """Raise unless notifications may go there: over https, or to this machine."""
    parts = urlsplit(url or "https://")
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise invalid("Notification URL must be https.")


def target(call: Call, resource: str) -> tuple[Account, int | None]:
    """The mailbox and folder of a resource, which the caller must be let into."""
    found = RESOURCE.fullmatch(resource)
    if found is None:
        raise invalid(f"Resource '{resource}' is not supported.")
    name = found["user"] or found["quoted"] or (call.caller.person.id if call.caller.person else "me")
    account = accounts.find(call.connection, name)
    if account is None or account.tenant != call.caller.tenant:
        raise no_mailbox(name)
    # Nobody hears of a shared mailbox by being let into it; that takes an application of its own.
    if call.caller.person is not None and call.caller.person.key != account.key:
        raise denied()
    if call.caller.person is None and (call.caller.consent is None or not call.caller.consent.reaches(account.email)):
        raise denied()
    folder_name = found["folder"] or found["named"]
    folder = folders.find(call.connection, account.key, folder_name) if folder_name else None
    if folder_name and folder is None:
        raise folder_not_found()
    return account, folder.key if folder else None


def end(call: Call) -> datetime:
    """When the subscription is to end: not too late, and not sooner than Graph likes."""
    until = datetime.fromisoformat(call.body["expirationDateTime"])
    if until <= call.now:
        raise invalid("Subscription expiration must be in the future.")
    if until > call.now + LONGEST:
        minutes = int(LONGEST.total_seconds() // 60)
        raise invalid(f"Subscription expiration can only be {minutes} minutes in the future.")
    return max(until, call.now + SHORTEST)


def create(call: Call) -> Reply:
    """Begin to tell of changes."""
    made = subscriptions.add(call.connection, wanted(call), now=call.now)
    return entity(call, made, 201, client_state=made.client_state or None)


def entity(call: Call, found: Subscription, status: int = 200, *, client_state: str | None = None) -> Reply:
    context = call.url("$metadata#subscriptions/$entity")
    return Reply(status, {"@odata.context": context, **shown(found), "clientState": client_state})


def shown(found: Subscription) -> dict[str, Any]:
    """A subscription; its secret is told only when it is made."""
    return {
        "id": found.id,
        "resource": found.resource,
        "applicationId": found.application,
        "changeType": found.change_types,
        "clientState": None,
        "notificationUrl": found.notification_url,
        "notificationQueryOptions": None,
        "lifecycleNotificationUrl": found.lifecycle_url or None,
        "expirationDateTime": moment_of(found.expires_at),
        "creatorId": found.application,
        "includeResourceData": None,
        "latestSupportedTlsVersion": "v1_2",
        "encryptionCertificate": None,
        "encryptionCertificateId": None,
        "notificationUrlAppId": None,
    }


def own(call: Call) -> list[Subscription]:
    """The caller's subscriptions that last."""
    caller = call.caller
    return [
        each
        for each in subscriptions.everything(call.connection)
        if (each.tenant, each.application) == (caller.tenant, caller.application)
        and each.expires_at > milliseconds(call.now)
        and (caller.person is None or caller.person.key == each.account)
    ]


def named(call: Call) -> Subscription:
    """The subscription the path names."""
    found = next((each for each in own(call) if each.id == call.names["subscription"]), None)
    if found is None:
        raise GraphError(404, "ResourceNotFound", "The object was not found.")
    return found


def listed(call: Call) -> Reply:
    """The caller's subscriptions."""
    context = call.url("$metadata#subscriptions")
    return Reply(body={"@odata.context": context, "value": [shown(each) for each in own(call)]})


def one(call: Call) -> Reply:
    """A subscription."""
    return entity(call, named(call))


def renew(call: Call) -> Reply:
    """Make a subscription last longer; nothing else of it can be changed."""
    found = named(call)
    if not call.body.get("expirationDateTime"):
        raise invalid("expirationDateTime is required.")
    return entity(call, subscriptions.renew(call.connection, found, milliseconds(end(call))))


def reauthorize(call: Call) -> Reply:
    """Confirm that the caller may still hear of changes."""
    subscriptions.renew(call.connection, named(call))
    return Reply(204)


def remove(call: Call) -> Reply:
    """End a subscription."""
    subscriptions.remove(call.connection, named(call))
    return Reply(204)


ONE = "subscriptions/{subscription}"
ROUTES = (
    Route("GET", "subscriptions", listed, "subscriptions.list", READ),
    Route("POST", "subscriptions", create, "subscriptions.create", READ, fields=MADE, before=greeted),
    Route("GET", ONE, one, "subscriptions.get", READ),
    Route("PATCH", ONE, renew, "subscriptions.update", READ, fields={"expirationDateTime": shapes.moment}),
    Route("DELETE", ONE, remove, "subscriptions.delete", READ),
    Route("POST", f"{ONE}/reauthorize", reauthorize, "subscriptions.reauthorize", READ),
)
