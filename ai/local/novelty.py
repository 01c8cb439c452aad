"""Telling what belongs to no category: from how texts of each category look to those who never saw that category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ai.local.ridge import Numbers

SIGNS = 2
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


USUAL = Novelty((1.5, 1.5), -0.5)
"""Where too little was shown to tell."""


def signs(scores: Numbers, has_nowhere: bool) -> Numbers:
    """What speaks for belonging somewhere: the best score, and its lead before that of belonging nowhere.

    The last column is the score of belonging nowhere, where that is known.
    """
    best = (scores[:, :-1] if has_nowhere else scores).max(axis=1, initial=-30.0)
    lead = best - scores[:, -1] if has_nowhere else np.zeros(len(scores))
    return np.column_stack([best, lead])


def learn(known: Numbers, foreign: Numbers, shown: Numbers) -> Novelty:
    """Tell signs of known texts from those of foreign ones, and from those shown as belonging nowhere."""
    if len(known) < _FEWEST or len(foreign) + len(shown) < _FEWEST:
        return USUAL
    rows = np.concatenate([known, foreign, shown])
    belongs: NDArray[np.bool_] = np.arange(len(rows)) < len(known)
    weights = np.ones(len(rows))
    weights[len(known) : len(known) + len(foreign)] = _SHARE * len(known) / max(len(foreign), 1)
    fitted = LogisticRegression(C=10.0, max_iter=500).fit(rows, belongs, weights)
    if fitted.coef_[0].min() < 0:
        # What left a category out has somewhat other scores: that must not turn a sign around.
        useful = fitted.coef_[0] > 0
        if not useful.any():
            return USUAL
        fitted.fit(np.where(useful, rows, 0), belongs, weights)
    return Novelty(tuple(map(float, fitted.coef_[0])), float(fitted.intercept_[0]))
