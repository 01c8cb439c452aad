"""The 25 colours that a category may have, and those of them that our tags' colours become."""

from __future__ import annotations

import re

from sync.errors import ProviderError

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAMED = {
    "gray": "preset12", "red": "preset0", "orange": "preset1", "yellow": "preset3", "green": "preset4",
    "teal": "preset5", "blue": "preset7", "purple": "preset8", "pink": "preset9",
}  # fmt: skip
_SHOWN = (
    "#e7a1a2", "#f9ba89", "#f7dd8f", "#fcfa90", "#78d168", "#9fdcc9", "#c6d2b0", "#9db7e8", "#b5a1e2", "#daaec2",
    "#dad9dc", "#6b7994", "#bfbfbf", "#6f6f6f", "#4f4f4f", "#c11a25", "#e2620d", "#c79930", "#b9b300", "#368f2b",
    "#329b7a", "#778b45", "#2858a5", "#5c3fa3", "#93446b",
)  # fmt: skip
"""As Outlook shows them, in their order: a colour written as #rrggbb becomes the one nearest to it."""


def preset(color: str) -> str:
    """Graph's name of a colour, `none` for none. Raises ProviderError for what is no colour."""
    if not color:
        return "none"
    if color in _NAMED:
        return _NAMED[color]
    if not _HEX.fullmatch(color):
        raise ProviderError(f"{color} is no colour for a category.", status=400)
    wanted = _parts(color)
    distances = [sum((a - b) ** 2 for a, b in zip(_parts(one), wanted, strict=True)) for one in _SHOWN]
    return f"preset{distances.index(min(distances))}"


def _parts(color: str) -> tuple[int, ...]:
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))
