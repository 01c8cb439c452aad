"""The colours of labels are those that Google's own description allows."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from inbox.configuration.document import TagColor
from sync.errors import ProviderError
from sync.providers.gmail import colors, discovery


def test_the_palette_is_the_one_that_google_describes() -> None:
    described = discovery.document("https://gmail.example.org")["schemas"]["LabelColor"]["properties"]

    for name in ("textColor", "backgroundColor"):
        assert frozenset(re.findall(r"#[0-9a-f]{6}", described[name]["description"])) == colors.PALETTE


@pytest.mark.parametrize("color", [one for one in get_args(TagColor) if one])
def test_every_colour_of_a_tag_is_on_the_palette(color: str) -> None:
    assert set(colors.pair(color).values()) <= colors.PALETTE


def test_a_colour_off_the_palette_is_refused() -> None:
    assert colors.pair("#FFAD47")["backgroundColor"] == "#ffad47"
    with pytest.raises(ProviderError, match="not on Gmail's palette"):
        colors.pair("mauve")


@pytest.mark.parametrize("color", colors.PAIRS)
def test_every_label_can_be_read(color: str) -> None:
    lighter, darker = sorted(map(_luminance, colors.PAIRS[color]), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(color: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
