"""Least squares over few examples: what it says of each that was not shown to it, and how far that may be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp] | NDArray[np.int32]


def unseen(likeness: Numbers, targets: Numbers, slack: float) -> Numbers:
    """What is said of each example by all others, as alike as they are; the more slack, the calmer."""
    inverse: Numbers = np.linalg.inv(likeness + slack * np.eye(len(likeness))).astype(np.float64)
    found: Numbers = targets - inverse @ targets / np.diag(inverse)[:, None]
    return found


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
