"""Delta of the messages of a folder, and of the folders of a mailbox."""

import random
from dataclasses import replace
from typing import Any

from simulator.google.faults import Strike
from simulator.google.timing import milliseconds
from simulator.microsoft import changes, delta, filters, folders, identifiers, messages, options, resources
from simulator.microsoft.api.folders import named
from simulator.microsoft.api.messages import paged, shown
from simulator.microsoft.api.permissions import READ
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.delta import Token
from simulator.microsoft.errors import bad_request
from simulator.microsoft.messages import COLUMNS, Message

USUAL_PAGE = 10
# Whoever limits the walk by a date is told of no more than so many messages.
MOST_FILTERED = 5000
STATES = {"id", "isRead", "categories", "flag", "parentFolderId", "lastModifiedDateTime"}
KINDS = {"created", "updated", "deleted"}


def of_messages(call: Call) -> Reply:
    """The next page of what is in a folder, or of what changed there."""
    folder = named(call)
    place = f"users/{call.account.id}/mailFolders/{folder.id}/messages/delta"
    token = known(call, folder.key, place) or begun(call, folder.key)
    if not token.empty and take(call, "empty-pages"):
        return page(call, place, [], replace(token, empty=True), more=True)
    length = call.preferences.page_size or token.top or USUAL_PAGE
    if short := take(call, "short-pages"):
        length = min(length, short.amount)
    token = replace(token, empty=False)
    wishing = replace(call, options=replace(call.options, select=token.select, attachments=token.attachments,
                                            extended=token.extended))  # fmt: skip
    entries, following, more = (walk if token.walking else news)(wishing, token, length)
    return page(call, place, troubled(call, entries), following, more=more)


def take(call: Call, kind: str) -> Strike | None:
    """The trouble of this kind that strikes the call."""
    return call.world.faults.take(kind, method=f"graph.{call.route.name}", mailbox=call.account.email)


def known(call: Call, folder: int, place: str) -> Token | None:
    """The token of the call, while Exchange still knows it."""
    given = call.options.given
    text = given.get("$deltatoken") or given.get("$skiptoken")
    if text is None:
        return None
    token = delta.read(text)
    if (token.account, token.folder) != (call.account.key, folder):
        raise bad_request("Badly formed token.", "ErrorInvalidUrlQuery")
    if fault := take(call, "delta-expired"):
        raise delta.expired(fault.status, fault.reason, call.url(place))
    if token.since < call.account.forgotten_until:
        raise delta.expired(410, "SyncStateNotFound", call.url(place))
    if replayed := take(call, "delta-replayed"):
        return token if token.walking else replace(token, since=max(token.since - replayed.amount, 0))
    return token


def begun(call: Call, folder: int) -> Token:
    """The token of somebody who begins."""
    if any(name != "receivedDateTime" for name, _ in call.options.order) or any(
        not down for _, down in call.options.order
    ):
        raise bad_request("Only $orderby=receivedDateTime desc is supported.", "ErrorInvalidUrlQuery")
    for condition in call.options.conditions:
        if condition.name != "receivedDateTime" or not any(sign in condition.sql for sign in (" >= ", " > ")):
            raise bad_request("Only $filter=receivedDateTime ge or gt is supported.", "ErrorInvalidUrlQuery")
    change_type = call.options.given.get("changeType", "")
    if change_type and change_type not in KINDS:
        raise bad_request(f"Invalid changeType '{change_type}'.", "ErrorInvalidUrlQuery")
    if "uniqueBody" in call.options.select:
        raise bad_request("The property 'uniqueBody' is not supported in collections.", "ErrorInvalidProperty")
    until = changes.last(call.connection)
    return Token(
        account=call.account.key,
        folder=folder,
        since=until,
        until=until,
        walking=True,
        select=call.options.select,
        filter=call.options.given.get("$filter", ""),
        attachments=call.options.attachments,
        extended=call.options.extended,
        change_type=change_type,
        top=call.options.top or 0,
    )


def walk(call: Call, token: Token, length: int) -> tuple[list[dict[str, Any]], Token, bool]:
    """A page of what lies in the folder, the newest first."""
    parts, values = ["account = ?", "folder = ?", "(received_at, key) < (?, ?)"], [
        token.account, token.folder, token.received, token.key,
    ]  # fmt: skip
    for condition in filters.parse(token.filter):
        parts.append(condition.sql)
        values += condition.values
    if token.filter:
        length = min(length, MOST_FILTERED - token.told)
    rows = call.connection.execute(
        f"SELECT {COLUMNS} FROM messages WHERE {' AND '.join(parts)} ORDER BY received_at DESC, key DESC LIMIT ?",  # noqa: S608
        (*values, length + 1),
    ).fetchall()
    found = [Message(*row) for row in rows[:length]]
    told = token.told + len(found)
    more = len(rows) > length and not (token.filter and told >= MOST_FILTERED)
    if not more:
        return [whole(call, each) for each in found], token.done(), False
    following = replace(token, received=found[-1].received_at, key=found[-1].key, told=told)
    return [whole(call, each) for each in found], following, True


