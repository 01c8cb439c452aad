"""Words of a lexicon recognised in what people type: endings, compounds, numbers in a range, and misspellings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_FEWEST_SIGNS = 5
"""Shorter words are too near to others to be guessed at."""
_LONG = 8
"""From so many signs on two slips are forgiven."""
_KEPT = 60_000


class Vocabulary:
    """Word patterns by number; says which of them a word matches, and remembers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._inside: list[tuple[str, int]] = []
        self._ranges: list[tuple[float, float, int]] = []
        self._misspelled: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._misspelled_beginnings: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._common: set[str] = set()
        self._seen: dict[tuple[str, bool], tuple[int, ...]] = {}

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
            for short in _shortened(core, _slips(core)):
                self._misspelled[short].add((core, number))
        if pattern.endswith("*") and len(core) > _FEWEST_SIGNS:
            for short in _shortened(core, 1):
                self._misspelled_beginnings[short].add((core, number))
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

    def _matching(self, word: str, fuzzy: bool) -> set[int]:
        if word[:1].isdigit():
            value = _value(word)
            return {number for low, high, number in self._ranges if value is not None and low <= value <= high} | (
                {self._exact[word]} if word in self._exact else set()
            )
        found = {self._beginnings[word[:end]] for end in range(2, len(word) + 1) if word[:end] in self._beginnings}
        found.update(number for core, number in self._inside if core in word)
        if word in self._exact:
            found.add(self._exact[word])
        if not found and fuzzy and len(word) >= _FEWEST_SIGNS and word not in self._common:
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
