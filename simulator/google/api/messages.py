"""users.messages of the Gmail API."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from simulator.google import grouping, mail, messages, payload, reading, resources, sending, validation
from simulator.google.api import changes, lists, wanted
from simulator.google.call import Call
from simulator.google.errors import invalid_argument
from simulator.google.mail import Mail
from simulator.google.messages import Message
from simulator.google.timing import milliseconds

MOST_IDS = 1000


def get(call: Call) -> dict[str, Any]:
    found = wanted.message(call, call.parameters["id"])
    wanted.check_open(call, [found])
    headers = call.parameters.get("metadataHeaders", ())
    return resources.message(call.connection, found, wanted.style(call), headers)


def list_(call: Call) -> dict[str, Any]:
    page = lists.page(call, reading.messages)
    return resources.message_page(call.connection, call.account, page)


def insert(call: Call) -> dict[str, Any]:
    return filed(call, call.body.get("labelIds", []), usual_date="receivedTime")


def import_(call: Call) -> dict[str, Any]:
    return filed(call, call.body.get("labelIds", ["INBOX", "UNREAD"]), usual_date="dateHeader")


def filed(call: Call, label_ids: list[str], *, usual_date: str) -> dict[str, Any]:
    """Put a mail into the mailbox that nobody sends."""
    raw = mail_of(call, call.body)
    facts = mail.read(raw)
    if own := {"CHAT", "DRAFT"} & set(label_ids):
        raise invalid_argument(f"Invalid label: {min(own)}")
    source = call.parameters.get("internalDateSource", usual_date)
    received = facts.date if source == "dateHeader" and facts.date else call.now
    try:
        stored = messages.add(
            call.connection,
            call.account,
            raw,
            internal_date=milliseconds(received.astimezone(UTC)),
            label_ids=label_ids,
            added_at=milliseconds(call.now),
            mail=facts,
            thread=thread_of(call, call.body, facts),
        )
    except messages.UnknownLabel as unknown:
        raise invalid_argument(f"Invalid label: {unknown}") from unknown
    if call.parameters.get("deleted"):
        messages.delete(call.connection, call.account, stored)
    return resources.reference(stored)


def send(call: Call) -> dict[str, Any]:
    raw = mail_of(call, call.body)
    thread = thread_of(call, call.body, mail.read(raw))
    sent = sending.send(call.connection, call.account, raw, thread=thread, now=call.now)
    return resources.reference(sent)


def mail_of(call: Call, message: Mapping[str, Any]) -> bytes:
    """The mail a call brings: beside its JSON, or in the message's raw."""
    raw = call.media if call.media is not None else validation.octets(message.get("raw", ""))
    if not raw.strip():
        raise invalid_argument("'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    return raw


def thread_of(call: Call, message: Mapping[str, Any], facts: Mail) -> int | None:
    """The thread a mail goes to, None for one of its own."""
    named = sending.named_thread(call.connection, call.account, message.get("threadId"), facts)
    return named or grouping.thread_of_arrival(call.connection, call.account.key, facts)


def modify(call: Call) -> dict[str, Any]:
    found = wanted.message(call, call.parameters["id"])
    return resources.reference(changes.apply(call, found, changes.label_change(call)))


def batch_modify(call: Call) -> None:
    """Unknown ids are passed over, as the empty answer cannot tell of them."""
    change = changes.label_change(call)
    for found in named(call):
        changes.apply(call, found, change)


def batch_delete(call: Call) -> None:
    for found in named(call):
        messages.delete(call.connection, call.account, found)


def named(call: Call) -> list[Message]:
    """The messages a body lists."""
    ids = call.body.get("ids", [])
    if not ids:
        raise invalid_argument("No message ids specified")
    if len(ids) > MOST_IDS:
        raise invalid_argument(f"Too many message ids specified: at most {MOST_IDS}")
    found = (messages.find(call.connection, call.account, wanted.number(call, each)) for each in ids)
    return [message for message in found if message is not None]


def delete(call: Call) -> None:
    messages.delete(call.connection, call.account, wanted.message(call, call.parameters["id"]))


def trash(call: Call) -> dict[str, Any]:
    found = wanted.message(call, call.parameters["id"])
    return resources.reference(messages.relabel(call.connection, call.account, found, add=["TRASH"]))


def untrash(call: Call) -> dict[str, Any]:
    found = wanted.message(call, call.parameters["id"])
    return resources.reference(messages.relabel(call.connection, call.account, found, remove=["TRASH"]))


def attachment(call: Call) -> dict[str, Any]:
    found = wanted.message(call, call.parameters["messageId"])
    wanted.check_open(call, [found])
    content = payload.attachment(messages.raw_of(call.connection, found), call.parameters["id"])
    if content is None:
        raise invalid_argument("Invalid attachment token")
    return {"size": len(content), "data": payload.web_safe(content)}