def whole(call: Call, message: Message) -> dict[str, Any]:
    """A message as a delta page shows it."""
    return {"@odata.type": "#microsoft.graph.message"} | paged(call, shown(call, message))


def news(call: Call, token: Token, length: int) -> tuple[list[dict[str, Any]], Token, bool]:
    """A page of what changed in the folder, the oldest first."""
    until = token.until if token.told else newest(call, token)
    every = changes.of_folder(call.connection, token.account, token.folder, token.since, until)
    chosen = every[:length]
    alive = messages.some(call.connection, [each.message or 0 for each in chosen])
    entries = []
    for change in chosen:
        message = alive.get(change.message or 0)
        here = message if message is not None and message.folder == token.folder else None
        if wanted(call, token, change, here is not None, until):
            entries.append(changed(call, token, change, here, until) if here else removed(call, change))
    if len(every) <= length:
        return entries, replace(token, until=until).done(), False
    return entries, replace(token, since=chosen[-1].number, until=until, told=token.told + len(chosen)), True


def newest(call: Call, token: Token) -> int:
    """Up to which change this round tells; what has just happened may not have got around yet."""
    if late := take(call, "delta-late"):
        return max(changes.last_before(call.connection, milliseconds(call.now) - int(late.seconds * 1000)), token.since)
    return changes.last(call.connection)


def changed(call: Call, token: Token, change: changes.Change, message: Message, until: int) -> dict[str, Any]:
    """A message that came or changed; of one that only changed, Exchange may tell no more than its states."""
    entry = whole(call, message)
    if changes.created(call.connection, token.folder, change.message or 0, token.since, until):
        return entry
    if not take(call, "delta-sparse"):
        return entry
    return {name: value for name, value in entry.items() if name in STATES or name.startswith("@")}


def wanted(call: Call, token: Token, change: changes.Change, is_here: bool, until: int) -> bool:
    """Whether the caller asked to be told of changes of this kind."""
    if not token.change_type:
        return True
    if not is_here:
        return token.change_type == "deleted"
    is_new = changes.created(call.connection, token.folder, change.message or 0, token.since, until)
    return token.change_type == ("created" if is_new else "updated")


def removed(call: Call, change: changes.Change) -> dict[str, Any]:
    """A message that is no longer in the folder."""
    is_immutable = call.preferences.immutable
    gone = identifiers.immutable_id(change.uid) if is_immutable else identifiers.bound_id(change.bound)
    moved = change.kind == changes.MOVED and not take(call, "moves-look-deleted")
    return {
        "@odata.type": "#microsoft.graph.message",
        "id": gone,
        "@removed": {"reason": "changed" if moved else "deleted"},
    }


def troubled(call: Call, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries of a page on a bad day."""
    if take(call, "delta-repeated"):
        entries = [each for each in entries for _ in range(2)]
    if shuffled := take(call, "delta-shuffled"):
        random.Random(shuffled.luck).shuffle(entries)
    return entries


def page(call: Call, place: str, entries: list[dict[str, Any]], following: Token, *, more: bool) -> Reply:
    """A page with the address of the next one, or of the next round."""
    context = call.url(f"$metadata#Collection({'message' if 'messages' in place else 'mailFolder'})")
    name, option = ("@odata.nextLink", "$skiptoken") if more else ("@odata.deltaLink", "$deltatoken")
    link = call.url(f"{place}?{option}={following.spelled()}")
    if take(call, "links-elsewhere"):
        link = link.replace(call.url(""), "https://graph.example.net/v1.0/")
    return Reply(body={"@odata.context": context, name: link, "value": entries})


def of_folders(call: Call) -> Reply:
    """All folders of a mailbox, or those that changed, in themselves or in what lies in them."""
    place = f"users/{call.account.id}/mailFolders/delta"
    token = known(call, 0, place)
    until = changes.last(call.connection)
    every = folders.everything(call.connection, call.account.key)
    selection = token.select if token else call.options.select
    gone: list[dict[str, Any]] = []
    if token:
        entries = changes.of_account(call.connection, call.account.key, token.since)
        touched = {each.folder for each in entries}
        gone = [
            {"id": identifiers.folder_id(each.uid), "@removed": {"reason": "deleted"}}
            for each in entries
            if each.message is None and each.kind == changes.DELETED
        ]
        every = [each for each in every if each.key in touched]
    shown_ = [resources.folder(call.connection, each, selection) for each in every]
    following = Token(call.account.key, 0, until, until, walking=False, select=selection)
    return page(call, place, [{"@odata.type": "#microsoft.graph.mailFolder"} | each for each in shown_] + gone,
                following, more=False)  # fmt: skip


FOLDERS = ("$select", "$deltatoken", "$skiptoken")
AT = "users/{user}/{folder}/messages/delta"
ROUTES = (
    Route("GET", AT, of_messages, "messages.delta", READ, options.DELTA, resources.MESSAGE),
    Route("GET", "users/{user}/mailFolders/delta", of_folders, "mailFolders.delta", READ, FOLDERS, resources.FOLDER),
)
