"""Messages: listed, read, changed, moved and removed."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from simulator.microsoft import drafts, folders, messages, options, resources, shapes
from simulator.microsoft.api.folders import MOVED, named, target
from simulator.microsoft.api.permissions import READ, WRITE
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import GraphError, bad_request, changed_meanwhile, not_found
from simulator.microsoft.messages import COLUMNS, Message

OF_CONTENT = ("importance", "isReadReceiptRequested", "isDeliveryReceiptRequested")
NAMING_PEOPLE = frozenset({"from", "to", "cc", "bcc", "sender"})
ONLY_OF_DRAFTS = frozenset(shapes.CHANGED) - {"categories", "isRead", "inferenceClassification", "flag", *OF_CONTENT}


def found(call: Call) -> Message:
    """The message the path names, in the folder where it names one."""
    message = messages.find(call.connection, call.account, call.names["message"])
    if message is None or ("folder" in call.names and named(call).key != message.folder):
        raise not_found()
    age = (call.now.timestamp() * 1000 - message.created_at) / 1000
    if call.world.faults.take("fresh-404", method=f"graph.{call.route.name}", mailbox=call.account.email, age=age):
        raise not_found()
    return message


def shown(call: Call, message: Message, wanted: Collection[str] | None = None) -> dict[str, Any]:
    """A message as the caller likes it."""
    chosen = call.options.select if wanted is None else wanted
    immutable = call.preferences.immutable
    known = resources.message(
        call.connection, message, chosen, immutable=immutable, body_type=call.preferences.body_type
    )
    if call.options.attachments:
        known["attachments"] = resources.attachments(
            call.connection, message, call.options.attached, immutable=immutable
        )
    if call.options.extended:
        known |= extended(message, call.options.extended)
    return known


def extended(message: Message, wanted: Collection[str]) -> dict[str, Any]:
    """The properties of MAPI asked for that the message has."""
    values = []
    for name in wanted:
        header = options.EXTENDED.get(name.casefold())
        if header == "":
            head = "".join(f"{each['name']}: {each['value']}\r\n" for each in message.facts["headers"])
            value = head if message.transported else ""
        else:
            headers = message.facts["headers"]
            value = next(
                (each["value"] for each in headers if each["name"].casefold() == (header or "").casefold()), ""
            )
        values += [{"id": name, "value": value}] if value else []
    return {"singleValueExtendedProperties": values} if values else {}


def entity(call: Call, message: Message, status: int = 200) -> Reply:
    """A message as an answer of its own."""
    context = call.url(f"$metadata#users('{call.account.id}')/messages/$entity")
    return Reply(status, {"@odata.context": context, **shown(call, message)})


def listed(call: Call) -> Reply:
    """A page of messages, the newest first unless another order is asked for."""
    wanted = call.options.select
    if "uniqueBody" in wanted:
        raise bad_request("The property 'uniqueBody' is not supported in collections.", "ErrorInvalidProperty")
    length = call.options.top or call.preferences.page_size or options.USUAL_PAGE
    if short := call.world.faults.take("short-pages", method="graph.messages.list", mailbox=call.account.email):
        length = min(length, short.amount)
    conditions, values = where(call)
    order = ", ".join(f"{options.ORDERS[name]} {'DESC' if down else 'ASC'}" for name, down in call.options.order)
    # Nobody is told an order that was not asked for, but Exchange gives the newest first.
    rows = call.connection.execute(
        f"SELECT {COLUMNS} FROM messages WHERE {conditions}"  # noqa: S608 columns and conditions are ours
        f" ORDER BY {order or 'received_at DESC'}, key DESC LIMIT ? OFFSET ?",
        (*values, length + 1, call.options.skip),
    ).fetchall()
    place = f"users/{call.account.id}/" + (f"mailFolders/{named(call).id}/" if "folder" in call.names else "")
    page = [paged(call, shown(call, Message(*row))) for row in rows[:length]]
    body: dict[str, Any] = {"@odata.context": call.url(f"$metadata#{place}messages"), "value": page}
    if call.options.count:
        count = call.connection.execute(f"SELECT count(*) FROM messages WHERE {conditions}", values)  # noqa: S608
        body["@odata.count"] = count.fetchone()[0]
    if len(rows) > length:
        query = {**call.options.given, "$skip": call.options.skip + length}
        body["@odata.nextLink"] = call.url(f"{place}messages?{urlencode(query)}")
    return Reply(body=body)


def where(call: Call) -> tuple[str, tuple[Any, ...]]:
    """Which messages are asked for, in SQL."""
    parts, values = ["account = ?"], [call.account.key]
    if "folder" in call.names:
        parts.append("folder = ?")
        values.append(named(call).key)
    for condition in call.options.conditions:
        parts.append(condition.sql)
        values += condition.values
    return " AND ".join(parts), tuple(values)


def paged(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    """A message as it stands on a page."""
    thin(call, known)
    if call.world.faults.take("no-page-headers", method=f"graph.{call.route.name}", mailbox=call.account.email):
        known.pop("internetMessageHeaders", None)
    return known


def thin(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    """A message whose headers name nobody, on a bad day."""
    headers = known.get("internetMessageHeaders")
    if headers and call.world.faults.take(
        "thin-headers", method=f"graph.{call.route.name}", mailbox=call.account.email
    ):
        known["internetMessageHeaders"] = [each for each in headers if each["name"].casefold() not in NAMING_PEOPLE]
    return known


def one(call: Call) -> Reply:
    """A message."""
    message = found(call)
    context = call.url(f"$metadata#users('{call.account.id}')/messages/$entity")
    body = {"@odata.context": context, **thin(call, shown(call, message))}
    return Reply(200, body, {"ETag": resources.etag(message)})


def content(call: Call) -> Reply:
    """The bytes of a message."""
    return Reply(body=messages.raw_of(call.connection, found(call)))


def unchanged(call: Call, message: Message) -> None:
    """Raise when the caller knows another version of the message."""
    known = call.headers.get("if-match", "*")
    if known not in {"*", resources.etag(message)}:
        raise changed_meanwhile()


def change(call: Call) -> Reply:
    """Change what may be changed: of a draft its content too."""
    message = found(call)
    unchanged(call, message)
    if not call.body:
        raise bad_request("Empty Payload. JSON content expected.")
    if not message.is_draft and (forbidden := ONLY_OF_DRAFTS & call.body.keys()):
        name = sorted(forbidden)[0]
        raise GraphError(400, "ErrorInvalidPropertySet", f"Property {name} can only be set on drafts.")
    if message.is_draft and ONLY_OF_DRAFTS & call.body.keys():
        changed = drafts.change(call.connection, call.account, message, call.body, states(call.body), now=call.now)
    else:
        changed = messages.change(call.connection, message, kept(message, call.body), now=call.now)
    reply = entity(call, changed)
    return Reply(reply.status, reply.body, {"ETag": resources.etag(changed)})


def kept(message: Message, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says that leaves the mail itself as it is."""
    values = states(body)
    said = {name: body[name] for name in OF_CONTENT if body.get(name) is not None}
    return values | ({"content": json.dumps(message.facts | said)} if said else {})


