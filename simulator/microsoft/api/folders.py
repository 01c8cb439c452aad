"""Mail folders: listed, read, made, renamed, moved and removed."""

from typing import Any
from urllib.parse import urlencode

from simulator.google.timing import milliseconds
from simulator.microsoft import folders, messages, resources
from simulator.microsoft.api.permissions import READ, WRITE
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import GraphError, bad_request, folder_not_found
from simulator.microsoft.folders import Folder

LIST = ("$select", "$top", "$skip", "$count", "includeHiddenFolders")
SAVED = {"displayName": str, "isHidden": bool}


def named(call: Call) -> Folder:
    """The folder the path names."""
    folder = folders.find(call.connection, call.account.key, call.names.get("child") or call.names["folder"])
    if folder is None:
        raise folder_not_found()
    return folder


def target(call: Call) -> Folder:
    """The folder something is moved or copied into."""
    name = call.body.get("destinationId")
    if not name:
        raise bad_request("The parameter 'destinationId' is missing.", "ErrorInvalidRequest")
    folder = folders.find(call.connection, call.account.key, name)
    if folder is None:
        raise folder_not_found()
    return folder


def shown(call: Call, folder: Folder, status: int = 200) -> Reply:
    context = call.url(f"$metadata#users('{call.account.id}')/mailFolders/$entity")
    found = resources.folder(call.connection, folder, call.options.select)
    return Reply(status, {"@odata.context": context, **found})


def top(call: Call) -> Reply:
    """The folders at the top of the mailbox."""
    return listed(call, folders.well_known(call.connection, call.account.key, folders.ROOT), "mailFolders")


def inside(call: Call) -> Reply:
    """The folders inside one."""
    folder = named(call)
    return listed(call, folder, f"mailFolders/{folder.id}/childFolders")


def listed(call: Call, parent: Folder, path: str) -> Reply:
    hidden = call.options.given.get("includeHiddenFolders", "").casefold() == "true"
    every = folders.children(call.connection, parent, hidden=hidden)
    start, length = call.options.skip, call.options.length
    page = [resources.folder(call.connection, each, call.options.select) for each in every[start : start + length]]
    place = f"users/{call.account.id}/{path}"
    body: dict[str, Any] = {"@odata.context": call.url(f"$metadata#{place}"), "value": page}
    if call.options.count:
        body["@odata.count"] = len(every)
    if start + length < len(every):
        query = {**call.options.given, "$skip": start + length}
        body["@odata.nextLink"] = call.url(f"{place}?{urlencode(query)}")
    return Reply(body=body)


def one(call: Call) -> Reply:
    """A folder."""
    return shown(call, named(call))


def make_at_top(call: Call) -> Reply:
    """Make a folder at the top of the mailbox."""
    return make(call, folders.well_known(call.connection, call.account.key, folders.ROOT))


def make_inside(call: Call) -> Reply:
    """Make a folder inside one."""
    return make(call, named(call))


def make(call: Call, parent: Folder) -> Reply:
    name = free_name(call, parent)
    is_hidden = bool(call.body.get("isHidden"))
    return shown(call, folders.add(call.connection, parent, name, hidden=is_hidden, at=milliseconds(call.now)), 201)


def free_name(call: Call, parent: Folder) -> str:
    """The name the body says, which no folder beside it may have."""
    name = (call.body.get("displayName") or "").strip()
    if not name:
        raise bad_request("The folder needs a displayName.", "ErrorInvalidRequest")
    if folders.named(call.connection, parent, name):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    return name


def rename(call: Call) -> Reply:
    """Call a folder differently."""
    folder = own(named(call))
    assert folder.parent is not None
    name = free_name(call, folders.by_key(call.connection, folder.parent))
    folders.rename(call.connection, folder, name, at=milliseconds(call.now))
    return shown(call, folders.by_key(call.connection, folder.key))


def move(call: Call) -> Reply:
    """Put a folder into another."""
    folder = own(named(call))
    folders.move(call.connection, folder, target(call), at=milliseconds(call.now))
    return shown(call, folders.by_key(call.connection, folder.key), 201)


def remove(call: Call) -> Reply:
    """Throw a folder away: into Deleted Items, or for good from there."""
    folder = own(named(call))
    bin_ = folders.well_known(call.connection, call.account.key, "deleteditems")
    if folder.parent != bin_.key:
        folders.move(call.connection, folder, bin_, at=milliseconds(call.now))
        return Reply(204)
    empty(call, folder)
    return Reply(204)


def empty(call: Call, folder: Folder) -> None:
    """Remove a folder with everything in it."""
    for inner in folders.children(call.connection, folder, hidden=True):
        empty(call, inner)
    rows = call.connection.execute("SELECT key FROM messages WHERE folder = ?", (folder.key,)).fetchall()
    for row in rows:
        messages.remove(call.connection, messages.by_key(call.connection, row["key"]), now=call.now)
    folders.remove(call.connection, folder, at=milliseconds(call.now))


def own(folder: Folder) -> Folder:
    """The folder, unless it is one every mailbox has."""
    if folder.well_known:
        raise GraphError(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be changed.")
    return folder


MOVED = {"destinationId": str}
ROUTES = (
    Route("GET", "users/{user}/mailFolders", top, "mailFolders.list", READ, LIST, resources.FOLDER),
    Route("POST", "users/{user}/mailFolders", make_at_top, "mailFolders.create", WRITE, fields=SAVED),
    Route("GET", "users/{user}/{folder}", one, "mailFolders.get", READ, ("$select",), resources.FOLDER),
    Route("PATCH", "users/{user}/{folder}", rename, "mailFolders.update", WRITE, fields=SAVED),
    Route("DELETE", "users/{user}/{folder}", remove, "mailFolders.delete", WRITE),
    Route("POST", "users/{user}/{folder}/move", move, "mailFolders.move", WRITE, fields=MOVED),
    Route("GET", "users/{user}/{folder}/childFolders", inside, "mailFolders.list", READ, LIST, resources.FOLDER),
    Route("POST", "users/{user}/{folder}/childFolders", make_inside, "mailFolders.create", WRITE, fields=SAVED),
)  # fmt: skip
