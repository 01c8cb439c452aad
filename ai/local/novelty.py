"""Telling what belongs to no category: from how texts of each category look to those who never saw that category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ai.local.ridge import Numbers, shared

SIGNS = 4
_SHARE = 0.25
"""How much mail is expected that belongs nowhere, beside what was shown as such."""
_FEWEST = 8


@dataclass(frozen=True)
class Novelty:
    """Weights of the signs."""

    weights: tuple[float, ...]
    offset: float

    def of(self, signs: Numbers) -> Numbers:
        """From 0 to 1: how sure it is that a text belongs nowhere."""
        found: Numbers = 1 / (1 + np.exp(np.clip(signs @ np.asarray(self.weights) + self.offset, -30, 30)))
        return found


USUAL = Novelty((3.0, 3.0, 0.0, 2.0), -2.0)
"""Where too little was shown to tell."""


def signs(scores: Numbers, sharpness: float, nearest: Numbers) -> Numbers:
    """What speaks for belonging somewhere: the best score, its share, its lead, and how near the nearest example is."""
    ordered = np.sort(scores, axis=1)
    best = ordered[:, -1]
    lead = best - (ordered[:, -2] if scores.shape[1] > 1 else 0)
    return np.column_stack([best, shared(scores, sharpness).max(axis=1), lead, nearest])


def learn(known: Numbers, foreign: Numbers, shown: Numbers) -> Novelty:
    """Tell signs of known texts from those of foreign ones, and from those shown as belonging nowhere."""
    if len(known) < _FEWEST or len(foreign) + len(shown) < _FEWEST:
        return USUAL
    rows = np.concatenate([known, foreign, shown])
    belongs: NDArray[np.bool_] = np.arange(len(rows)) < len(known)
    weights = np.ones(len(rows))
    weights[len(known) : len(known) + len(foreign)] = _SHARE * len(known) / max(len(foreign), 1)
    fitted = LogisticRegression(C=10.0, max_iter=500).fit(rows, belongs, weights)
    return Novelty(tuple(map(float, fitted.coef_[0])), float(fitted.intercept_[0]))
