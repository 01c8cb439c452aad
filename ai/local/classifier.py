"""Which category a text belongs to, learnt from a few examples of each: with how sure that is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ai.local import grams, kept, likeness, novelty, ridge
from ai.local.kept import Kept
from ai.local.likeness import Rows
from ai.local.ridge import Numbers, Solved
from ai.questions import Guess, Topic

UNSURE = 0.5
"""From here on a text counts as belonging to no category."""
_MIXES = (0.0, 0.15, 0.3, 0.5, 0.7, 1.0)
"""How much words and their pieces count beside meaning."""
_SLACKS = (0.03, 0.1, 0.2, 0.4, 0.8, 1.6)
_SHARPNESSES = (4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0)
_USUAL = (0.3, 0.4, 10.0)
_TRIED_ON = 700
"""Examples on which these are chosen; more would take long and choose the same."""
_NEAREST = 3
_DECIDING = 3
_EVERYWHERE = 0.2
"""A word in more than so many of the examples decides nothing."""


class Embedder(Protocol):
    """What gives texts their place among other texts."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of numbers of length 1 for each text."""
        ...


@dataclass(frozen=True)
class Predicted:
    """What a text was found to be about."""

    category: Guess | None
    """None: none of these."""
    none_of_these: float
    """From 0 to 1: how sure that is."""


def fit(topics: Sequence[Topic], examples: Sequence[tuple[str, str | None]], embedder: Embedder | None) -> Fitted:
    """Learn topics from their own words and from examples: texts with the key of their topic, or None.

    Examples of other topics than these are passed over.
    """
    keys = tuple(topic.key for topic in topics)
    place = {key: number for number, key in enumerate(keys)}
    shown = [(text, topic.key) for topic in topics for text in topic.examples]
    lessons = [(text, key) for text, key in examples if key is None or key in place]
    names = [(f"{topic.name}. {topic.sentence}".strip(), topic.key) for topic in topics]
    pairs = [*names, *shown, *lessons]
    texts = [grams.readable(text) for text, _ in pairs]
    rows = Rows.of(texts, embedder)
    labels = np.array([-1 if key is None else place[key] for _, key in pairs], np.int32)
    told = tuple(text for text, _ in shown)
    return Fitted(_learnt(Kept(keys, labels, rows, len(names), told, embedder.name if embedder else "")), embedder)


def load(state: bytes, embedder: Embedder | None) -> Fitted:
    """What was dumped, for the same embedder or without it: then words alone tell. Raises kept.Damaged."""
    found = kept.read(state)
    if found.model and (embedder is None or embedder.name != found.model):
        found = _learnt(replace(found, rows=replace(found.rows, meanings=None), model=""))
    return Fitted(found, embedder if found.model else None)


class Fitted:
    """Categories that were learnt."""

    def __init__(self, learnt: Kept, embedder: Embedder | None) -> None:
        """`embedder` is the one that it was learnt with."""
        self._kept = learnt
        self._embedder = embedder
        self._against = likeness.Against(learnt.rows, learnt.mix)
        self._everywhere = _in_many(learnt.rows)

    def dump(self) -> bytes:
        """All that was learnt. Of texts it holds only the examples that the topics came with."""
        return kept.write(self._kept)

    def predict(self, texts: Sequence[str]) -> list[Predicted]:
        """What each text is about."""
        if not texts:
            return []
        if not self._kept.keys:
            return [Predicted(None, 1.0) for _ in texts]
        plain = [grams.readable(text) for text in texts]
        rows = Rows.of(plain, self._embedder, self._kept.rows.rarity)
        alike = self._against.of(rows)
        scores = alike @ self._kept.shares
        none = self._kept.novelty.of(novelty.signs(scores, self._kept.sharpness, self._nearness(alike)))
        sure = ridge.shared(scores, self._kept.sharpness) * (1 - none[:, None])
        return [self._predicted(*one) for one in zip(plain, alike, scores, sure, none, strict=True)]

    def _nearness(self, alike: Numbers) -> Numbers:
        found: Numbers = alike[:, self._kept.labels >= 0].max(axis=1)
        return found

    def _predicted(self, text: str, alike: Numbers, scores: Numbers, sure: Numbers, none: float) -> Predicted:
        if none > UNSURE or not text.strip():
            return Predicted(None, float(none) if text.strip() else 1.0)
        best = int(scores.argmax())
        words, examples = self._deciding(text, best), self._nearest(alike, best)
        return Predicted(Guess(self._kept.keys[best], float(sure[best]), words, examples), float(none))

    def _nearest(self, alike: Numbers, category: int) -> tuple[str, ...]:
        """The examples of the category that are most like it; only those that the topics came with can be told."""
        first = self._kept.names
        labels = self._kept.labels[first : first + len(self._kept.told)]
        places = np.flatnonzero(labels == category)
        ordered = places[np.argsort(-alike[first + places], kind="stable")]
        return tuple(self._kept.told[place] for place in ordered[:_NEAREST])

    def _deciding(self, text: str, category: int) -> tuple[str, ...]:
        """Words that are in the examples and speak for this category more than for others."""
        words = grams.words(text)[:100]
        if not words:
            return ()
        rows = grams.counted(words)
        rows.data *= self._kept.rows.rarity[rows.indices]
        scores = (rows @ self._kept.rows.counts.T) @ self._kept.shares
        mine = scores[:, category] - np.maximum(np.delete(scores, category, axis=1).max(axis=1, initial=0.0), 0.0)
        ordered = [place for place in np.argsort(-mine, kind="stable") if mine[place] > 0]
        decisive = [words[place] for place in ordered if not self._everywhere[grams.place_of(words[place])]]
        return tuple(decisive[:_DECIDING])


