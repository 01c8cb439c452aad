"""The colours of categories."""

from __future__ import annotations

import re

import pytest

from sync.errors import ProviderError
from sync.providers.gmail.colors import PAIRS, PALETTE
from sync.providers.outlook import colors


def test_every_colour_that_tags_have_becomes_one_of_outlooks() -> None:
    assert all(re.fullmatch(r"preset(1?\d|2[0-4])", colors.preset(color)) for color in (*PAIRS, *PALETTE))
    assert len({colors.preset(color) for color in PAIRS}) == len(PAIRS)


def test_no_colour_is_a_colour() -> None:
    assert colors.preset("") == "none"


def test_a_written_colour_becomes_the_nearest() -> None:
    assert (colors.preset("#c11a24"), colors.preset("#2858A5")) == ("preset15", "preset22")


def test_what_is_no_colour_is_refused() -> None:
    with pytest.raises(ProviderError, match="mauve"):
        colors.preset("mauve")
