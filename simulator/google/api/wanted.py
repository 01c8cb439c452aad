"""The thing a call names by its id, and whether this caller may see it."""

from collections.abc import Sequence

from simulator.google import identifiers, messages
from simulator.google.call import SCOPE, Call
from simulator.google.errors import forbidden, invalid_argument, not_found
from simulator.google.messages import Message
from simulator.google.timing import milliseconds


def number(call: Call, text: str) -> int:
    """The number behind an id; an add-on with an open message may use the ids of its events."""
    parsed = identifiers.parse(text)
    if parsed is None and call.open_message is not None:
        parsed = identifiers.from_event(text)
    if parsed is None:
        raise invalid_argument("Invalid id value")
    return parsed


def message(call: Call, text: str) -> Message:
    """The message of this id, which must be there."""
    found = messages.find(call.connection, call.account, number(call, text))
    if found is None:
        raise not_found()
    method = call.method.id.removeprefix("gmail.")
    age = (milliseconds(call.now) - found.added_at) / 1000
    if call.world.faults.take("fresh-404", method=method, mailbox=call.account.email, age=age):
        raise not_found()
    return found


def check_open(call: Call, found: Sequence[Message]) -> None:
    """An add-on sees the open message; with the readonly scope, the rest of its thread too."""
    if call.open_message is None:
        return
    opened = messages.find(call.connection, call.account, call.open_message)
    whole_thread = f"{SCOPE}gmail.addons.current.message.readonly" in call.scopes
    for each in found:
        if opened is None or not (each.id == opened.id or (whole_thread and each.thread == opened.thread)):
            raise forbidden("Access denied: this is not the open message.")


def style(call: Call) -> str:
    """The format asked for, which the token must be good for."""
    chosen = str(call.parameters.get("format", "full"))
    if call.only_metadata and chosen in {"full", "raw"}:
        raise forbidden(f"Metadata scope doesn't allow format {chosen.upper()}")
    return chosen
