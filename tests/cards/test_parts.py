"""Pieces of pages: rows of buttons that fit."""

from __future__ import annotations

import pytest

from cards.kit import Button, Open
from cards.parts import in_rows


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["Take", "Assign…", "Pending", "Close", "Snooze…", "Note…"], [3, 3]),
        (["Übernehmen", "Zuweisen …", "Wartet", "Schließen", "Zurückstellen …", "Notiz …"], [2, 2, 2]),
        (["A button with more words than fit into a row of their own", "OK"], [1, 1]),
        (["A", "B", "C", "D"], [3, 1]),
        ([], []),
    ],
)
def test_rows_hold_three_buttons_and_what_fits_beside_one_another(words: list[str], rows: list[int]) -> None:
    drawn = in_rows(*(Button(one, Open("home")) for one in words))
    assert [len(row.buttons) for row in drawn] == rows
