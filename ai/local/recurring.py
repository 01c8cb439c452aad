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

from ai.local import languages, symptoms, teaching
from ai.local.likeness import Embedder

_MOST = 1_500
"""Mails looked at; the distances of all pairs are held in memory."""
_FEWEST = 3
"""Mails that make a group."""
_APART = 0.85
"""Groups whose mails are further apart than that, by cosine, are not one."""
_APART_IN_BOTH = 0.86
"""The same where meaning and words count alike: chosen on the clinic's messages, where it finds more that belongs
together in English, as much in German and less in Spanish, of which the small model knows little."""
_READ = 400
"""Letters of a mail that are asked for their meaning: what it is about stands at the beginning."""
_AT_ONCE, _USUAL = 64, 40
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


def group(texts: Sequence[str], embedder: Embedder | None = None, *, most: int = 8) -> list[Group]:
    """Group texts, the largest group first: by what they mean and their words, or by words where there is no model."""
    texts = texts[:_MOST]
    if len(texts) < _FEWEST:
        return []
    vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=_TOKEN, min_df=2)
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # No word stands in two of the mails: they have nothing in common.
        return []
    kept = [place for place in range(len(texts)) if weights[place].nnz]
    if len(kept) < _FEWEST:
        return []
    points, apart = normalize(weights).toarray(), _APART
    if embedder is not None:
        points, apart = np.sqrt(0.5) * np.hstack([points, _meanings(texts, embedder)]), _APART_IN_BOTH
    labels = _labels(points[kept], apart)
    names = vectorizer.get_feature_names_out()
    found = []
    for label in np.unique(labels):
        members = [kept[place] for place in np.flatnonzero(labels == label)]
        if len(members) >= _FEWEST:
            found.append(_group(points, weights, names, members))
    return sorted(found, key=lambda one: (-len(one.members), one.members))[:most]


def _meanings(texts: Sequence[str], embedder: Embedder) -> NDArray[np.floating[Any]]:
    """What each means, told from what any mail in its language means: else mails were grouped by their languages."""
    middles = _middles(embedder)
    own = [middles.get(languages.told(text[:_READ]), middles[""]) for text in texts]
    found = np.concatenate([
        embedder.embed([text[:_READ] for text in texts[start : start + _AT_ONCE]])
        for start in range(0, len(texts), _AT_ONCE)
    ]) - np.array(own)  # fmt: skip
    told: NDArray[np.floating[Any]] = normalize(found)
    return told


def _middles(embedder: Embedder) -> dict[str, NDArray[np.floating[Any]]]:
    """What a mail means in the middle, by language; without one, in the middle of those."""
    means = {one: embedder.embed(_usual(one)).mean(axis=0) for one in symptoms.LANGUAGES}
    return {**means, "": np.mean(list(means.values()), axis=0)}


def _usual(language: str) -> list[str]:
    """Invented mail in a language about this and that."""
    texts, is_urgent = teaching.examples(language)
    harmless = [text for text, urgent in zip(texts, is_urgent, strict=True) if not urgent]
    return harmless[:: max(len(harmless) // _USUAL, 1)][:_USUAL]


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
