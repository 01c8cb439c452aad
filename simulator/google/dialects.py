"""Where other emulators of the API differ from Google: methods they lack, and what they write in another way."""

from collections.abc import Iterator
from email.header import Header
from fnmatch import fnmatchcase
from typing import Any

from simulator.google.call import Answer
from simulator.google.errors import ApiError, invalid_argument
from simulator.google.faults import Fault
from simulator.google.world import World

MISSING = {
    "dialect-no-profile": "users.getProfile",
    "dialect-no-batch": "batch",
    "dialect-no-labels": "users.labels.*",
    "dialect-no-watch": "users.watch",
}
NEAR_THE_END = 2**64 - 2**31
"""Where a history starts that is to come close to the largest number of 64 bits."""


def missing(world: World, method: str, mailbox: str) -> Answer | None:
    """The answer of a web server that has nothing at this address."""
    for kind, lacking in MISSING.items():
        if fnmatchcase(method, lacking) and (fault := world.faults.standing(kind, method=method, mailbox=mailbox)):
            return nothing_here(fault)
    return None


def nothing_here(fault: Fault) -> Answer:
    """Each server says it in its own way, and none as Google would."""
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    return Answer(fault.status, f"{fault.status} no such method\n".encode(), plain)


def refusal(world: World, method: str, mailbox: str, error: ApiError) -> ApiError:
    """A refusal in the words of the dialect."""
    if error.code == 409 and world.faults.standing("dialect-label-400", method=method, mailbox=mailbox):
        return invalid_argument(error.message)
    return error


def counted_from(world: World, mailbox: str) -> int:
    """What is added to the history ids of a mailbox where it meets the outside."""
    if world.faults.standing("history-uint64", mailbox=mailbox):
        return NEAR_THE_END
    long = world.faults.standing("dialect-long-history", mailbox=mailbox)
    return 0 if long is None else int("9".ljust(min(max(long.amount, 20), 4000), "0"))


def inward(world: World, mailbox: str, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A query with history ids as they are counted within."""
    added = counted_from(world, mailbox)
    if not added:
        return query
    # What lies before the start of the count was never a history id: that history is lost.
    return [
        (name, str(max(int(text) - added, 0)) if name == "startHistoryId" and text.isdigit() else text)
        for name, text in query
    ]


def outward(world: World, method: str, mailbox: str, result: dict[str, Any]) -> dict[str, Any]:
    """An answer in the words of the dialect."""
    if added := counted_from(world, mailbox):
        for each in objects(result):
            if "historyId" in each:
                each["historyId"] = str(int(each["historyId"]) + added)
        for record in result.get("history", ()):
            record["id"] = str(int(record["id"]) + added)
    if world.faults.standing("dialect-encoded-headers", method=method, mailbox=mailbox):
        for each in objects(result):
            if isinstance(each.get("value"), str) and not each["value"].isascii():
                each["value"] = Header(each["value"], "utf-8").encode()
    return result


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within an answer."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)
