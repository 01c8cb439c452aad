"""Each text is computed once while one is learning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ai.local.remembering import Remembering


class Counting:
    """Notes what it is asked for."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        return np.array([[float(len(text)), 0.0] for text in texts], np.float32).reshape(len(texts), 2)


def test_what_was_computed_is_not_computed_again() -> None:
    counting = Counting()
    remembering = Remembering(counting)
    assert remembering.embed(["a", "bb", "a"])[:, 0].tolist() == [1.0, 2.0, 1.0]
    assert remembering.embed(["bb", "ccc"])[:, 0].tolist() == [2.0, 3.0]
    assert remembering.embed([]).shape == (0, 2)
    assert (remembering.name, counting.asked) == ("counting", [["a", "bb"], ["ccc"], []])
