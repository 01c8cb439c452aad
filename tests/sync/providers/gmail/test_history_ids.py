"""History ids of any length."""

from __future__ import annotations

import pytest

from sync.errors import ProviderError
from sync.providers.gmail import history_ids

NINES = "9" * 5000


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ("9", "10", "10"), ("10", "9", "10"), ("009", "8", "009"), ("0", "00", "0"), (NINES, "1" + NINES, "1" + NINES),
        (str(2**64 - 1), str(2**63), str(2**64 - 1)), ("", "1", "1"),
    ],
)  # fmt: skip
def test_the_later_one_is_the_larger_number(one: str, other: str, later: str) -> None:
    assert history_ids.later(one, other) == later


def test_a_version_is_reached_by_itself_and_by_later_ones_only() -> None:
    assert history_ids.is_reached("10", "9")
    assert history_ids.is_reached("10", "010")
    assert history_ids.is_reached(NINES + "0", NINES)
    assert not history_ids.is_reached("9", "10")
    assert not history_ids.is_reached("", "9")
    assert not history_ids.is_reached("9", "")
    assert not history_ids.is_reached("x", "y")


def test_what_cannot_be_kept_whole_is_not_kept_in_part() -> None:
    assert history_ids.version("1" * 64) == "1" * 64
    assert history_ids.version("1" * 65) == ""
    assert history_ids.cursor("1" * 4000) == "1" * 4000
    with pytest.raises(ProviderError):
        history_ids.cursor(NINES)
