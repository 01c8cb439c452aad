"""Signs in a mail that may not wait. Tuned to miss nothing: rather one too many than one too few.

Known wordings with what the sentence says around them are one part of it; how dangerous the mail sounds to who
was taught by examples (`ai/local/danger.py`) is the other, and both are weighed together.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ai.local import alarm, context, danger, languages, lexicon
from ai.local.lexicon import Match
from ai.local.words import Word, readable, words

LANGUAGES = ("en", "de", "es")
_AROUND = 90
"""A passage is the sentence it stands in; of a longer one, so many characters on each side."""
_WHOLE = "emergency"
"""The kind of what alarms as a whole."""
_FEWEST_TO_SOUND = 5
"""Words that a part needs to alarm by its sound alone."""
_TOGETHER = 2
"""Sentences that follow each other and are heard as one passage."""
_NEAR = 3.0
"""Only where the whole sounds so little more or less dangerous than what alarms can its passages turn it."""
_STRANGE = 0.5
"""So dangerous its words have to sound where the lexicons know none of them: what is only strange alarms nobody."""
_PART = 110
"""Words that are judged at once; a longer mail is judged part by part."""


@dataclass(frozen=True)
class Found:
    """A kind of sign, the words that gave it away, and the sentence that they stand in."""

    kind: str
    words: str
    passage: str
    place: int
    """Of the first of the words among the characters of the text, as `words.readable` gives it."""


@dataclass
class _Known:
    """The known wordings of a text: one for each kind, and how many more are not so."""

    found: dict[str, Found] = field(default_factory=dict)
    denied: int = 0


def find(text: str, language: str = "") -> tuple[Found, ...]:
    """Every kind of sign once, in the order of the text.

    Known wordings are looked for in all languages, since people mix them; misspellings, and how it sounds, only in
    the mail's own, or where that is not known. In a language that was not taught, known wordings alone alarm.
    """
    plain = readable(text)
    told = language or languages.told(plain)
    own = (told,) if told in LANGUAGES else () if told else LANGUAGES
    found: dict[str, Found] = {}
    for start, part in _parts(plain):
        known = _known(part, language)
        heard = max((_hear(part, one, known) for one in own), key=lambda one: one.above, default=None)
        if heard is None or heard.above >= 0:
            for one in known.found.values() or _told_by_sound(part, heard):
                found.setdefault(one.kind, Found(one.kind, one.words, one.passage, one.place + start))
    return tuple(sorted(found.values(), key=lambda one: one.place))


def _told_by_sound(part: str, heard: _Heard | None) -> Iterable[Found]:
    """Where no wording is known. A greeting or a single word sounds like nothing at all."""
    return heard.telling(part) if heard is not None and len(words(part, "en")) >= _FEWEST_TO_SOUND else ()


def evidence(text: str, language: str) -> list[float]:
    """What the lexicons find, as numbers, for who is taught by examples."""
    return _evidence(_known(text, language), alarm.hear(text, language))


def passages(text: str, language: str) -> list[str]:
    """Every two sentences that follow each other: what is buried in a mail about something else stands out there."""
    taken = words(text, language)
    sentences = [list(group) for _, group in itertools.groupby(taken, key=lambda word: word.sentence)]
    if len(sentences) <= _TOGETHER:
        return [text]
    pairs = zip(sentences, sentences[_TOGETHER - 1 :], strict=False)
    return [text[first[0].start : last[-1].end] for first, last in pairs]


def overall(whole: float, loudest: float) -> float:
    """How dangerous a mail sounds, by how it sounds as a whole and by its loudest passage."""
    return (whole + loudest) / 2


def _evidence(known: _Known, heard: alarm.Alarm) -> list[float]:
    kinds, length = len(known.found), len(heard.words)
    return [
        float(kinds > 0), float(min(max(kinds - 1, 0), 2)), float(min(known.denied, 2)),
        float(kinds > 0 or heard.is_enough), heard.weight, float(heard.denied > 0), math.log1p(length),
        heard.weight / math.log(3 + length), *map(float, heard.counts()),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Heard:
    """How a text sounds in a language."""

    language: str
    above: float
    """By so much more dangerous than what may wait."""

    def telling(self, text: str) -> Iterator[Found]:
        """Where no wording is known: the sentence that sounds most dangerous, and the words that weigh most in it."""
        judge, taken = danger.judge(self.language), words(text, self.language)
        if not taken:
            return
        sentences = [
            [word for word in taken if word.sentence == at] for at in sorted({word.sentence for word in taken})
        ]
        sounds = judge.sound([text[one[0].start : one[-1].end] for one in sentences])
        loudest = sentences[int(sounds.argmax())]
        said = judge.telling(loudest)
        if said:
            own = " … ".join(text[word.start : word.end] for word in said)
            first = taken.index(said[0])
            passage = _passage(text, taken, Match(_WHOLE, first, first, False, frozenset()))
            yield Found(_WHOLE, own, passage, said[0].start)


def _hear(text: str, language: str, known: _Known) -> _Heard:
    judge, said = danger.judge(language), alarm.hear(text, language)
    score = judge.hear(text, _evidence(known, said))
    among = passages(text, language) if abs(score - judge.threshold) < _NEAR else []
    if len(among) > 1:
        score = overall(score, max(judge.hear(one, evidence(one, language)) for one in among))
    above = score - judge.threshold
    if above >= 0 and not known.found and not said.weight:
        above = min(above, float(judge.sound([text, *among]).max()) - _STRANGE)
    return _Heard(language, above)


def _known(plain: str, language: str) -> _Known:
    known = _Known()
    for one in LANGUAGES:
        wordings = lexicon.load("signs", one)
        taken = wordings.apart(words(plain, one))
        real = context.load(one)
        is_own = language not in LANGUAGES or language == one
        for match in wordings.matches(taken, fuzzy=is_own):
            place = taken[match.first].start
            if not real.is_real(match, taken):
                known.denied += is_own
            elif match.kind not in known.found or place < known.found[match.kind].place:
                own = dict.fromkeys(plain[taken[at].start : taken[at].end] for at in sorted(match.own))
                known.found[match.kind] = Found(match.kind, " ".join(own), _passage(plain, taken, match), place)
    return known


def _parts(plain: str) -> Iterator[tuple[int, str]]:
    """Where each part begins, and the part: whole sentences as long as they are no longer than a part."""
    taken = words(plain, "en")
    if len(taken) <= _PART:
        yield 0, plain
        return
    first = 0
    for at, word in enumerate(taken[1:], 1):
        is_full = at - first >= _PART
        if is_full or (at - first >= _PART // 2 and word.sentence != taken[at - 1].sentence):
            yield taken[first].start, plain[taken[first].start : taken[at - 1].end]
            first = at
    yield taken[first].start, plain[taken[first].start :]


def _passage(text: str, taken: Sequence[Word], match: Match) -> str:
    """The sentence as it stands, cut to what is around the sign."""
    first, last = taken[match.first], taken[match.last]
    inside = [word for word in taken if first.sentence <= word.sentence <= last.sentence]
    start = max(min(word.start for word in inside), _word_start(inside, first.start - _AROUND))
    end = min(max(word.end for word in inside), _word_end(inside, last.end + _AROUND))
    return " ".join(text[start:end].split())


def _word_start(inside: Iterable[Word], place: int) -> int:
    return min((word.start for word in inside if word.start >= place), default=0)


def _word_end(inside: Iterable[Word], place: int) -> int:
    return max((word.end for word in inside if word.end <= place), default=place)
