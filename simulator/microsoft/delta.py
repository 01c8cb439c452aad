"""Delta: first everything in a folder, then what changed since, page by page."""

import base64
import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

from simulator.microsoft.errors import GraphError, bad_request


@dataclass(frozen=True)
class Token:
    """Where a caller stands: the query they began with, and how far they are."""

    account: int
    folder: int
    since: int
    """The last change they know of."""
    until: int
    """The last change this round tells of."""
    walking: bool
    """Whether they still go through what lies in the folder."""
    received: int = 2**62
    key: int = 2**62
    """The place in the walk behind which the next page begins."""
    told: int = 0
    select: tuple[str, ...] = ()
    filter: str = ""
    attachments: bool = False
    extended: tuple[str, ...] = ()
    change_type: str = ""
    top: int = 0
    empty: bool = False
    """Whether an empty page was put in before this one."""

    def spelled(self) -> str:
        """The token as callers see it: nothing they could read."""
        text = json.dumps(vars(self), separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")

    def done(self) -> "Token":
        """Where the next round begins."""
        return replace(self, walking=False, since=self.until, received=2**62, key=2**62, told=0, empty=False)


def read(text: str) -> Token:
    """The token behind its spelling."""
    try:
        plain = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        values: dict[str, Any] = json.loads(plain)
        lists = {name: tuple(values[name]) for name in ("select", "extended")}
        return Token(**values | lists)
    except (ValueError, zlib.error, TypeError, KeyError) as trouble:
        raise bad_request("Badly formed token.", "ErrorInvalidUrlQuery") from trouble


def expired(status: int, code: str, location: str) -> GraphError:
    """The token is no longer known: everything must be read again."""
    message = "The sync state generation is not found; the client must begin a full synchronization."
    headers = {"Location": location} if status == 410 else {}
    return GraphError(status, code, message, **headers)