def states(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says of the states of a message, as they are kept."""
    values: dict[str, Any] = {}
    if "categories" in body:
        values["categories"] = messages.joined(body["categories"] or [])
    if "isRead" in body:
        values["is_read"] = bool(body["isRead"])
    if body.get("flag"):
        values["flag"] = body["flag"].get("flagStatus", "notFlagged")
    if body.get("inferenceClassification"):
        values["inference"] = body["inferenceClassification"]
    return values


def move(call: Call) -> Reply:
    """Put a message into another folder."""
    return entity(call, messages.move(call.connection, found(call), target(call), now=call.now), 201)


def copy(call: Call) -> Reply:
    """Put a second message like this one into a folder."""
    message = found(call)
    return entity(call, messages.copy(call.connection, call.account, message, target(call), now=call.now), 201)


def remove(call: Call) -> Reply:
    """Throw a message away: into Deleted Items, or for good from there."""
    message = found(call)
    unchanged(call, message)
    bin_ = folders.well_known(call.connection, call.account.key, "deleteditems")
    if message.folder == bin_.key:
        messages.remove(call.connection, message, now=call.now)
    else:
        messages.move(call.connection, message, bin_, now=call.now)
    return Reply(204)


def remove_for_good(call: Call) -> Reply:
    """Take a message away so that nobody finds it."""
    messages.remove(call.connection, found(call), now=call.now)
    return Reply(204)


AT = "users/{user}{in_folder}/messages"
ONE = f"{AT}/{{message}}"
ROUTES = (
    Route("GET", AT, listed, "messages.list", READ, options.LIST, resources.MESSAGE),
    Route("GET", ONE, one, "messages.get", READ, options.ONE, resources.MESSAGE),
    Route("GET", f"{ONE}/$value", content, "messages.value", READ),
    Route("PATCH", ONE, change, "messages.update", WRITE, fields=shapes.CHANGED),
    Route("DELETE", ONE, remove, "messages.delete", WRITE),
    Route("POST", f"{ONE}/permanentDelete", remove_for_good, "messages.permanentDelete", WRITE),
    Route("POST", f"{ONE}/move", move, "messages.move", WRITE, fields=MOVED),
    Route("POST", f"{ONE}/copy", copy, "messages.copy", WRITE, fields=MOVED),
)
