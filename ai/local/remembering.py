"""An embedder that computes each text once: whoever learns asks for the same ones again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """What gives texts their place among other texts."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of numbers of length 1 for each text."""
        ...


class Remembering:
    """For as long as one is learning; what it holds goes with it."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, in their order; those that are new are computed together."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else self._embedder.embed([])
