"""How dangerous a mail sounds: learnt from invented mail, over its words, pieces of words, and what the lexicons found.

The examples are `lexicons/danger.*.tsv`, a line each: 1 or 0 and a mail. `python -m ai.local.teaching` learns from
them and writes `lexicons/danger.npz`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ai.local import grams
from ai.local.words import Word

Weights = NDArray[np.float32]

FILE = "danger.npz"
_TELLING = 4
"""So many words are given as a reason."""
_LONGEST_WORD = 30


@dataclass(frozen=True)
class Judge:
    """What was learnt of a language."""

    rarity: Weights
    """How much each place of `grams` tells."""
    grams: Weights
    evidence: Weights
    """For each of the numbers that the lexicons give."""
    offset: float
    threshold: float
    """From here on it is urgent."""

    def hear(self, text: str, evidence: Sequence[float]) -> float:
        """How dangerous it sounds; what is above the threshold may not wait."""
        return float(self.sound([text])[0] + self.evidence @ np.asarray(evidence, np.float32)) + self.offset

    def sound(self, texts: Sequence[str]) -> Weights:
        """What the words and their pieces alone add, for each text."""
        rows = grams.weighed(grams.counted(texts), self.rarity)
        found: Weights = rows @ self.grams
        return found

    def telling(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words that weigh most, in their order."""
        distinct = {word.folded: word for word in reversed(words) if len(word.folded) <= _LONGEST_WORD}
        if not distinct:
            return ()
        counts = grams.counted(tuple(distinct))
        weights = counts @ (self.rarity * self.grams)
        heaviest = sorted(zip(weights.tolist(), distinct.values(), strict=True), key=lambda pair: -pair[0])
        return tuple(sorted((word for _, word in heaviest[:_TELLING]), key=lambda word: word.start))


@lru_cache(maxsize=8)
def judge(name: str) -> Judge:
    """Who was taught a language."""
    return unpacked(resources.files("ai.local").joinpath("lexicons", FILE).read_bytes(), name)


def packed(judges: dict[str, Judge], taught_by: str) -> bytes:
    """Judges as bytes, with the digest of what they were taught by."""
    arrays: dict[str, NDArray[np.generic]] = {"taught_by": np.frombuffer(taught_by.encode(), np.uint8)}
    for name, one in judges.items():
        places = np.flatnonzero(one.grams)
        arrays |= {
            f"{name}.steps": np.diff(places, prepend=0).astype("<u4"),
            f"{name}.grams": one.grams[places].astype("<f2"),
            f"{name}.rarity": one.rarity[places].astype("<f2"),
            f"{name}.evidence": one.evidence.astype("<f4"),
            f"{name}.rest": np.array([one.offset, one.threshold, one.rarity.max()], "<f4"),
        }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def unpacked(state: bytes, name: str) -> Judge:
    """One of the judges."""
    with np.load(io.BytesIO(state), allow_pickle=False) as file:
        part = {key: file[f"{name}.{key}"] for key in ("steps", "grams", "rarity", "evidence", "rest")}
    places = np.cumsum(part["steps"].astype(np.int64))
    offset, threshold, unheard = map(float, part["rest"])
    rarity, weights = np.full(grams.WIDTH, unheard, np.float32), np.zeros(grams.WIDTH, np.float32)
    rarity[places], weights[places] = part["rarity"], part["grams"]
    return Judge(rarity, weights, part["evidence"], offset, threshold)


def taught_by() -> str:
    """The digest of the examples that the shipped judges were taught by."""
    data = resources.files("ai.local").joinpath("lexicons", FILE).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return bytes(file["taught_by"]).decode()
