"""Which category a text belongs to, learnt from a few examples of each: with how sure that is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ai.local import grams, kept, likeness, novelty, ridge, softmax, terms
from ai.local.kept import Kept
from ai.local.likeness import Embedder, Rows
from ai.local.ridge import Numbers
from ai.questions import Guess, Topic

UNSURE = 0.5
"""From here on a text counts as belonging to no category."""
_MIXES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""How much words and their pieces count beside meaning."""
_NEARS = (0.0, 1.0, 2.0)
"""How much more a step among near meanings tells than one among far ones."""
_SLACK = 0.8
_STEEP = (4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0)
_SHARPNESSES = (0.5, 0.7, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)
_USUAL = 2.0
_GROUPS = 8
_FEWEST = 8
_FEWEST_CATEGORIES = 20
_TRIED_ON = 600
"""Examples on which these are chosen; more would take long and choose the same."""
_NEAREST = 3
_DECIDING = 3
_WORDS = 100
"""Words of a text that are looked at for reasons."""
_EVERYWHERE = 0.2
"""A word in more than so many of the examples decides nothing."""


@dataclass(frozen=True)
class Predicted:
    """What a text was found to be about."""

    category: Guess | None
    """None: none of these."""
    none_of_these: float
    """From 0 to 1: how sure that is."""
    likeliest: str = ""
    """The category that it would be if it had to be one."""


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
        self._against = likeness.Against(learnt.rows, learnt.mix, learnt.near)
        self._columns = learnt.rows.counts.T.tocsr()
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
        all_scores = alike @ self._kept.shares
        count = len(self._kept.keys)
        none = self._kept.novelty.of(novelty.signs(all_scores, all_scores.shape[1] > count))
        scores = all_scores[:, :count]
        sure = ridge.shared(scores, self._kept.sharpness) * (1 - none[:, None])
        said = [self._said(*one) for one in zip(plain, sure, none, strict=True)]
        return self._with_reasons(said, plain, alike)

    def _said(self, text: str, sure: Numbers, none: float) -> Predicted:
        likeliest = self._kept.keys[int(sure.argmax())]
        if not text.strip():
            return Predicted(None, 1.0, likeliest)
        guess = Guess(likeliest, float(sure.max())) if none <= UNSURE else None
        return Predicted(guess, float(none), likeliest)

    def _with_reasons(self, said: list[Predicted], texts: list[str], alike: Numbers) -> list[Predicted]:
        """The same, with words and examples; words of all texts are weighed at once, each once."""
        vocabulary = {word: None for one, text in zip(said, texts, strict=True) if one.category for word in _few(text)}
        weights = self._weights(list(vocabulary))
        found = []
        for one, text, row in zip(said, texts, alike, strict=True):
            if one.category is not None:
                place = self._kept.keys.index(one.category.value)
                words = self._deciding(text, place, weights)
                one = replace(one, category=replace(one.category, words=words, examples=self._nearest(row, place)))
            found.append(one)
        return found

    def _weights(self, words: list[str]) -> dict[str, Numbers]:
        """How much each word speaks for each category; none that are in many of the examples."""
        rows = grams.counted(words) if words else None
        if rows is None:
            return {}
        rows.data *= self._kept.rows.rarity[rows.indices]
        scores = np.asarray((rows @ self._columns) @ self._kept.shares)
        return {
            word: score
            for word, score, place in zip(words, scores, grams.places_of(words), strict=True)
            if not self._everywhere[place]
        }

    def _nearest(self, alike: Numbers, category: int) -> tuple[str, ...]:
        """The examples of the category that are most like it; only those that the topics came with can be told."""
        first = self._kept.names
        labels = self._kept.labels[first : first + len(self._kept.told)]
        places = np.flatnonzero(labels == category)
        ordered = places[np.argsort(-alike[first + places], kind="stable")]
        return tuple(self._kept.told[place] for place in ordered[:_NEAREST])

    def _deciding(self, text: str, category: int, weights: dict[str, Numbers]) -> tuple[str, ...]:
        """Words that speak for this category more than for any other."""
        leads: list[tuple[float, str]] = []
        for word in _few(text):
            if (scores := weights.get(word)) is not None:
                rest = np.delete(scores, category)
                leads.append((float(scores[category] - max(rest.max(initial=0.0), 0.0)), word))
        return tuple(word for lead, word in sorted(leads, reverse=True)[:_DECIDING] if lead > 0)


def _few(text: str) -> list[str]:
    return [word for word in grams.words(text) if terms.is_telling(word)][:_WORDS]


