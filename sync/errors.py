"""What a provider can answer instead of mail: later, never again, or start over."""

from __future__ import annotations


class ProviderError(Exception):
    """The provider refused; trying again would not help. The text is for an admin, `status` for the provider's code."""

    def __init__(self, reason: str, *, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class TryAgain(ProviderError):
    """The provider cannot answer just now. `after` is the number of seconds to leave it alone."""

    def __init__(self, reason: str, *, after: float = 0.0, status: int = 0) -> None:
        super().__init__(reason, status=status)
        self.after = after


class Refrained(TryAgain):
    """Not done, for certain: the provider asks for patience, and what was asked for may be asked for again."""


class UnitsSpent(Refrained):
    """Our own budget for the mailbox is spent for the moment; others, more urgent, may still have some."""


class AccessLost(ProviderError):
    """We may no longer read the mailbox. `next_step` is what an admin does about it."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.next_step = next_step


class SignInAgain(ProviderError):
    """The provider wants to see the person themselves; `claims` is what it wants their next sign-in to be asked for."""

    def __init__(self, reason: str, *, claims: str = "", status: int = 0) -> None:
        super().__init__(reason, status=status)
        self.claims = claims


class CursorLost(ProviderError):
    """The provider no longer knows our place in its changes or in its listing: start over from what it has now."""


class NameTaken(ProviderError):
    """There is a label of that name already, or one that the provider takes for the same."""


class NoLabels(ProviderError):
    """The server of the mailbox has no labels."""


class LeaseLost(Exception):
    """Another worker took the mailbox over; what this one read may not be stored."""
