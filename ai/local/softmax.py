"""Learning categories from how much examples are like each other, by softmax regression, and how it does unseen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

from ai.local.ridge import Numbers, Places

FOLDS = 5
_TRUST = 30.0
"""How much an example counts against keeping things calm."""
_STEPS = 60
_FIRM = 1e-4


def solve(alike: Numbers, labels: Places, columns: int) -> Numbers:
    """What each example adds to the score of each column."""
    targets = np.zeros((len(labels), columns), np.float32)
    targets[np.arange(len(labels)), labels] = 1
    root = linalg.cholesky(alike + _FIRM * np.eye(len(alike)), lower=True).astype(np.float32)
    shape = (len(labels), columns)
    found = optimize.minimize(
        _loss(root, targets, _worth(labels)), np.zeros(shape[0] * columns), jac=True, method="L-BFGS-B",
        options={"maxiter": _STEPS, "ftol": 1e-6, "gtol": 1e-3},
    )  # fmt: skip
    shares: Numbers = linalg.solve_triangular(root.T.astype(np.float64), found.x.reshape(shape), lower=False)
    return shares


def unseen(alike: Numbers, labels: Places, columns: int, kept: NDArray[np.bool_]) -> Numbers:
    """What would be said of each example had it not been shown; those that are `kept` are always shown."""
    folds = _folds(labels)
    scores = np.zeros((len(labels), columns))
    for fold in range(FOLDS):
        out = (folds == fold) & ~kept
        if out.any():
            shares = solve(alike[np.ix_(~out, ~out)], labels[~out], columns)
            scores[out] = alike[np.ix_(out, ~out)] @ shares
    return scores


def _worth(labels: Places) -> NDArray[np.float32]:
    """How much each example counts: those of a large category less, so that it does not swallow the small ones."""
    _, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    found: NDArray[np.float32] = (counts.mean() / counts)[places].astype(np.float32)
    return found


def _folds(labels: Places) -> NDArray[np.intp]:
    """The examples of each category, dealt out in turn."""
    order = np.argsort(labels, kind="stable")
    found = np.empty(len(labels), np.intp)
    found[order] = np.arange(len(labels)) - np.searchsorted(labels[order], labels[order])
    return found % FOLDS


def _loss(
    root: NDArray[np.float32], targets: NDArray[np.float32], worth: NDArray[np.float32]
) -> Callable[[Numbers], tuple[float, Numbers]]:
    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.astype(np.float32).reshape(targets.shape)
        scores = root @ weights
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1, keepdims=True)
        shares /= sums
        said = (((scores * targets).sum(axis=1) - np.log(sums[:, 0])) * worth).sum()
        slope = root.T @ ((shares - targets) * worth[:, None])
        slope *= np.float32(_TRUST)
        slope += weights
        return float(-_TRUST * said + 0.5 * np.square(weights).sum()), slope.ravel().astype(np.float64)

    return loss
