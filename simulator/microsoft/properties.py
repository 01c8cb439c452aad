"""Properties of MAPI that a caller gives a message when making it: what it is, when it came, what its headers were."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulator.microsoft.errors import bad_request

SHAPE = [{"id": str, "value": str}]
NAME = re.compile(r"(String|Integer|SystemTime|Boolean)\s+0x([0-9a-f]{1,8})", re.IGNORECASE)
FLAGS, DELIVERED, TRANSPORTED, IN_REPLY_TO, REFERENCES = 0x0E07, 0x0E06, 0x007D, 0x1042, 0x1039
UNSENT = 8


def given(fields: Mapping[str, Any]) -> dict[int, str]:
    """The values by their tags."""
    found = {}
    for each in fields.get("singleValueExtendedProperties") or ():
        named = NAME.fullmatch(str(each.get("id", "")))
        if named is None:
            raise bad_request("The extended property's id is not valid.", "ErrorInvalidExtendedProperty")
        found[int(named[2], 16)] = str(each.get("value") or "")
    return found


def references(values: Mapping[int, str]) -> dict[str, str]:
    """The headers that say what a mail answers."""
    named = {"In-Reply-To": IN_REPLY_TO, "References": REFERENCES}
    return {name: values[tag] for name, tag in named.items() if values.get(tag)}


def is_draft(values: Mapping[int, str]) -> bool:
    """Whether it is still to be sent, as everything is that says nothing else."""
    return bool(int(values.get(FLAGS) or UNSENT) & UNSENT)


def delivered_at(values: Mapping[int, str], now: datetime) -> datetime:
    """When it came."""
    return datetime.fromisoformat(values[DELIVERED]) if values.get(DELIVERED) else now


def with_headers(raw: bytes, values: Mapping[int, str]) -> bytes:
    """The mail with the headers that it was transported with; how its parts are written stays."""
    told = values.get(TRANSPORTED, "")
    if not told:
        return raw
    kept = [line for line in fields(told) if not line.casefold().startswith(("content-", "mime-version"))]
    head, _, body = raw.partition(b"\r\n\r\n")
    own = [line for line in fields(head.decode("utf-8", "replace"))
           if line.casefold().startswith(("content-", "mime-version"))]  # fmt: skip
    return "\r\n".join([*kept, *own]).encode() + b"\r\n\r\n" + body


def fields(head: str) -> list[str]:
    """The fields of a head, each with its folded lines."""
    found: list[str] = []
    for line in head.splitlines():
        if line[:1] in (" ", "\t") and found:
            found[-1] += f"\r\n{line}"
        elif line.strip():
            found.append(line)
    return found
