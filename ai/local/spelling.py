"""Words of a lexicon recognised in what people type: endings, compounds, numbers in a range, and misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FEWEST_SIGNS = 5
"""Shorter words are too near to others to be guessed at."""
_LONG = 8
"""From so many signs on two slips are forgiven."""
_MOST_SIGNS = 30
"""No longer word was mistyped: it is an address, or made to keep us busy."""
_KEPT = 60_000
_FEWEST_TOGETHER, _MOST_TOGETHER = 8, 40
"""A word of so many signs may be several without a blank."""
_FEWEST_OF_PART = 3
_SMALL = """
    i a my in of no me is to am an la el de un se mi mis er es im ich hat have and the und der die das y que
    kriege kriegt bekomme bekommt habe hab tengo tiene since seit desde now jetzt ahora she he sie
"""
_SMALL_PARTS = frozenset(_SMALL.split())


class Vocabulary:
    """Word patterns by number; says which of them a word matches, and remembers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._inside: list[tuple[str, int]] = []
        self._ranges: list[tuple[float, float, int]] = []
        self._misspelled: dict[str, tuple[tuple[str, int], ...]] = {}
        self._misspelled_beginnings: dict[str, tuple[tuple[str, int], ...]] = {}
        self._common: set[str] = set()
        self._seen: dict[tuple[str, bool], tuple[int, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    def add(self, pattern: str) -> int:
        """The number of a pattern, new or known."""
        if pattern in self._numbers:
            return self._numbers[pattern]
        number = self._numbers[pattern] = len(self._numbers)
        core = pattern.strip("*")
        if pattern.startswith("#"):
            low, _, high = pattern[1:].partition("..")
            self._ranges.append((float(low), float(high), number))
        elif pattern.startswith("*"):
            self._inside.append((core, number))
        elif pattern.endswith("*"):
            self._beginnings[core] = number
        else:
            self._exact[core] = number
        if not pattern.startswith("#") and len(core) >= _FEWEST_SIGNS:
            _file(self._misspelled, _shortened(core, _slips(core)), core, number)
        if pattern.endswith("*") and len(core) > _FEWEST_SIGNS:
            _file(self._misspelled_beginnings, _shortened(core, 1), core, number)
        return number

    def never_misspelled(self, words: Iterable[str]) -> None:
        """These are words of their own, however near they come to another."""
        self._common.update(words)

    def known(self, word: str, *, fuzzy: bool = True) -> tuple[int, ...]:
        """The numbers of the patterns that a word matches."""
        seen = self._seen.get((word, fuzzy))
        if seen is None:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            seen = self._seen[(word, fuzzy)] = tuple(self._matching(word, fuzzy))
        return seen

    def parts(self, word: str) -> tuple[str, ...]:
        """The known words that were put together to this one; itself where it is known or not made of such."""
        if not _FEWEST_TOGETHER <= len(word) <= _MOST_TOGETHER or not word.isalpha() or word in self._common:
            return (word,)
        if word not in self._parts:
            if len(self._parts) > _KEPT:
                self._parts.clear()
            self._parts[word] = (word,) if self._matching(word, False) else self._split(word) or (word,)
        return self._parts[word]

    def _split(self, word: str) -> tuple[str, ...]:
        """The fewest known words that make up all of it."""
        best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
        for end in range(1, len(word) + 1):
            for start in range(end):
                before, part = best[start], word[start:end]
                shortest = best[end]
                if before is not None and (shortest is None or len(before) + 1 < len(shortest)) and self._is_part(part):
                    best[end] = (*before, part)
        return best[-1] or ()

    def _is_part(self, part: str) -> bool:
        if part in _SMALL_PARTS:
            return True
        return len(part) >= _FEWEST_OF_PART and (part in self._exact or part in self._beginnings)

    def _matching(self, word: str, fuzzy: bool) -> set[int]:
        if word[:1].isdigit():
            value = _value(word)
            return {number for low, high, number in self._ranges if value is not None and low <= value <= high} | (
                {self._exact[word]} if word in self._exact else set()
            )
        found = {
            self._beginnings[word[:end]]
            for end in range(2, min(len(word), 2 * _MOST_SIGNS) + 1)
            if word[:end] in self._beginnings
        }
        found.update(number for core, number in self._inside if core in word)
        if word in self._exact:
            found.add(self._exact[word])
        if not found and fuzzy and _FEWEST_SIGNS <= len(word) <= _MOST_SIGNS and word not in self._common:
            found.update(self._similar(word))
        return found

    def _similar(self, word: str) -> Iterator[int]:
        for short in _shortened(word, _slips(word)):
            for core, number in self._misspelled.get(short, ()):
                if word[0] == core[0] and _distance(word, core) <= min(_slips(core), _slips(word)):
                    yield number
        for end in range(_FEWEST_SIGNS, len(word)):
            for short in _shortened(word[:end], 1):
                for core, number in self._misspelled_beginnings.get(short, ()):
                    if word[0] == core[0] and _distance(word[:end], core) == 1:
                        yield number


def _file(index: dict[str, tuple[tuple[str, int], ...]], shorts: Iterable[str], core: str, number: int) -> None:
    """Under each of its shorter forms, which are hundreds: all of them share one entry as long as they can."""
    alone = ((core, number),)
    for short in shorts:
        before = index.get(short)
        index[short] = alone if before is None else before + alone


def _slips(word: str) -> int:
    return 1 if len(word) < _LONG else 2


def _shortened(word: str, slips: int) -> set[str]:
    """The word with up to so many signs left out: two words a slip apart share one of these."""
    shorter = all_of_them = {word}
    for _ in range(slips):
        shorter = {one[:place] + one[place + 1 :] for one in shorter for place in range(len(one))}
        all_of_them = all_of_them | shorter
    return all_of_them


def _distance(one: str, other: str) -> int:
    """Letters wrong, missing, too many or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        two_before, before, row = before, row, [i] + [0] * len(other)
        for j, target in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != target))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == target:
                row[j] = min(row[j], two_before[j - 2] + 1)
    return row[-1]


def _value(word: str) -> float | None:
    """The first number of `38,6` or `200/110`."""
    match = re.match(r"\d+(?:[.,]\d+)?", word)
    return float(match.group().replace(",", ".")) if match else None
