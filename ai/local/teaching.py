"""Teach what danger sounds like, from the invented mail in `lexicons/danger.*.tsv`: `python -m ai.local.teaching`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from ai.local import danger, grams, symptoms
from ai.local.words import readable

_EVIDENCE = 0.1
"""How much a number of the lexicons counts beside a mail's words, before anything is learnt."""
_LOOSENESS = 50.0
_LEAST_TOLD = 0.05
"""So much tells what is said equally often in both."""
_FOLDS = 10
_HEARD = {"en": 0.967, "de": 0.975, "es": 0.97}
"""Of urgent examples that were not shown, so many are heard. They are harder to hear than the urgent mail of the clinic
set, of which at most one in fifty may be missed while three of five alarms are right (`bench/clinic_set/README.md`).
"""


def examples(language: str) -> tuple[list[str], NDArray[np.bool_]]:
    """The invented mail of a language, and which of it may not wait."""
    lines = [line.split("\t", 1) for line in _file(language).decode().splitlines()]
    return [readable(text) for _, text in lines], np.array([label == "1" for label, _ in lines])


def digest() -> str:
    """Of all examples: other examples, other digest."""
    return hashlib.sha256(b"".join(_file(language) for language in symptoms.LANGUAGES)).hexdigest()


@dataclass(frozen=True)
class _Seen:
    """Texts as a judge sees them: what is in each, and what the lexicons found."""

    counts: sparse.csr_array
    evidence: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str], language: str) -> _Seen:
        evidence = np.array([symptoms.evidence(text, language) for text in texts], np.float32)
        return cls(grams.counted(texts), evidence)

    def at(self, rows: NDArray[np.intp]) -> _Seen:
        return _Seen(self.counts[rows], self.evidence[rows])

    def heard(self, one: danger.Judge) -> NDArray[np.float64]:
        sound = grams.weighed(self.counts, one.rarity) @ one.grams
        return np.asarray(sound + self.evidence @ one.evidence + one.offset, np.float64)


def taught(language: str) -> danger.Judge:
    """One who was taught all examples; tells how those did who were not shown a tenth of them."""
    texts, urgent = examples(language)
    seen, passages = _Seen.of(texts, language), [symptoms.passages(text, language) for text in texts]
    scores = np.zeros(len(texts))
    folds = np.random.RandomState(0).permutation(len(texts)) % _FOLDS
    for fold in range(_FOLDS):
        shown, kept = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        one = _fit(seen.at(shown), urgent[shown], 0.0)
        for at, whole in zip(kept, seen.at(kept).heard(one), strict=True):
            scores[at] = symptoms.overall(whole, _Seen.of(passages[at], language).heard(one).max())
    threshold = float(np.quantile(scores[urgent], 1 - _HEARD[language]))
    _tell(language, scores >= threshold, urgent)
    return _fit(seen, urgent, threshold)


def _fit(seen: _Seen, urgent: NDArray[np.bool_], threshold: float) -> danger.Judge:
    rarity = _telling(seen.counts, urgent)
    sounds = grams.weighed(seen.counts, rarity)
    columns = sparse.csr_matrix(sparse.hstack([sounds, sparse.csr_array(seen.evidence * _EVIDENCE)]))
    model = LogisticRegression(C=_LOOSENESS, class_weight="balanced", max_iter=5000).fit(columns, urgent)
    weights = model.coef_[0].astype(np.float32)
    rarity[np.bincount(seen.counts.indices, minlength=grams.WIDTH) == 0] = rarity.max()
    return danger.Judge(
        rarity, weights[: grams.WIDTH], weights[grams.WIDTH :] * np.float32(_EVIDENCE), float(model.intercept_[0]),
        threshold,
    )  # fmt: skip


def _telling(counts: sparse.csr_array, urgent: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much each place tells: what is said as often in mail that may wait as in mail that may not tells little."""
    of_urgent, of_rest = (
        (np.bincount(counts[which].indices, minlength=grams.WIDTH) + 1) / (which.sum() + 2)
        for which in (urgent, ~urgent)
    )
    tells: NDArray[np.float32] = np.sqrt(np.abs(np.log(of_urgent / of_rest)) + _LEAST_TOLD).astype(np.float32)
    return tells


def _tell(language: str, told: NDArray[np.bool_], urgent: NDArray[np.bool_]) -> None:
    recall, precision = told[urgent].mean(), urgent[told].mean()
    print(f"{language}: {len(urgent)} examples, {recall:.3f} of the urgent heard unseen, {precision:.3f} of it rightly")


def _file(language: str) -> bytes:
    return resources.files("ai.local").joinpath("lexicons", f"danger.{language}.tsv").read_bytes()


def main(languages: Sequence[str] = symptoms.LANGUAGES) -> None:
    """Teach every language and write down what was learnt."""
    judges = {language: taught(language) for language in languages}
    path = Path(__file__).parent / "lexicons" / danger.FILE
    path.write_bytes(danger.packed(judges, digest()))


if __name__ == "__main__":
    main()
