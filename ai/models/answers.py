"""The forms in which a language model answers, and what is read out of them. What does not fit is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from ai.questions import (
    SIGNS,
    Asked,
    Draft,
    DraftReply,
    Guess,
    Letter,
    Mail,
    Point,
    Question,
    Reading,
    Rewrite,
    Sign,
    Summarise,
    Summary,
    Triage,
)

Share = Annotated[float, Field(ge=0, le=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
_KIND = r"^[a-z]+(-[a-z]+)*$"
_OTHER = "emergency"
"""What a sign of a kind that nobody asked for is called: a mail is not to choose the words that a card warns with."""
_FEW, _MANY, _LONGEST = 5, 30, 500


class Form(BaseModel):
    """A part of an answer. What nobody asked for is no answer."""

    model_config = ConfigDict(extra="forbid")


class SignForm(Form):
    """A sign that may not wait."""

    kind: Annotated[str, StringConstraints(pattern=_KIND, max_length=40)]
    passage: Line


class MailForm(Form):
    """What is in one mail."""

    number: int
    category: str | None
    confidence: Share
    none_of_these: Share
    words: list[Line] = Field(max_length=_FEW)
    priority: Literal["low", "normal", "high", "urgent"]
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2})?$")]
    sentiment: Annotated[float, Field(ge=-1, le=1)]
    urgent: list[SignForm] = Field(max_length=_MANY)
    is_thanks: bool
    questions: list[Line] = Field(max_length=_MANY)


class PointForm(Form):
    """One statement, and the letter it comes from."""

    text: Line
    letter: int


class SummaryForm(Form):
    """What a thread comes to."""

    wanted: list[PointForm] = Field(max_length=_MANY)
    promised: list[PointForm] = Field(max_length=_MANY)
    open: list[PointForm] = Field(max_length=_MANY)


class DraftForm(Form):
    """A letter, and the sources that were used."""

    text: Text
    sources: list[str] = Field(max_length=_MANY)


class TextForm(Form):
    """A text."""

    text: Text


@dataclass(frozen=True)
class Reader:
    """The form for a question, and how an answer in it is read. `read` raises ValueError for one that does not fit."""

    form: type[BaseModel]
    read: Callable[[Any], Any]


def reader(question: Question[Any]) -> Reader | None:
    """None for a question that is not known here."""
    if isinstance(question, Triage):
        return Reader(_triage_form(question), lambda said: _readings(question, said.mails))
    if isinstance(question, Summarise):
        return Reader(SummaryForm, lambda said: _summary(question.letters, said))
    if isinstance(question, DraftReply):
        return Reader(DraftForm, lambda said: _draft(question, said))
    if isinstance(question, Rewrite):
        return Reader(TextForm, lambda said: said.text)
    return None


def _triage_form(question: Triage) -> type[BaseModel]:
    """With the keys of the topics as the only categories that there are."""
    keys = tuple(topic.key for topic in question.topics)
    category: Any = (Literal[keys] | None) if keys else None
    mail: Any = create_model("Mail", __base__=MailForm, category=(category, ...))
    return create_model("Mails", __base__=Form, mails=(list[mail], Field(max_length=len(question.mails))))


def _readings(question: Triage, said: list[MailForm]) -> tuple[Reading, ...]:
    if [one.number for one in said] != list(range(1, len(question.mails) + 1)):
        raise ValueError("there is to be one entry for each mail, in their order")
    return tuple(_reading(mail, one) for mail, one in zip(question.mails, said, strict=True))


def _reading(mail: Mail, said: MailForm) -> Reading:
    text = f"{mail.subject}\n{mail.text}"
    words = tuple(word for word in said.words if _stands_in(word, text))
    signs = ((one.kind if one.kind in SIGNS else _OTHER, _passage(text, one.passage)) for one in said.urgent)
    return Reading(
        category=Guess(said.category, said.confidence, words) if said.category is not None else None,
        none_of_these=said.none_of_these,
        priority=Guess(said.priority, said.confidence),
        language=said.language,
        sentiment=said.sentiment,
        urgent=tuple(Sign(kind, passage) for kind, passage in signs if passage),
        is_thanks=said.is_thanks,
        asked=Asked(questions=tuple(filter(None, (_passage(text, one) for one in said.questions)))),
    )


def _summary(letters: tuple[Letter, ...], said: SummaryForm) -> Summary:
    def points(listed: list[PointForm]) -> tuple[Point, ...]:
        if not all(1 <= one.letter <= len(letters) for one in listed):
            raise ValueError("there is no letter of that number")
        return tuple(Point(one.text, letters[one.letter - 1].id) for one in listed)

    return Summary(points(said.wanted), points(said.promised), points(said.open))


def _draft(question: DraftReply, said: DraftForm) -> Draft:
    known = {source.key for source in question.sources}
    if not known.issuperset(said.sources):
        raise ValueError("there is no source of that key")
    return Draft(said.text, tuple(dict.fromkeys(said.sources)))


def _passage(text: str, said: str) -> str:
    """The words as they stand in the mail: those themselves, else the sentence that they sum up; empty: invented."""
    if _stands_in(said, text):
        return said
    wanted = set(_plain(said).split())
    sentences = [one.strip() for one in re.split(r"(?<=[.!?])\s+|\n+", text) if one.strip()]
    best = max(sentences, key=lambda one: len(wanted & set(_plain(one).split())), default="")
    return _cut(best) if 2 * len(wanted & set(_plain(best).split())) >= len(wanted) else ""


def _cut(sentence: str) -> str:
    """Not in the middle of a word: half a placeholder stands for nothing."""
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST + 1].rpartition(" ")[0]


def _stands_in(said: str, text: str) -> bool:
    """Whether words are in the mail as whole ones: `[PERSON_1]` is no part of `[PERSON_12]`, who is somebody else."""
    plain = _plain(said)
    return bool(plain) and f" {plain} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\W+", " ", text.casefold()).split())
