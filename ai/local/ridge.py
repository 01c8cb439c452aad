"""Least squares over few examples, with what it would have said of each example, had that not been shown to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp] | NDArray[np.int32]


@dataclass(frozen=True)
class Solved:
    """What each example adds to each column, and what was learnt about the learning."""

    shares: Numbers
    unseen: Numbers
    """What is said of each example by all others."""
    _inverse: Numbers
    _targets: Numbers

    def without(self, rows: NDArray[np.intp]) -> Numbers:
        """What is said of these rows by all others together."""
        inverse = self._inverse[np.ix_(rows, rows)]
        found: Numbers = self._targets[rows] - np.linalg.solve(inverse, self.shares[rows])
        return found


def solve(likeness: Numbers, targets: Numbers, slack: float) -> Solved:
    """Learn targets from how much the examples are like each other; the more slack, the calmer."""
    inverse: Numbers = np.linalg.inv(likeness + slack * np.eye(len(likeness))).astype(np.float64)
    shares: Numbers = inverse @ targets
    return Solved(shares, targets - shares / np.diag(inverse)[:, None], inverse, targets)


def shared(scores: Numbers, sharpness: float) -> Numbers:
    """Scores as shares of one whole."""
    powers = scores * sharpness
    powers -= powers.max(axis=1, keepdims=True)
    found: Numbers = np.exp(powers)
    found /= found.sum(axis=1, keepdims=True)
    return found


def surprise(scores: Numbers, right: Places, sharpness: float) -> float:
    """How much the right columns would come as a surprise: less is better."""
    said = shared(scores, sharpness)[np.arange(len(right)), right]
    return float(-np.log(said + 1e-9).mean())


def sharpest(scores: Numbers, right: Places, among: Sequence[float]) -> tuple[float, float]:
    """The sharpness that fits best, and how large the surprise is then."""
    tried = [(surprise(scores, right, sharpness), sharpness) for sharpness in among]
    least, sharpness = min(tried)
    return sharpness, least
