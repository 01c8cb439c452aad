"""History ids: at Google numbers of 64 bits, elsewhere of any length; compared as texts, never calculated with."""

from __future__ import annotations

from sync.errors import ProviderError

_VERSION, _CURSOR = 64, 4000
"""How many digits the columns that keep them hold."""


def later(one: str, other: str) -> str:
    """The larger number."""
    return max(one, other, key=_order)


def is_reached(held: str, other: str) -> bool:
    """Whether the number held is at least the other; without two numbers nobody knows."""
    return held.isdecimal() and other.isdecimal() and _order(held) >= _order(other)


def version(history_id: str) -> str:
    """The id as the version of a message; none where it is too long to keep, and then the message is looked up."""
    return history_id if len(history_id) <= _VERSION else ""


def cursor(history_id: str) -> str:
    """The id as a cursor. Raises ProviderError where it cannot be kept."""
    if len(history_id) > _CURSOR:
        raise ProviderError(f"The provider's history ids have more than {_CURSOR} digits")
    return history_id


def _order(number: str) -> tuple[int, str]:
    digits = number.lstrip("0")
    return len(digits), digits
