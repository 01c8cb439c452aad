"""The ids of messages and threads in their spellings: Gmail API, add-on events."""

import re

HEXADECIMAL = re.compile(r"[0-9a-f]{1,16}")
EVENT_ID = re.compile(r"(?:msg|thread)-(f:|a:r)(\d{1,19})")
# What people write in the mailbox itself has an id in events from which the API's cannot be computed.
DISGUISE = 0x2C5A_91E7_3B08_D46F


def hexadecimal(number: int) -> str:
    """An id as the API spells it."""
    return format(number, "x")


def parse(text: str) -> int | None:
    """The number of an API id, or nothing when it is none."""
    if not HEXADECIMAL.fullmatch(text):
        return None
    number = int(text, 16)
    return number if number < 2**63 else None


def for_event(number: int, *, self_authored: bool, kind: str) -> str:
    """An id as an add-on event carries it; kind is msg or thread."""
    return f"{kind}-a:r{number ^ DISGUISE}" if self_authored else f"{kind}-f:{number}"


def from_event(text: str) -> int | None:
    """The number behind an add-on event's id, or nothing when it is none."""
    match = EVENT_ID.fullmatch(text)
    if match is None:
        return None
    number = int(match[2])
    return number ^ DISGUISE if match[1] == "a:r" else number
