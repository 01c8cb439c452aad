"""`make bench-ai`: how good triage on this machine is, on messages it was not taught. ARGS="--quick" for a glance."""

from __future__ import annotations

import argparse
import pkgutil
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from ai.local import classifier, embedding, evaluation
from ai.local.evaluation import Labelled, Measured
from ai.local.likeness import Embedder
from ai.models import MODELS
from ai.questions import Mail, Reading, Trained, Triage
from bench import table

_CLINIC = "bench.clinic"
_WORDS = (30, 90)
_MAILS = 300
_FLOORS = "floors: urgent recall .98 at precision .6; 25 mails of 30–90 words in a second of one processor; 500 MB"


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench-ai", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one draw of examples instead of five")
    chosen = parser.parse_args(arguments)
    clinic = pkgutil.resolve_name(_CLINIC)
    embedder = embedding.find()
    seeds = 1 if chosen.quick else 5
    _sorting(clinic, embedder, seeds)
    model = pkgutil.resolve_name(MODELS["local"])(None)
    trained = _taught(clinic, embedder)
    _reading(clinic, lambda mails: model.answer(Triage(mails, clinic.TOPICS, trained)).value)
    print(f"\n{_FLOORS}\nmost memory held by this process: {evaluation.megabytes():,.0f} MB")


def _sorting(clinic: Any, embedder: Embedder | None, seeds: int) -> None:
    """Categories, for each language apart and for all, by few examples and by all; with and without the model."""
    rows: list[tuple[object, ...]] = []
    confusion = None
    for language in (*clinic.LANGUAGES, ""):
        train, test = (_labelled(clinic.read(split, language)) for split in ("train", "test"))
        for shots in (5, 10, 0):
            for name, one in (("meaning and words", embedder), ("words alone", None)):
                runs = [
                    evaluation.measure(evaluation.chosen(train, shots, seed), test, one, topics=clinic.TOPICS)
                    for seed in range(seeds if shots else 1)
                ]
                rows.append((f"{language or 'all'}, {shots or 'all'} examples, {name}", *_means(runs)))
                confusion = runs[-1].confusion if one is not None else confusion
    table.show(
        "Categories of the clinic's messages; caught: none of these, at 90 % kept",
        ("learnt from", "accuracy", "macro F1", "caught", "AUROC", "calib. err.", "fit s", "texts/s"), rows,
    )  # fmt: skip
    if confusion:
        lines = [(f"{is_} → {said}", count) for (is_, said), count in confusion.most_common(12)]
        table.show("Most often mistaken, learnt from all", ("is → said", "times"), lines)


def _reading(clinic: Any, read: Callable[[tuple[Mail, ...]], Sequence[Reading]]) -> None:
    """Urgent signs in each language, other findings, and how fast whole mails are read."""
    rows = []
    messages = clinic.read("test")
    said = read(tuple(Mail("", one.text) for one in messages))
    for language in (*clinic.LANGUAGES, ""):
        pairs = [(one, found) for one, found in zip(messages, said, strict=True) if language in ("", one.language)]
        hits = sum(one.is_urgent and bool(found.urgent) for one, found in pairs)
        rows.append((
            language or "all", len(pairs),
            _share(hits, sum(one.is_urgent for one, _ in pairs)),
            _share(hits, sum(bool(found.urgent) for _, found in pairs)),
            _share(sum(one.language == found.language for one, found in pairs), len(pairs)),
            _share(sum(one.is_thanks == found.is_thanks for one, found in pairs), len(pairs)),
        ))  # fmt: skip
    header = ("language", "messages", "urgent recall", "urgent precision", "language right", "thanks right")
    table.show("What is read in the clinic's messages", header, rows)
    mails = _long_mails([one.text for one in messages])
    read(mails[:8])
    began = time.process_time()
    read(mails)
    rate = len(mails) / (time.process_time() - began)
    table.show(
        "Reading whole mails, with the sentence model and everything else",
        ("mails of 30–90 words", "per second of a processor"), [(str(len(mails)), rate)],
    )  # fmt: skip


def _taught(clinic: Any, embedder: Embedder | None) -> Trained:
    """What an organization would have learnt from all training messages."""
    lessons = [(row.text, row.label) for row in _labelled(clinic.read("train"))]
    return Trained("bench:1", classifier.fit(clinic.TOPICS, lessons, embedder).dump())


def _long_mails(texts: Sequence[str]) -> tuple[Mail, ...]:
    """Mails of 30 to 90 words, made of whole messages laid one after the other."""
    draw = random.Random(1)
    words = " ".join(draw.sample(list(texts), len(texts))).split()
    starts = (draw.randrange(len(words) - _WORDS[1]) for _ in range(_MAILS))
    return tuple(Mail("", " ".join(words[start : start + draw.randint(*_WORDS)])) for start in starts)


def _labelled(messages: Sequence[Any]) -> list[Labelled]:
    return [Labelled(one.text, one.label) for one in messages]


def _means(runs: Sequence[Measured]) -> tuple[str, ...]:
    figures = [
        (one.accuracy, one.macro_f1, one.caught, one.auroc, one.calibration_error, one.fit_seconds) for one in runs
    ]
    means = [sum(column) / len(column) for column in zip(*figures, strict=True)]
    return (*(f"{mean:.3f}" for mean in means), f"{sum(one.per_second for one in runs) / len(runs):,.0f}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main(sys.argv[1:])
