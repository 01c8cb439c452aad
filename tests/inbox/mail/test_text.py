"""What may be stored, what may be shown, and how to shorten it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail.text import displayable, gist, one_line, storable, truncate


@given(st.text())
def test_whatever_comes_can_be_stored_afterwards(text: str) -> None:
    kept = storable(text)

    assert "\0" not in kept
    assert "\r" not in kept
    kept.encode()
    assert storable(kept) == kept


def test_line_ends_of_every_kind_become_one() -> None:
    assert storable("a\r\nb\rc\u2028d\fe") == "a\nb\nc\nd\ne"
    assert storable("ä\r\nb\rc\u2028d\fe") == "ä\nb\nc\nd\ne"


def test_half_a_character_is_left_out() -> None:
    assert storable("a\ud800b") == "ab"


def test_a_name_cannot_turn_its_ending_around() -> None:
    assert displayable("invoice\u202efdp.exe") == "invoicefdp.exe"


def test_one_line_has_single_spaces() -> None:
    assert one_line("  a \n\t b\0  c ") == "a b c"


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_shortened_text_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(truncate(text, limit)) <= limit


def test_short_text_stays_whole() -> None:
    assert truncate("hello", 5) == "hello"


def test_something_missing_is_shown_by_an_ellipsis() -> None:
    assert truncate("hello there", 6) == "hello…"


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧‍👦"

    assert truncate(f"ab{family}cd", 6) == "ab…"
    assert truncate(f"ab{family}cd", 10) == f"ab{family}…"


def test_a_letter_keeps_its_accent() -> None:
    assert truncate("ae\u0301xyz", 3) == "a…"
    assert truncate("ae\u0301xyz", 4) == "ae\u0301…"


def test_accents_without_end_are_cut_all_the_same() -> None:
    assert len(truncate("e" + "\u0301" * 5000, 300)) == 300


def test_a_gist_is_one_line() -> None:
    assert gist("Dear all,\n\nplease   call\nme back", 30) == "Dear all, please call me back"


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (20, "Dear all, please…"),
        (22, "Dear all, please call…"),
        (12, "Dear all…"),
        (7, "Dear…"),
        (5, "Dear…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_gist_is_cut_between_words(length: int, expected: str) -> None:
    assert gist("Dear all, please call me back", length) == expected


def test_a_gist_without_words_is_cut_anywhere() -> None:
    assert gist("https://example.com/a-long-address", 12) == "https://exa…"
