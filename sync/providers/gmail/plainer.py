"""What a server of this API lacks: Google has it, others that speak its language may not, and a plainer call will do.

It is found out by asking, remembered for the mailbox and said once in the log. After some time it is asked for again:
a proxy that was set up badly, or a server that was too old, may have been mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import structlog

from sync.errors import ProviderError
from sync.line import Gaps
from sync.providers.gmail.refusals import Lacking

_NOT_HERE = 404
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Server:
    """The server of one mailbox, and what it lacks."""

    gaps: Gaps
    mailbox_id: int

    def lacks(self, method: str) -> bool:
        """Whether that was found out a short while ago."""
        return method in self._known

    def found_lacking(self, method: str, refusal: ProviderError, *, instead: str) -> None:
        """Remember it. Raises the refusal when it means something else.

        Only for methods whose address holds no id: there a 404 can mean nothing else.
        """
        if not (isinstance(refusal, Lacking) or refusal.status == _NOT_HERE):
            raise refusal
        self.remember(method, instead=instead)

    def remember(self, method: str, *, instead: str) -> None:
        """Use the plainer way for a while, and say so once."""
        self._known.add(method)
        if self.gaps.add(method):
            _log.warning("the provider lacks a method", mailbox=self.mailbox_id, method=method, instead=instead)

    @cached_property
    def _known(self) -> set[str]:
        return self.gaps.known()
