"""A thread in a few of its own sentences: who wants what, what we promised, what is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ai.local import cues, sentences, terms
from ai.questions import Letter, Point, Summarise, Summary
from inbox.thanks import says_only_thanks

MOST = 5
"""Statements of each kind."""
_LONGEST, _LONGEST_BEFORE = 240, 200
_NEWS = 2
"""Sentences of a letter that asks for nothing."""
_ANSWERED = 0.34
"""Of the words of a question, so many must occur in what we wrote later for it to count as answered."""
_MATTER = 2
"""So many of the statements kept are the first that were made: they tell what the thread is about."""


@dataclass(frozen=True)
class _Statement:
    """A sentence of the thread, and where in it."""

    text: str
    letter: Letter
    cue: int
    """Where in the sentence stands what makes it one of its kind."""
    before: str = ""
    """The sentence before: a question is often of something that only this one names."""

    @property
    def point(self) -> Point:
        said = sentences.shortened(self.text, _LONGEST, self.cue)
        before = sentences.shortened(self.before, _LONGEST_BEFORE)
        return Point(f"{before} {said}".strip(), self.letter.id)


def summarise(question: Summarise) -> Summary:
    """What the thread comes to, in its own words; they are not translated."""
    letters = question.letters
    wanted = list(_statements(letters, cues.request, is_inbound=True)) or _said_last(letters)
    promised = list(_statements(letters, cues.promise, is_inbound=False))
    return Summary(
        wanted=_points(wanted),
        promised=tuple(one.point for one in _each(promised)[-MOST:]),
        open=_points([*_open(letters, wanted), *_news(letters, wanted)]),
    )


def _statements(
    letters: Iterable[Letter], find: Callable[[str], int | None], *, is_inbound: bool
) -> Iterable[_Statement]:
    for letter in letters:
        if letter.is_inbound is not is_inbound or says_only_thanks(letter.text, names=letter.sender):
            continue
        before = ""
        for text in sentences.of(letter.text):
            at = find(text)
            if at is not None:
                yield _Statement(text, letter, at, before if is_inbound else "")
            before = "" if at is not None else text


def _said_last(letters: Sequence[Letter]) -> list[_Statement]:
    """Who asks for nothing in so many words still wrote for a reason: how their newest letter begins."""
    for letter in reversed(letters):
        if letter.is_inbound and (told := _told(letter)):
            return told
    return []


def _news(letters: Sequence[Letter], wanted: Sequence[_Statement]) -> list[_Statement]:
    """What the last letter tells us, when it asks for nothing and nobody has answered it."""
    last = letters[-1] if letters and letters[-1].is_inbound else None
    return _told(last) if last is not None and all(one.letter.id != last.id for one in wanted) else []


def _told(letter: Letter) -> list[_Statement]:
    """How a letter begins, unless it says thanks alone."""
    if says_only_thanks(letter.text, names=letter.sender):
        return []
    return [_Statement(text, letter, 0) for text in sentences.of(letter.text)[:_NEWS]]


def _open(letters: Sequence[Letter], wanted: Sequence[_Statement]) -> list[_Statement]:
    """What they asked and nothing that we wrote since takes up; what we asked for and nobody wrote since."""
    places = {letter.id: at for at, letter in enumerate(letters)}
    ours = [(at, terms.of(letter.text)) for at, letter in enumerate(letters) if not letter.is_inbound]
    waiting = [one for one in wanted if not _is_answered(one, places[one.letter.id], ours)]
    last = letters[-1] if letters else None
    asked = _statements((last,), cues.request, is_inbound=False) if last is not None and not last.is_inbound else ()
    return [*waiting, *asked]


def _is_answered(one: _Statement, at: int, ours: Sequence[tuple[int, frozenset[str]]]) -> bool:
    later = [said for place, said in ours if place > at]
    asked = terms.of(one.text)
    if not asked:
        return bool(later)
    return any(len(asked & said) >= max(1.0, _ANSWERED * len(asked)) for said in later)


def _points(statements: Sequence[_Statement]) -> tuple[Point, ...]:
    """The first ones, which say what it is about, and the newest; each once."""
    each = _each(statements)
    kept = each if len(each) <= MOST else [*each[:_MATTER], *each[_MATTER - MOST :]]
    return tuple(one.point for one in kept)


def _each(statements: Iterable[_Statement]) -> list[_Statement]:
    """What is said again counts where it was said last, in its old place."""
    found: dict[str, _Statement] = {}
    for one in statements:
        found[" ".join(re.findall(r"\w+", one.text.casefold()))] = one
    return list(found.values())
