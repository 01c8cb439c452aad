"""Taking out of a question what tells who somebody is, and putting it back into the answer.

Each passage becomes a placeholder like `[PERSON_1]`; the same passage has the same one everywhere in a question.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

from ai import recognisers
from ai.questions import DraftReply, Letter, Mail, Question, Rewrite, Source, Summarise, Topic, Triage
from ai.recognisers.names import Names
from ai.spans import Kind, Span, apart

A = TypeVar("A")

LABELS = {
    Kind.NAME: "PERSON", Kind.BIRTH: "BIRTHDATE", Kind.RECORD: "RECORD", Kind.PHONE: "PHONE", Kind.EMAIL: "EMAIL",
    Kind.ADDRESS: "ADDRESS", Kind.INSURANCE: "INSURANCE", Kind.NATIONAL_ID: "ID", Kind.ACCOUNT: "ACCOUNT",
    Kind.LINK: "LINK", Kind.MARK: "TEXT",
}  # fmt: skip
"""What placeholders are called."""

_WORDS = "|".join(LABELS.values())
_PLACEHOLDER = re.compile(
    rf"\\?[\[({{<⟦【]{{1,4}}\s{{0,4}}(?P<label>{_WORDS})\s{{0,4}}\\?[_\- ]?\s{{0,4}}(?P<number>\d{{1,9}})\s{{0,4}}"
    rf"\\?[\])}}>⟧】]{{1,4}}|(?<!\w)(?P<bare>{_WORDS})\\?_(?P<own>\d{{1,9}})(?!\w)",
    re.IGNORECASE,
)
"""As models give them back: in other brackets, in small letters, with Markdown's backslashes."""


@dataclass(frozen=True)
class Redacted(Generic[A]):
    """A question that may leave the house."""

    question: Question[A]
    table: Mapping[str, str]
    """What each placeholder stands for."""
    counts: Mapping[str, int]
    """How many passages of each kind were taken out."""

    def restored(self, answer: A) -> A:
        """The answer with everything put back. What stands for nothing is said to be missing."""
        return cast("A", _everywhere(answer, lambda text: restore(text, self.table)))


@dataclass
class Pad:
    """What was taken out so far."""

    names: Names
    table: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[Kind, str], str] = field(default_factory=dict)
    _numbers: Counter[Kind] = field(default_factory=Counter)

    def hide(self, text: str) -> str:
        """The text with placeholders."""
        written, at = [], 0
        for start, end, kind in self.found(text):
            written += [text[at:start], self.placeholder(kind, text[start:end])]
            at = end
        return "".join((*written, text[at:]))

    def name(self, text: str) -> str:
        """A field that holds nothing but a name, or an address in its place."""
        return self.placeholder(Kind.EMAIL if "@" in text else Kind.NAME, text) if text.strip() else text

    def found(self, text: str) -> list[Span]:
        marks = (Span(one.start(), one.end(), Kind.MARK) for one in _PLACEHOLDER.finditer(text))
        return apart([*marks, *recognisers.find(text, self.names)])

    def placeholder(self, kind: Kind, passage: str) -> str:
        self.counts[kind.value] += 1
        key = (kind, _plain(kind, passage))
        if key not in self._known:
            self._numbers[kind] += 1
            self._known[key] = f"[{LABELS[kind]}_{self._numbers[kind]}]"
            self.table[self._known[key]] = passage
        return self._known[key]


def redact(question: Question[A], known_names: Sequence[str] = ()) -> Redacted[A]:
    """Take out what tells who somebody is. `known_names` are those of staff, contacts and headers."""
    texts = _texts(question)
    fields = [one.sender for one in getattr(question, "letters", ())] + [getattr(question, "signer", "")]
    names = Names.known([*known_names, *fields])
    pad = Pad(names.with_those_in(texts))
    return Redacted(_HIDDEN[type(question)](question, pad), pad.table, dict(pad.counts))


def restore(text: str, table: Mapping[str, str]) -> str:
    """Put back what placeholders stand for, however a model wrote them."""

    def back(found: re.Match[str]) -> str:
        label, number = found["label"] or found["bare"], found["number"] or found["own"]
        key = f"[{label.upper()}_{int(number)}]"
        if key in table:
            return table[key]
        return f"[missing: {label.lower()}]" if found[0] == key else found[0]

    return _PLACEHOLDER.sub(back, text)


def _plain(kind: Kind, passage: str) -> str:
    """What two writings of the same passage have in common."""
    if kind in (Kind.NAME, Kind.EMAIL, Kind.ADDRESS, Kind.LINK, Kind.MARK):
        return " ".join(passage.casefold().split())
    return re.sub(r"[\W_]", "", passage).casefold()


def _texts(question: Question[Any]) -> list[str]:
    """All that stands in a question, for names that one text gives away and another repeats."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _everywhere(question, note)
    return found


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """A value with each text in it changed."""
    if isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_everywhere(one, change) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _everywhere(getattr(value, one.name), change) for one in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value


def _mail(mail: Mail, pad: Pad) -> Mail:
    return replace(mail, subject=pad.hide(mail.subject), text=pad.hide(mail.text))


def _letter(letter: Letter, pad: Pad) -> Letter:
    return replace(letter, sender=pad.name(letter.sender), subject=pad.hide(letter.subject), text=pad.hide(letter.text))


def _topic(topic: Topic, pad: Pad) -> Topic:
    return replace(
        topic, name=pad.hide(topic.name), sentence=pad.hide(topic.sentence),
        examples=tuple(map(pad.hide, topic.examples)),
    )  # fmt: skip


def _source(source: Source, pad: Pad) -> Source:
    return replace(source, name=pad.hide(source.name), text=pad.hide(source.text))


def _triage(question: Triage, pad: Pad) -> Triage:
    """Without what was learnt from mail: only the local model can read that anyway."""
    return Triage(tuple(_mail(one, pad) for one in question.mails), tuple(_topic(one, pad) for one in question.topics))


def _summarise(question: Summarise, pad: Pad) -> Summarise:
    return replace(question, letters=tuple(_letter(one, pad) for one in question.letters))


def _draft(question: DraftReply, pad: Pad) -> DraftReply:
    return replace(
        question, letters=tuple(_letter(one, pad) for one in question.letters),
        sources=tuple(_source(one, pad) for one in question.sources), signer=pad.name(question.signer),
    )  # fmt: skip


def _rewrite(question: Rewrite, pad: Pad) -> Rewrite:
    return replace(question, text=pad.hide(question.text))


_HIDDEN: dict[type[Question[Any]], Callable[[Any, Pad], Any]] = {
    Triage: _triage, Summarise: _summarise, DraftReply: _draft, Rewrite: _rewrite,
}  # fmt: skip
"""Every kind of question; one that is not here cannot be asked of a model elsewhere."""
