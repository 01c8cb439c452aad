"""The attachments of a message."""

from simulator.google import mail
from simulator.microsoft import drafts, identifiers, messages, mime, resources, shapes
from simulator.microsoft.api.messages import ONE, found
from simulator.microsoft.api.permissions import READ, WRITE
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import GraphError, bad_request, not_found
from simulator.microsoft.messages import Message


def listed(call: Call) -> Reply:
    """All attachments of a message."""
    message = found(call)
    immutable = call.preferences.immutable
    every = resources.attachments(call.connection, message, call.options.select, immutable=immutable)
    context = call.url(f"$metadata#users('{call.account.id}')/messages('{call.names['message']}')/attachments")
    return Reply(body={"@odata.context": context, "value": every})


def one(call: Call) -> Reply:
    """One attachment."""
    message = found(call)
    place, part = placed(call, message)
    own_id = resources.message_id(message, immutable=call.preferences.immutable)
    shown = resources.attachment(message, own_id, place, part, call.options.select)
    context = call.url(f"$metadata#users('{call.account.id}')/messages/attachments/$entity")
    return Reply(body={"@odata.context": context, **shown})


def content(call: Call) -> Reply:
    """The bytes of an attachment."""
    _, part = placed(call, found(call))
    kind = "application/octet-stream" if part.is_item else part.kind
    return Reply(body=part.content, headers={"Content-Type": kind})


def add(call: Call) -> Reply:
    """Put a file into a draft."""
    message = found(call)
    if not message.is_draft:
        raise bad_request("Attachments can only be added to drafts.", "ErrorInvalidRequest")
    if len(call.body.get("contentBytes") or "") > LARGEST * 4 // 3:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The attachment is larger than 3 MB: use an upload session.")
    changed = drafts.attach(call.connection, call.account, message, call.body, now=call.now)
    parts = mime.attachments(mail.parsed(messages.raw_of(call.connection, changed)))
    own_id = resources.message_id(changed, immutable=call.preferences.immutable)
    return Reply(201, resources.attachment(changed, own_id, len(parts) - 1, parts[-1], ()))


def placed(call: Call, message: Message) -> tuple[int, mime.Attached]:
    """The attachment the path names, and its place."""
    place = identifiers.attachment_of(call.names["attachment"])
    parts = mime.attachments(mail.parsed(messages.raw_of(call.connection, message)))
    if place >= len(parts):
        raise not_found()
    return place, parts[place]


LARGEST = 3 * 1024 * 1024
AT = f"{ONE}/attachments"
ROUTES = (
    Route("GET", AT, listed, "attachments.list", READ, ("$select", "$top", "$count"), resources.ATTACHMENT),
    Route("POST", AT, add, "attachments.create", WRITE, fields=shapes.FILE),
    Route("GET", f"{AT}/{{attachment}}", one, "attachments.get", READ, ("$select",), resources.ATTACHMENT),
    Route("GET", f"{AT}/{{attachment}}/$value", content, "attachments.value", READ),
)
