"""What belongs to a mailbox besides its mail: categories, settings, and the spellings of ids."""

import json
import uuid
from typing import Any

from simulator.microsoft import identifiers, messages
from simulator.microsoft.api.permissions import READ_SETTINGS, WRITE_SETTINGS
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import GraphError, bad_request, denied, not_found

COLORS = {"none", *(f"preset{number}" for number in range(25))}
CATEGORY = {"displayName": str, "color": COLORS}
ID_TYPES = {"entryId", "ewsId", "immutableEntryId", "restId", "restImmutableEntryId"}
MOST_IDS = 1000
CLOCK = {"dateTime": str, "timeZone": str}
REPLIES = {
    "status": {"disabled", "alwaysEnabled", "scheduled"}, "externalAudience": {"none", "contactsOnly", "all"},
    "internalReplyMessage": str, "externalReplyMessage": str, "scheduledStartDateTime": CLOCK,
    "scheduledEndDateTime": CLOCK,
}  # fmt: skip
SETTINGS = {
    "timeZone": str, "dateFormat": str, "timeFormat": str, "language": {"locale": str, "displayName": str},
    "automaticRepliesSetting": REPLIES, "delegateMeetingMessageDeliveryOptions": str,
    "workingHours": {"daysOfWeek": [str], "startTime": str, "endTime": str, "timeZone": {"name": str}},
}  # fmt: skip


def category(row: Any) -> dict[str, str]:
    return {"id": row["id"], "displayName": row["name"], "color": row["color"]}


def categories(call: Call) -> Reply:
    """The list of categories people choose from."""
    rows = call.connection.execute("SELECT * FROM categories WHERE account = ? ORDER BY key", (call.account.key,))
    context = call.url(f"$metadata#users('{call.account.id}')/outlook/masterCategories")
    return Reply(body={"@odata.context": context, "value": [category(row) for row in rows]})


def named(call: Call) -> Any:
    """The category the path names."""
    row = call.connection.execute(
        "SELECT * FROM categories WHERE account = ? AND id = ?", (call.account.key, call.names["category"])
    ).fetchone()
    if row is None:
        raise not_found()
    return row


def one_category(call: Call) -> Reply:
    """A category."""
    return Reply(body=category(named(call)))


def add_category(call: Call) -> Reply:
    """Put a category on the list; names differ in more than case."""
    name = call.body.get("displayName")
    if not name:
        raise bad_request("The category needs a displayName.", "ErrorInvalidRequest")
    taken = call.connection.execute(
        "SELECT 1 FROM categories WHERE account = ? AND name = ?", (call.account.key, name)
    ).fetchone()
    if taken:
        raise GraphError(409, "CategoryNameDuplicate", "A category with this name already exists.")
    values = (call.account.key, str(uuid.uuid4()), name, call.body.get("color") or "none")
    call.connection.execute("INSERT INTO categories (account, id, name, color) VALUES (?, ?, ?, ?)", values)
    return Reply(201, {"id": values[1], "displayName": name, "color": values[3]})


def change_category(call: Call) -> Reply:
    """Give a category another colour; its name is for ever."""
    row = named(call)
    if "displayName" in call.body:
        raise bad_request("The display name of a category cannot be changed.", "ErrorInvalidRequest")
    color = call.body.get("color") or row["color"]
    call.connection.execute("UPDATE categories SET color = ? WHERE key = ?", (color, row["key"]))
    return Reply(body=category(row) | {"color": color})


def remove_category(call: Call) -> Reply:
    """Take a category off the list; messages keep it."""
    call.connection.execute("DELETE FROM categories WHERE key = ?", (named(call)["key"],))
    return Reply(204)


def settings(call: Call) -> Reply:
    """The settings of the mailbox."""
    row = call.connection.execute("SELECT settings FROM accounts WHERE key = ?", (call.account.key,)).fetchone()
    return Reply(body={**json.loads(row["settings"]), "userPurpose": call.account.purpose})


def automatic_replies(call: Call) -> Reply:
    """What goes out while somebody is away: there are always two times, also where they say nothing."""
    body = settings(call).body
    assert isinstance(body, dict)
    moment = {"dateTime": call.now.strftime("%Y-%m-%dT%H:00:00.0000000"), "timeZone": "UTC"}
    usual = {
        "status": "disabled", "externalAudience": "all", "internalReplyMessage": "", "externalReplyMessage": "",
        "scheduledStartDateTime": moment, "scheduledEndDateTime": moment,
    }  # fmt: skip
    return Reply(body=usual | (body.get("automaticRepliesSetting") or {}))


def change_settings(call: Call) -> Reply:
    """Change settings of the mailbox."""
    before = settings(call).body
    assert isinstance(before, dict)
    after = before | dict(call.body)
    text = json.dumps({name: value for name, value in after.items() if name != "userPurpose"})
    call.connection.execute("UPDATE accounts SET settings = ? WHERE key = ?", (text, call.account.key))
    return Reply(body=after)


def translate(call: Call) -> Reply:
    """Ids in another spelling; Graph does this for people only, not for applications by themselves."""
    if call.caller.person is None:
        raise denied()
    given, source, target = (call.body.get(name) for name in ("inputIds", "sourceIdType", "targetIdType"))
    if not given or not source or not target or len(given) > MOST_IDS:
        raise bad_request(
            "inputIds (no more than 1000), sourceIdType and targetIdType are needed.", "ErrorInvalidRequest"
        )
    return Reply(body={"value": [translated(call, each, source, target) for each in given]})


def translated(call: Call, text: str, source: str, target: str) -> dict[str, Any]:
    spelled = identifiers.from_exchange(text) if source in {"ewsId", "entryId", "immutableEntryId"} else text
    try:
        message = messages.find(call.connection, call.account, spelled)
    except GraphError:
        message = None
    if message is None:
        details = {"code": "ErrorInvalidId", "message": "The id could not be translated."}
        return {"sourceId": text, "errorDetails": details}
    immutable = target in {"immutableEntryId", "restImmutableEntryId"}
    found = identifiers.immutable_id(message.uid) if immutable else identifiers.bound_id(message.bound)
    return {"sourceId": text, "targetId": identifiers.to_exchange(found) if target == "ewsId" else found}


LIST = "users/{user}/outlook/masterCategories"
ONE = f"{LIST}/{{category}}"
AT = "users/{user}/mailboxSettings"
IDS = {"inputIds": [str], "sourceIdType": ID_TYPES, "targetIdType": ID_TYPES}
ROUTES = (
    Route("GET", LIST, categories, "masterCategories.list", READ_SETTINGS),
    Route("POST", LIST, add_category, "masterCategories.create", WRITE_SETTINGS, fields=CATEGORY),
    Route("GET", ONE, one_category, "masterCategories.get", READ_SETTINGS),
    Route("PATCH", ONE, change_category, "masterCategories.update", WRITE_SETTINGS, fields=CATEGORY),
    Route("DELETE", ONE, remove_category, "masterCategories.delete", WRITE_SETTINGS),
    Route("GET", AT, settings, "mailboxSettings.get", READ_SETTINGS),
    Route("GET", f"{AT}/automaticRepliesSetting", automatic_replies, "mailboxSettings.get", READ_SETTINGS),
    Route("PATCH", AT, change_settings, "mailboxSettings.update", WRITE_SETTINGS, fields=SETTINGS),
    Route("POST", "users/{user}/translateExchangeIds", translate, "translateExchangeIds", (), fields=IDS),
)
