"""users.drafts of the Gmail API."""

from typing import Any

from simulator.google import drafts, mail, messages, reading, resources, sending
from simulator.google.api import lists, wanted
from simulator.google.api.messages import mail_of, thread_of
from simulator.google.call import Call
from simulator.google.errors import invalid_argument, not_found
from simulator.google.messages import Message


def create(call: Call) -> dict[str, Any]:
    raw = mail_of(call, call.body.get("message", {}))
    thread = thread_of(call, call.body.get("message", {}), mail.read(raw))
    draft_id = drafts.create(call.connection, call.account, raw, thread=thread, now=call.now)
    return reference(call, draft_id)


def get(call: Call) -> dict[str, Any]:
    found = draft(call, call.parameters["id"])
    shown = resources.message(call.connection, found, wanted.style(call))
    return {"id": call.parameters["id"], "message": shown}


def list_(call: Call) -> dict[str, Any]:
    page = lists.page(call, reading.messages, "DRAFT")
    ids = drafts.ids_of(call.connection, call.account)
    result = resources.message_page(call.connection, call.account, page)
    listed = result.pop("messages", [])
    if listed:
        result["drafts"] = [{"id": ids[int(each["id"], 16)], "message": each} for each in listed]
    return result


def update(call: Call) -> dict[str, Any]:
    draft_id = call.parameters["id"]
    rewrite(call, draft_id)
    return reference(call, draft_id)


def rewrite(call: Call, draft_id: str) -> None:
    """Put the mail of a call into a draft."""
    old = draft(call, draft_id)
    message = call.body.get("message", {})
    raw = mail_of(call, message)
    thread = sending.named_thread(call.connection, call.account, message.get("threadId"), mail.read(raw))
    drafts.replace(call.connection, call.account, draft_id, old, raw, thread=thread, now=call.now)


def delete(call: Call) -> None:
    messages.delete(call.connection, call.account, draft(call, call.parameters["id"]))


def send(call: Call) -> dict[str, Any]:
    """Send a draft as it is kept, or with what the call brings."""
    draft_id = call.body.get("id")
    if not draft_id:
        raise invalid_argument("Draft id required")
    if call.media is not None or call.body.get("message", {}).get("raw"):
        rewrite(call, draft_id)
    sent = drafts.send(call.connection, call.account, draft(call, draft_id), now=call.now)
    return resources.reference(sent)


def draft(call: Call, draft_id: str) -> Message:
    """The message of a draft, which must be there."""
    found = drafts.find(call.connection, call.account, draft_id)
    if found is None:
        raise not_found()
    return found


def reference(call: Call, draft_id: str) -> dict[str, Any]:
    """A draft as changes answer it."""
    return {"id": draft_id, "message": resources.reference(draft(call, draft_id))}
