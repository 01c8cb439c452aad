"""What every call of a mail client says, whichever client it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from addon.inputs import Inputs


class Event(Protocol):
    """One call: what was opened or pressed, with what typed, on whose screen."""

    @property
    def locale(self) -> str:
        """The language of the client; empty when it is not said."""

    @property
    def time_zone(self) -> str:
        """The name of the zone of the person's screen; empty when it is not said, or said in no way we know."""

    @property
    def parameters(self) -> dict[str, str]:
        """What the card sent along."""

    @property
    def inputs(self) -> Inputs:
        """What was typed and chosen."""

    @property
    def typed(self) -> Mapping[str, Any]:
        """The same as it came, for telling presses apart."""

    @property
    def mail_id(self) -> str:
        """The id by which the person's own mailbox knows the open mail, for good; empty where none does so."""

    @property
    def has_mail(self) -> bool:
        """Whether a mail is open."""
