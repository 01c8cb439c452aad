"""How much texts are like each other: by what they mean, by the words in them, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ai.local import grams
from ai.local.ridge import Numbers

_COMMON = 2.0
"""How much all texts are alike: what they have in common is to tell nothing."""


class Embedder(Protocol):
    """What gives texts their place among other texts."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of numbers of length 1 for each text."""
        ...


@dataclass(frozen=True)
class Rows:
    """Texts as numbers."""

    counts: sparse.csr_array
    rarity: NDArray[np.float32]
    meanings: NDArray[np.float32] | None = None

    @classmethod
    def of(cls, texts: Sequence[str], embedder: Embedder | None, rarity: NDArray[np.float32] | None = None) -> Rows:
        """Of texts; `rarity` is how much words tell among the texts that these are held against."""
        counts = grams.counted(texts)
        meanings = embedder.embed(texts) if embedder else None
        return cls(counts, grams.rarity(counts) if rarity is None else rarity, meanings)

    def at(self, places: NDArray[np.intp]) -> Rows:
        """Some of them."""
        meanings = None if self.meanings is None else self.meanings[places]
        return replace(self, counts=self.counts[places], meanings=meanings)


class Against:
    """Texts that others are held against: how much they are like them."""

    def __init__(self, rows: Rows, mix: float, near: float) -> None:
        """`mix` is how much words count; the rest is meaning.

        `near` is how much more a step among near meanings tells than one among far ones; 0: no more.
        """
        self._words = grams.weighed(rows.counts, rows.rarity)
        self._meanings = None if rows.meanings is None or mix == 1 else rows.meanings.astype(np.float64)
        self._near = near
        self._mix = mix if self._meanings is not None else 1.0
        self._sizes = [1.0, 1.0]
        raw = self._raw(self._words, self._meanings)
        self._sizes = [_size(one) for one in raw]
        self.among = self._mixed(raw)

    def of(self, rows: Rows) -> Numbers:
        """A row for each text, a column for each of these."""
        return self._mixed(self._raw(grams.weighed(rows.counts, rows.rarity), rows.meanings))

    def _raw(self, words: sparse.csr_array, meanings: NDArray[np.float32] | Numbers | None) -> list[Numbers]:
        found = [np.asarray((words @ self._words.T).todense(), np.float64)]
        if self._meanings is not None and meanings is not None:
            alike = meanings @ self._meanings.T
            if self._near:
                alike -= 1
                alike *= self._near
                np.exp(alike, out=alike)
            found.append(alike)
        return found

    def _mixed(self, raw: list[Numbers]) -> Numbers:
        found = raw[0] * (self._mix / self._sizes[0]) + _COMMON
        return found + raw[1] * ((1 - self._mix) / self._sizes[1]) if len(raw) > 1 else found


def among(rows: Rows, mix: float, near: float) -> Numbers:
    """How much each of these is like each other."""
    return Against(rows, mix, near).among


def _size(alike: Numbers) -> float:
    """How much a text is like itself beyond what all are like each other."""
    if not len(alike):
        return 1.0
    return max(float(np.trace(alike) / len(alike) - alike.mean()), 1e-6)
