"""A reply made of what we have written before: template and article passages that fit, gaps where none does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ai import facts
from ai.local import cues, matching, sentences
from ai.local.matching import Passage, Shelf
from ai.questions import Draft, DraftReply, Letter

MOST_QUESTIONS = 6
_LONGEST_QUESTION = 140
_WHOLE_LETTER = 0.2
"""Of what a letter without questions is about, so much must occur in a passage."""
_VARIABLE = re.compile(r"\{\{\s*([\w.-]{1,64})\s*\}\}")
_OF_TIME = re.compile(r"(?i)date|datum|day|tag|time|uhr|zeit|fecha|día|hora")
_THANKS = re.compile(r"(?i)\b(?:thanks?|danken?|dank|gracias|agradecemos)\b")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’. ]+[^\W\d_]+\.?){0,4}")
_LONGEST_NAME = 50


@dataclass(frozen=True)
class _Phrases:
    """What a reply begins and ends with, and how a gap is named."""

    to_somebody: str
    to_anybody: str
    thanks: str
    end: str
    answer_to: str
    answer: str
    asked_for: str
    months: tuple[str, ...]
    day: str


_PHRASES = {
    "en": _Phrases(
        "Dear {name},", "Hello,", "Thank you for your message of {day}.", "Kind regards,", "answer to “{question}”",
        "answer", "asked for: {dates}",
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"), "{day} {month}",
    ),
    "de": _Phrases(
        "Guten Tag {name},", "Guten Tag,", "vielen Dank für Ihre Nachricht vom {day}.", "Mit freundlichen Grüßen",
        "Antwort auf „{question}“", "Antwort", "gewünscht: {dates}",
        ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
         "Dezember"), "{day}. {month}",
    ),
    "es": _Phrases(
        "Hola, {name}:", "Buenos días:", "Gracias por su mensaje del {day}.", "Un cordial saludo,",
        "respuesta a «{question}»", "respuesta", "pedido: {dates}",
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
         "noviembre", "diciembre"), "{day} de {month}",
    ),
}  # fmt: skip


def draft(question: DraftReply) -> Draft:
    """A reply to the newest inbound letter. What no source says is named as missing."""
    phrases = _PHRASES.get(question.language[:2], _PHRASES["en"])
    letter = next((one for one in reversed(question.letters) if one.is_inbound), None)
    shelf = matching.shelf(question.sources, question.language[:2])
    asked = _asked(letter) if letter else []
    answers = _answers(shelf, asked, letter, phrases)
    known = {"contact.name": _name(letter), "agent.name": question.signer}
    dates = _dates(letter)
    body = [_filled(one.text, known, dates, phrases) if isinstance(one, Passage) else one for one in answers]
    parts = [*_beginning(letter, phrases, body), *body, f"{phrases.end}\n{question.signer}".strip()]
    used = dict.fromkeys(one.source.key for one in answers if isinstance(one, Passage))
    return Draft("\n\n".join(parts), tuple(used))


def _asked(letter: Letter) -> list[str]:
    """The questions and requests of a letter as they stand."""
    found = [one for one in sentences.of(letter.text) if cues.request(one) is not None]
    return list(dict.fromkeys(found))[:MOST_QUESTIONS]


def _answers(
    shelf: Shelf, asked: Sequence[str], letter: Letter | None, phrases: _Phrases
) -> list[Passage | str]:  # fmt: skip
    """For each question the passage that fits, once, or a gap."""
    found: list[Passage | str] = []
    for one in asked:
        passage = shelf.best(one) or (shelf.best(f"{one} {_subject(letter)}") if len(asked) == 1 else None)
        found.append(passage or _gap(phrases.answer_to.format(question=_quoted(one))))
    if not asked:
        whole = " ".join(sentences.of(letter.text)) if letter else ""
        found.append(shelf.best(f"{whole} {_subject(letter)}", least=_WHOLE_LETTER) or _gap(phrases.answer))
    return list(dict.fromkeys(found))


def _beginning(letter: Letter | None, phrases: _Phrases, body: Sequence[str]) -> Iterable[str]:
    name = _name(letter)
    yield phrases.to_somebody.format(name=name) if name else phrases.to_anybody
    if letter is not None and not _THANKS.search(body[0].partition(".")[0]):
        yield phrases.thanks.format(day=_day(letter.at, phrases))


def _day(at: datetime, phrases: _Phrases) -> str:
    return phrases.day.format(day=at.day, month=phrases.months[at.month - 1])


def _name(letter: Letter | None) -> str:
    """Of who wrote the letter, if it can be one: nothing that a sender calls themselves gets into a reply unseen."""
    name = " ".join(letter.sender.split()) if letter is not None else ""
    return name if len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) else ""


def _dates(letter: Letter | None) -> str:
    """The days and times that the letter speaks of, as they stand there."""
    if letter is None:
        return ""
    said = " ".join(sentences.of(letter.text))
    found = [said[one.start : one.end] for one in facts.found(said) if one.kind in ("date", "time", "weekday")]
    return ", ".join(dict.fromkeys(found[:4]))


def _filled(text: str, known: dict[str, str], dates: str, phrases: _Phrases) -> str:
    """A passage with what the thread says; a variable that it does not say becomes a gap."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if known.get(name):
            return known[name]
        is_of_time = bool(_OF_TIME.search(name)) and dates
        hint = f" ({phrases.asked_for.format(dates=dates)})" if is_of_time else ""
        return _gap(re.sub(r"[._-]+", " ", name) + hint)

    filled = _VARIABLE.sub(value, text)
    return filled[:1].upper() + filled[1:]


def _gap(what: str) -> str:
    return f"[missing: {what}]"


def _quoted(question: str) -> str:
    """A question as it stands, without what could lead somewhere or be taken for a mark of ours."""
    kept = question
    for fact in reversed(facts.found(question)):
        if fact.kind in ("link", "address"):
            kept = f"{kept[: fact.start]}…{kept[fact.end :]}"
    return sentences.shortened(re.sub(r"[\[\]{}<>]", "", kept), _LONGEST_QUESTION)


def _subject(letter: Letter | None) -> str:
    return letter.subject if letter is not None else ""