def _in_many(rows: Rows) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.bincount(rows.counts.indices, minlength=rows.counts.shape[1]) > max(
        3.0, _EVERYWHERE * rows.counts.shape[0]
    )
    return found


def _learnt(found: Kept) -> Kept:
    """The same, with what is learnt from it."""
    if not found.keys:
        return found
    targets = _targets(found)
    mix, slack, sharpness = _chosen(found, targets)
    alike = likeness.among(found.rows, mix)
    solved = ridge.solve(alike, targets, slack)
    real = _tellable(found)
    if len(real):
        sharpness, _ = ridge.sharpest(solved.unseen[real], found.labels[real], _SHARPNESSES)
    told = _novelty(found, alike, solved, sharpness)
    return replace(found, shares=solved.shares, mix=mix, sharpness=sharpness, novelty=told)


def _targets(found: Kept) -> Numbers:
    targets = np.zeros((len(found.labels), len(found.keys)))
    mine = found.labels >= 0
    targets[mine, found.labels[mine]] = 1
    return targets


def _tellable(found: Kept) -> NDArray[np.intp]:
    """Examples, not names, of categories that have others beside them."""
    many = np.bincount(found.labels[found.labels >= 0], minlength=len(found.keys)) > 1
    is_real = (np.arange(len(found.labels)) >= found.names) & (found.labels >= 0)
    return np.flatnonzero(is_real & many[found.labels])


def _chosen(found: Kept, targets: Numbers) -> tuple[float, float, float]:
    """Mix, slack and sharpness that say best what each example is that was not shown."""
    few = _some(found)
    real = np.flatnonzero(np.isin(few, _tellable(found)))
    if len(real) < 2 * len(found.keys) or len(found.keys) < 2:
        return (_USUAL[0] if found.rows.meanings is not None else 1.0, *_USUAL[1:])
    rows, right, few_targets = found.rows.at(few), found.labels[few][real], targets[few]

    def tried(mix: float, slack: float) -> tuple[float, float, float, float]:
        unseen = ridge.solve(likeness.among(rows, mix), few_targets, slack).unseen[real]
        sharpness, surprise = ridge.sharpest(unseen, right, _SHARPNESSES)
        return surprise, mix, slack, sharpness

    mixes = _MIXES if found.rows.meanings is not None else (1.0,)
    mix = min(tried(mix, _USUAL[1]) for mix in mixes)[1]
    slack = min(tried(mix, slack) for slack in _SLACKS)[2]
    return min(tried(mix, slack) for mix in mixes)[1:]


def _some(found: Kept) -> NDArray[np.intp]:
    """Names, and so many examples evenly, of as many categories as that takes whole."""
    length = len(found.labels)
    if length <= _TRIED_ON + found.names:
        return np.arange(length)
    order = np.random.default_rng(0).permutation(len(found.keys))
    kept_categories = order[: max(2, len(order) * _TRIED_ON // length)] if len(order) > 40 else order
    chosen = np.flatnonzero(np.isin(found.labels, [*kept_categories, -1]))
    step = max(1.0, len(chosen) / (_TRIED_ON + found.names))
    return np.unique(chosen[np.arange(0, len(chosen), step).astype(int)])


def _novelty(found: Kept, alike: Numbers, solved: Solved, sharpness: float) -> novelty.Novelty:
    """How known texts, those of a category never seen, and those that were shown as belonging nowhere look."""
    others = alike.copy()
    np.fill_diagonal(others, -np.inf)
    others[:, found.labels < 0] = -np.inf
    real = _tellable(found)
    known = novelty.signs(solved.unseen[real], sharpness, others[real].max(axis=1))
    nowhere = np.flatnonzero(found.labels < 0)
    shown = novelty.signs(solved.unseen[nowhere], sharpness, others[nowhere].max(axis=1))
    foreign = [np.zeros((0, novelty.SIGNS))]
    for category in range(len(found.keys)) if len(found.keys) > 3 else ():
        rows = np.flatnonzero(found.labels == category)
        rest = np.flatnonzero((found.labels != category) & (found.labels >= 0))
        scores = np.delete(solved.without(rows), category, axis=1)
        foreign.append(novelty.signs(scores, sharpness, alike[np.ix_(rows, rest)].max(axis=1)))
    return novelty.learn(known, np.concatenate(foreign), shown)
