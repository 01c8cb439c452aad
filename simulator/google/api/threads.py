"""users.threads of the Gmail API."""

from typing import Any

from simulator.google import messages, reading, resources
from simulator.google.api import changes, lists, wanted
from simulator.google.call import Call
from simulator.google.errors import not_found
from simulator.google.messages import Message


def get(call: Call) -> dict[str, Any]:
    number = wanted.number(call, call.parameters["id"])
    if call.open_message is not None:
        wanted.check_open(call, messages.of_thread(call.connection, call.account, number))
    headers = call.parameters.get("metadataHeaders", ())
    found = resources.thread(call.connection, call.account, number, wanted.style(call), headers)
    if found is None:
        raise not_found()
    return found


def list_(call: Call) -> dict[str, Any]:
    page = lists.page(call, reading.threads)
    return resources.thread_page(call.connection, call.account, page)


def modify(call: Call) -> dict[str, Any]:
    change = changes.label_change(call)
    return changed(call, [changes.apply(call, message, change) for message in in_thread(call)])


def trash(call: Call) -> dict[str, Any]:
    return relabelled(call, add=["TRASH"])


def untrash(call: Call) -> dict[str, Any]:
    return relabelled(call, remove=["TRASH"])


def delete(call: Call) -> None:
    for message in in_thread(call):
        messages.delete(call.connection, call.account, message)


def relabelled(call: Call, **change: list[str]) -> dict[str, Any]:
    """Change the labels of every message now in the thread."""
    return changed(call, [messages.relabel(call.connection, call.account, each, **change) for each in in_thread(call)])


def in_thread(call: Call) -> list[Message]:
    """The messages of the thread a call names; there must be some."""
    number = wanted.number(call, call.parameters["id"])
    found = messages.of_thread(call.connection, call.account, number)
    if not found:
        raise not_found()
    return found


def changed(call: Call, found: list[Message]) -> dict[str, Any]:
    """A changed thread as it is answered."""
    return {"id": call.parameters["id"], "messages": [resources.reference(message) for message in found]}
