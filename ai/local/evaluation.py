"""How good sorting mail is: learnt from a few examples of each category, tried on texts that were not shown."""

from __future__ import annotations

import csv
import io
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ai.local import classifier
from ai.local.classifier import Predicted
from ai.local.likeness import Embedder
from ai.questions import Topic

NONE = "none"
KEEP = 0.9
"""So much of what belongs somewhere is kept where it is measured how much of the rest is caught."""
_BINS = 10
_PIECE = 256


class Unreadable(Exception):
    """A file is not of the documented form; the text names file and line."""


@dataclass(frozen=True)
class Labelled:
    """A text and its category; None: none of these."""

    text: str
    label: str | None
    line: int = 0
    """Where it ends in its file."""


@dataclass(frozen=True)
class Measured:
    """How it went. What cannot be told, as there is nothing to tell it from, is nan."""

    accuracy: float
    """Of texts that belong somewhere: how many have the right category in front."""
    macro_f1: float
    caught: float
    """Of texts that belong nowhere: how many are told when nine of ten others are kept."""
    auroc: float
    calibration_error: float
    """How far confidence is from how often it is right, on average over all texts."""
    confusion: Counter[tuple[str, str]]
    """Wrong pairs: what it is, what was said; `none` where it was said to be none."""
    fit_seconds: float
    per_second: float
    """Texts read in a second of one processor."""
    megabytes: float
    """The most that this process has held so far."""


def read(path: Path) -> list[Labelled]:
    """Read a CSV file with the columns `text` and `label`; others are passed over. Raises Unreadable."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{path}, line {line}: this is not UTF-8; save the file as UTF-8 text") from None
    return _rows(path, csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="…"))


def chosen(rows: Sequence[Labelled], shots: int, seed: int) -> list[Labelled]:
    """So many examples of each label, by lot; of a label that has fewer, all. 0: all of all."""
    if not shots:
        return list(rows)
    draw = random.Random(seed)  # noqa: S311 a draw that is to be the same each time
    labels: dict[str | None, list[Labelled]] = {}
    for row in rows:
        labels.setdefault(row.label, []).append(row)
    return [
        row
        for label in sorted(labels, key=lambda one: one or "")
        for row in draw.sample(labels[label], min(shots, len(labels[label])))
    ]


def measure(
    train: Sequence[Labelled], test: Sequence[Labelled], embedder: Embedder | None, *, topics: Sequence[Topic] = ()
) -> Measured:
    """Learn from one set and try on the other. Without `topics` a label's own words are its name."""
    began = time.process_time()
    fitted = classifier.fit(topics or _named(train), [(row.text, row.label) for row in train], embedder)
    fit_seconds, began = time.process_time() - began, time.process_time()
    said: list[Predicted] = []
    for start in range(0, len(test), _PIECE):
        said += fitted.predict([row.text for row in test[start : start + _PIECE]])
    seconds = time.process_time() - began
    likeliest, labels = np.array([one.likeliest for one in said]), np.array([row.label or "" for row in test])
    known, nowhere = labels != "", np.array([one.none_of_these for one in said])
    wrong = Counter((row.label or NONE, _said(one)) for row, one in zip(test, said, strict=True))
    return Measured(
        accuracy=_mean(likeliest[known] == labels[known]),
        macro_f1=_macro_f1(labels[known], likeliest[known]),
        caught=_caught(nowhere[known], nowhere[~known]),
        auroc=_auroc(nowhere[known], nowhere[~known]),
        calibration_error=_calibration_error(said, labels),
        confusion=Counter({pair: count for pair, count in wrong.items() if pair[0] != pair[1]}),
        fit_seconds=fit_seconds,
        per_second=len(test) / max(seconds, 1e-9),
        megabytes=megabytes(),
    )


def megabytes() -> float:
    """The most that this process has held in memory so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


def _rows(path: Path, reader: csv.DictReader[str]) -> list[Labelled]:
    csv.field_size_limit(2**24)
    found: list[Labelled] = []
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        missing = {"text", "label"} - set(reader.fieldnames)
        if missing:
            there = f"; there is {', '.join(reader.fieldnames)[:80]}" if reader.fieldnames else ""
            raise Unreadable(f"{path}, line 1: the header does not name {' and '.join(sorted(missing))}{there}")
        for row in reader:
            text, label = (row["text"] or "").strip(), (row["label"] or "").strip()
            if not text and not label and "…" not in row:
                continue
            if not text or not label or "…" in row:
                trouble = "more fields than the header" if "…" in row else "no label" if text else "no text"
                raise Unreadable(f"{path}, line {reader.line_num}: {trouble}")
            found.append(Labelled(text, None if label.lower() == NONE else label, reader.line_num))
    except csv.Error as error:
        raise Unreadable(f"{path}, line {reader.line_num + 1}: {error}") from None
    if not any(row.label for row in found):
        raise Unreadable(f"{path} has no row with a label other than {NONE}")
    return found


def _named(rows: Sequence[Labelled]) -> list[Topic]:
    labels = sorted({row.label for row in rows if row.label})
    return [Topic(label, label.replace("_", " ").replace("-", " ")) for label in labels]


def _said(one: Predicted) -> str:
    return one.category.value if one.category else NONE


def _mean(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _macro_f1(labels: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    scores = []
    for label in np.unique(labels):
        right = ((labels == label) & (said == label)).sum()
        scores.append(2 * right / ((labels == label).sum() + (said == label).sum()))
    return float(np.mean(scores)) if scores else float("nan")


def _caught(known: NDArray[np.float64], foreign: NDArray[np.float64]) -> float:
    return _mean(foreign > np.quantile(known, KEEP)) if len(known) else float("nan")


def _auroc(known: NDArray[np.float64], foreign: NDArray[np.float64]) -> float:
    """How often a text that belongs nowhere looks more like that than one that belongs somewhere."""
    if not len(known) or not len(foreign):
        return float("nan")
    ordered = np.sort(known)
    below = np.searchsorted(ordered, foreign, "left") + np.searchsorted(ordered, foreign, "right")
    return float(below.mean() / 2 / len(known))


def _calibration_error(said: Sequence[Predicted], labels: NDArray[np.str_]) -> float:
    """Of what was decided, a category or none of them."""
    sure = np.array([one.category.confidence if one.category else one.none_of_these for one in said])
    right = np.array([_said(one) for one in said]) == np.where(labels == "", NONE, labels)
    places = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(sure[places == place].mean() - right[places == place].mean()) * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))
