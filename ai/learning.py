"""Learning from what staff say, whatever it is that learns: how well it went is measured on lessons held back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ai.questions import Guess, Learn, Learnt, Lesson, Topic

_EACH = 4
"""Every so manieth lesson is held back, counted from the newest."""
_MOST = 200
_FEWEST = 8
"""Held back; of fewer nothing can be said."""


class Said(Protocol):
    """What is said of one text."""

    @property
    def category(self) -> Guess | None:
        """None: none of these."""
        ...


class Fitted(Protocol):
    """Something that has learnt."""

    def predict(self, texts: Sequence[str]) -> Sequence[Said]:
        """What each text is about."""
        ...

    def dump(self) -> bytes:
        """All that it has learnt."""
        ...


Fit = Callable[[Sequence[Topic], Sequence[tuple[str, str | None]]], Fitted]
Load = Callable[[bytes], Fitted | None]
"""None: the bytes are of another release, and cannot be read any more."""


def learn(question: Learn, fit: Fit, load: Load) -> Learnt:
    """Learn from all lessons, having looked whether that is worth it.

    What is in use is beaten only on lessons that it was not made with; where there are too few, the new state counts.
    """
    held, shown = _parted(question.lessons)
    measured: dict[str, float] = {}
    is_better = True
    if len(held) >= _FEWEST:
        candidate = fit(question.topics, _pairs(shown))
        right = _right(candidate, held)
        measured = {"accuracy": sum(right) / len(held), "held": float(len(held))}
        new = [one for one in held if one.is_new]
        used = load(question.before.state) if question.before is not None and len(new) >= _FEWEST else None
        if used is not None:
            before = sum(_right(used, new))
            measured["accuracy_before"] = before / len(new)
            is_better = sum(ok for ok, one in zip(right, held, strict=True) if one.is_new) >= before
    return Learnt(fit(question.topics, _pairs(question.lessons)).dump(), measured, is_better)


def _parted(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """Those held back, and the others; one topic's only lesson is never held back."""
    seen: dict[str | None, int] = {}
    for one in lessons:
        seen[one.topic] = seen.get(one.topic, 0) + 1
    places = [place for place in range(len(lessons) - 1, -1, -_EACH) if seen[lessons[place].topic] > 1]
    chosen = frozenset(places[:_MOST])
    return (
        [one for place, one in enumerate(lessons) if place in chosen],
        [one for place, one in enumerate(lessons) if place not in chosen],
    )


def _pairs(lessons: Sequence[Lesson]) -> list[tuple[str, str | None]]:
    return [(one.text, one.topic) for one in lessons]


def _right(fitted: Fitted, lessons: Sequence[Lesson]) -> list[bool]:
    said = fitted.predict([one.text for one in lessons])
    return [
        (one.category.value if one.category else None) == lesson.topic
        for one, lesson in zip(said, lessons, strict=True)
    ]
