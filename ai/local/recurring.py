"""What mails keep coming back to: groups of mails that say much the same, with the words that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

_MOST = 1_500
"""Mails looked at; the distances of all pairs are held in memory."""
_FEWEST = 3
"""Mails that make a group."""
_APART = 0.85
"""Groups whose mails are further apart than that, by cosine, are not one."""
_WORDS = 4
_TOKEN = r"[^\W\d_]{4,}"  # noqa: S105
_EXAMPLES = 3


@dataclass(frozen=True)
class Group:
    """Mails about much the same thing: the words they share, their places in what was given, the most typical first."""

    words: tuple[str, ...]
    members: tuple[int, ...]

    @property
    def examples(self) -> tuple[int, ...]:
        """Places of the most typical ones."""
        return self.members[:_EXAMPLES]


def group(texts: Sequence[str], *, vectors: NDArray[np.floating[Any]] | None = None, most: int = 8) -> list[Group]:
    """Group texts, the largest group first. `vectors` are embeddings of unit length where there are some."""
    texts = texts[:_MOST]
    if len(texts) < _FEWEST:
        return []
    vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=_TOKEN, min_df=2)
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # No word stands in two of the mails: they have nothing in common.
        return []
    points = normalize(weights).toarray() if vectors is None else vectors[: len(texts)]
    kept = [place for place in range(len(texts)) if weights[place].nnz]
    if len(kept) < _FEWEST:
        return []
    labels = _labels(points[kept], _APART if vectors is None else 0.55)
    names = vectorizer.get_feature_names_out()
    found = []
    for label in np.unique(labels):
        members = [kept[place] for place in np.flatnonzero(labels == label)]
        if len(members) >= _FEWEST:
            found.append(_group(points, weights, names, members))
    return sorted(found, key=lambda one: (-len(one.members), one.members))[:most]


def _labels(points: NDArray[np.floating[Any]], apart: float) -> NDArray[np.int64]:
    grouping = AgglomerativeClustering(n_clusters=None, distance_threshold=apart, metric="cosine", linkage="average")
    labels: NDArray[np.int64] = grouping.fit_predict(points)
    return labels


def _group(points: NDArray[np.floating[Any]], weights: Any, names: NDArray[np.str_], members: list[int]) -> Group:
    """The words that tell it from the others; those nearest to its middle are the most typical."""
    middle = points[members].mean(axis=0)
    near = points[members] @ middle
    typical = tuple(members[place] for place in np.argsort(-near, kind="stable"))
    here, everywhere = (np.asarray(some.mean(axis=0)).ravel() for some in (weights[members], weights))
    telling = here if len(members) == weights.shape[0] else here - everywhere
    best = [place for place in np.argsort(-telling, kind="stable")[:_WORDS] if telling[place] > 0]
    return Group(tuple(str(names[place]) for place in best), typical)
