"""What a server of this API lacks: Google has it, others that speak its language may not, and a plainer call will do.

It is found out by asking, remembered for the mailbox and said once in the log. After some time it is asked for again:
a proxy that was set up badly, or a server that was too old, may have been mended.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

from sync.errors import ProviderError
from sync.providers.gmail.refusals import Lacking

_KEPT = 3600.0
_NOT_HERE = 404
_log = structlog.get_logger(__name__)
_until: dict[tuple[str, str, str], float] = {}
"""Until when it is taken for granted that a mailbox's server lacks a method; shared by all connections of a process."""
_told: set[tuple[str, str, str]] = set()


@dataclass(frozen=True)
class Server:
    """Where the API of one mailbox is, and what it lacks."""

    api_url: str
    address: str
    mailbox_id: int

    def lacks(self, method: str) -> bool:
        """Whether that was found out a short while ago."""
        return _until.get((self.api_url, self.address, method), 0.0) > time.monotonic()

    def found_lacking(self, method: str, refusal: ProviderError, *, instead: str) -> None:
        """Remember it. Raises the refusal when it means something else.

        Only for methods whose address holds no id: there a 404 can mean nothing else.
        """
        if not (isinstance(refusal, Lacking) or refusal.status == _NOT_HERE):
            raise refusal
        self.remember(method, instead=instead)

    def remember(self, method: str, *, instead: str) -> None:
        """Use the plainer way for a while, and say so once."""
        key = (self.api_url, self.address, method)
        _until[key] = time.monotonic() + _KEPT
        if key not in _told:
            _told.add(key)
            _log.warning("the provider lacks a method", mailbox=self.mailbox_id, method=method, instead=instead)
