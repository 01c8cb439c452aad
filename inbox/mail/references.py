"""Message-IDs as they stand in Message-ID, In-Reply-To and References, and what senders make of them."""

import hashlib
import re
from collections.abc import Iterable

from inbox.mail.text import one_line

_BRACKETED = re.compile(r"<([^<>]+)>")
_BARE = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
_MOST = 100
_LONGEST = 250


def message_id(value: str) -> str | None:
    """The one Message-ID a field holds, as `<…>`, or None."""
    found = message_ids([value])
    return found[0] if found else None


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """The Message-IDs of some fields, oldest first, each once; of very many, the first and the newest."""
    found: dict[str, None] = {}
    for value in values:
        bracketed = _BRACKETED.findall(value)
        for inside in bracketed or _BARE.findall(value[:5000]):
            normal = _normal(inside)
            if normal:
                found.pop(normal, None)
                found[normal] = None
    ids = tuple(found)
    return ids if len(ids) <= _MOST else (ids[0], *ids[1 - _MOST :])


def _normal(inside: str) -> str:
    """Without the blanks that folding left; one that is too long to be stored is replaced by its digest."""
    bare = "".join(one_line(inside).split())
    if len(bare) > _LONGEST:
        return f"<{hashlib.sha256(bare.encode()).hexdigest()}@long.invalid>"
    return f"<{bare}>" if bare else ""