def _in_many(rows: Rows) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.bincount(rows.counts.indices, minlength=rows.counts.shape[1]) > max(
        3.0, _EVERYWHERE * rows.counts.shape[0]
    )
    return found


def _learnt(found: Kept) -> Kept:
    """The same, with what is learnt from it."""
    if not found.keys:
        return found
    mix, near = _mix(found)
    alike = likeness.among(found.rows, mix, near)
    labels, columns = _labels(found)
    shares = softmax.solve(alike, labels, columns)
    few = _some(found, _tellable(found))
    sharpness, told = _manners(found, alike, few)
    return replace(found, shares=shares, mix=mix, near=near, sharpness=sharpness, novelty=told)


def _labels(found: Kept) -> tuple[NDArray[np.int32], int]:
    """Columns of the rows: what belongs nowhere has one of its own, if there is any."""
    nowhere = found.labels < 0
    return np.where(nowhere, len(found.keys), found.labels), len(found.keys) + int(nowhere.any())


def _tellable(found: Kept) -> NDArray[np.bool_]:
    """Examples, not names, that have others of their kind beside them."""
    labels, columns = _labels(found)
    many = np.bincount(labels, minlength=columns) > 1
    chosen: NDArray[np.bool_] = (np.arange(len(labels)) >= found.names) & many[labels]
    return chosen


def _mix(found: Kept) -> tuple[float, float]:
    """How much words and nearness count: as much as tells best what each example is by the others."""
    if found.rows.meanings is None:
        return 1.0, _NEARS[0]
    is_real = _tellable(found)
    few = _some(found, is_real)
    real = is_real[few] & (found.labels[few] >= 0)
    if real.sum() < _FEWEST or len(found.keys) < 2:
        return _MIXES[1], _NEARS[0]
    rows, labels = found.rows.at(few), found.labels[few]
    targets = (labels[:, None] == np.arange(len(found.keys))).astype(np.float64)

    def surprise(way: tuple[float, float]) -> float:
        unseen = ridge.unseen(likeness.among(rows, *way), targets, _SLACK)[real]
        return ridge.sharpest(unseen, labels[real], _STEEP)[1]

    ways = [(mix, near) for mix in _MIXES for near in (_NEARS if mix < 1 else _NEARS[:1])]
    return min(ways, key=surprise)


def _some(found: Kept, is_real: NDArray[np.bool_]) -> NDArray[np.intp]:
    """All rows, or of many those of as many categories as can be tried quickly, or evenly some of large ones."""
    length = len(found.labels)
    if length <= _TRIED_ON:
        return np.arange(length)
    order = np.random.default_rng(0).permutation(len(found.keys))
    fewer = order[: max(_FEWEST_CATEGORIES, len(order) * _TRIED_ON // length)]
    chosen = np.flatnonzero(np.isin(found.labels, [*fewer, -1]))
    every = -(-len(chosen) // _TRIED_ON)
    is_real_place = is_real[chosen]
    return np.concatenate([chosen[~is_real_place], chosen[is_real_place][::every]])


def _manners(found: Kept, alike: Numbers, few: NDArray[np.intp]) -> tuple[float, novelty.Novelty]:
    """How far scores may be trusted, and how texts look that belong nowhere: seen on examples that were not shown."""
    labels, columns = _labels(found)
    labels = labels[few]
    is_real = _tellable(found)[few]
    among, nowhere, count = alike[np.ix_(few, few)], labels == len(found.keys), len(found.keys)
    known = is_real & ~nowhere
    if known.sum() < _FEWEST or count < 2:
        return _USUAL, novelty.USUAL
    scores = softmax.unseen(among, labels, columns, ~is_real)
    sharpness, _ = ridge.sharpest(scores[known][:, :count], labels[known], _SHARPNESSES)
    foreign = [np.zeros((0, novelty.SIGNS))]
    present = np.unique(labels[known])
    for group in range(min(_GROUPS, len(present)) if len(present) > 3 else 0):
        out = np.isin(labels, present[group::_GROUPS])
        shares = softmax.solve(among[np.ix_(~out, ~out)], labels[~out], columns)
        rows = out & is_real
        left = np.setdiff1d(np.arange(columns), present[group::_GROUPS])
        foreign.append(novelty.signs((among[np.ix_(rows, ~out)] @ shares)[:, left], nowhere.any()))
    told = novelty.learn(
        novelty.signs(scores[known], nowhere.any()),
        np.concatenate(foreign),
        novelty.signs(scores[is_real & nowhere], nowhere.any()),
    )
    return sharpness, told
