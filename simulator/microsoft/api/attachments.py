"""The attachments of a message."""

from simulator.google import mail
from simulator.microsoft import identifiers, messages, mime, resources
from simulator.microsoft.api.messages import ONE, found
from simulator.microsoft.api.permissions import READ
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import not_found
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


def placed(call: Call, message: Message) -> tuple[int, mime.Attached]:
    """The attachment the path names, and its place."""
    place = identifiers.attachment_of(call.names["attachment"])
    parts = mime.attachments(mail.parsed(messages.raw_of(call.connection, message)))
    if place >= len(parts):
        raise not_found()
    return place, parts[place]


AT = f"{ONE}/attachments"
ROUTES = (
    Route("GET", AT, listed, "attachments.list", READ, ("$select", "$top", "$count"), resources.ATTACHMENT),
    Route("GET", f"{AT}/{{attachment}}", one, "attachments.get", READ, ("$select",), resources.ATTACHMENT),
    Route("GET", f"{AT}/{{attachment}}/$value", content, "attachments.value", READ),
)
