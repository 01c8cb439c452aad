"""Loading one ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from sync.prefetch import ahead, batches


def test_everything_comes_in_order() -> None:
    assert list(ahead(range(5), lambda number: number * 2)) == [0, 2, 4, 6, 8]
    assert list(ahead([], str)) == []


def test_the_next_is_under_way_while_the_caller_works_on_one() -> None:
    loaded: dict[int, threading.Event] = {number: threading.Event() for number in range(3)}

    def load(number: int) -> int:
        loaded[number].set()
        return number

    for number in ahead(range(3), load):
        if number < 2:
            assert loaded[number + 1].wait(5)


def test_nothing_is_loaded_that_nobody_asked_for() -> None:
    loaded: list[int] = []
    enough = False

    def items() -> Iterator[int]:
        for number in range(100):
            if enough:
                return
            yield number

    def load(number: int) -> int:
        loaded.append(number)
        return number

    taken = []
    for number in ahead(items(), load):
        taken.append(number)
        enough = number >= 3

    assert taken == loaded
    assert len(loaded) == 5


def test_what_fails_fails_where_it_stands() -> None:
    def load(number: int) -> int:
        if number == 2:
            raise ValueError("no")
        return number

    taken = []
    with pytest.raises(ValueError, match="no"):
        for number in ahead(range(5), load):
            taken.append(number)
    assert taken == [0, 1]


def test_batches_are_full_but_the_last() -> None:
    assert list(batches("abcde", 2)) == ["ab", "cd", "e"]
    assert list(batches("", 2)) == []
