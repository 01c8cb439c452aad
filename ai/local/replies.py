"""How good a reply is: whether it answers what was asked, its tone, and how easily it reads. Plain rules, no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ai.local import terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\n{2,}")
_LONGEST = 20_000
"""Characters of a text that are looked at."""
_MOST_QUESTIONS = 50
_FIGURE = re.compile(r"\d")
_SYLLABLES = {
    "en": re.compile(r"[aeiouy]+"),
    "de": re.compile(r"[aeiouyäöü]+"),
    "es": re.compile(r"[aeiouyáéíóúü]+"),
}
_ASKS_FOR_FIGURE = re.compile(
    r"\b(?:when|what time|how (?:much|many|long|often)|which (?:day|date)"
    r"|wann|um wie ?viel uhr|wie ?viele?|wie (?:lange|oft)|welche[nrms]? (?:tag|datum)"
    r"|cuándo|a qué hora|cuánt[oa]s?|qué (?:día|fecha))\b",
    re.IGNORECASE,
)
_PLAIN_ANSWER = re.compile(
    r"\b(?:yes|no|sure|of course|certainly|ja|nein|gerne?|natürlich|selbstverständlich|sí|claro|por supuesto)\b",
    re.IGNORECASE,
)
_WARM = re.compile(
    r"\b(?:thank(?:s| you)|please|glad|happy to|sorry|apologi[sz]e|of course|hope|take care|welcome|kind|best wishes"
    r"|danke|vielen dank|bitte|gerne?|tut uns leid|tut mir leid|entschuldig\w+|natürlich|hoffen|alles gute"
    r"|gute besserung|herzlich\w*|freundlich\w*"
    r"|gracias|por favor|encantad[oa]s?|lamentamos|lo siento|disculp\w+|claro|esperamos|cuíde\w*|amable\w*|saludos)\b",
    re.IGNORECASE,
)
_CURT = re.compile(
    r"\b(?:as (?:i|we) (?:already|previously) (?:said|told|wrote)|you (?:must|failed|should have)"
    r"|not (?:my|our) problem|obviously|impossible|calm down"
    r"|wie (?:bereits|schon) (?:gesagt|erwähnt|mitgeteilt)|sie (?:müssen|hätten)|nicht (?:mein|unser) problem"
    r"|offensichtlich|unmöglich|beruhigen sie sich"
    r"|como ya (?:le )?(?:dije|dijimos|indicamos)|usted debe|debería haber|no es (?:mi|nuestro) problema"
    r"|obviamente|imposible|cálmese)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"!{2,}|\b[A-ZÄÖÜ]{5,}\b")


@dataclass(frozen=True)
class Quality:
    """What can be said of a reply."""

    questions: int
    answered: int
    """Of the questions, those that the reply seems to answer."""
    tone: float
    """From -1, curt, to 1, warm."""
    ease: float
    """Reading ease from 0, hard, to 100, easy, by the formula of the language (Flesch, Amstad, Fernández Huerta)."""


def judge(questions: Sequence[str], reply: str, language: str) -> Quality:
    """Judge a reply to a mail that asked some questions. Without questions the mail as a whole counts as none."""
    reply, questions = reply[:_LONGEST], questions[:_MOST_QUESTIONS]
    answered = sum(_is_answered(one, reply, alone=len(questions) == 1) for one in questions)
    return Quality(len(questions), answered, _tone(reply), ease(reply, language))


def ease(text: str, language: str) -> float:
    """How easily a text reads, from 0 to 100; English counts where there is no formula for the language."""
    words = _WORD.findall(text)
    if not words:
        return 100.0
    vowels = _SYLLABLES.get(language, _SYLLABLES["en"])
    sentences = max(1, sum(1 for part in _SENTENCE.split(text) if _WORD.search(part)))
    length = len(words) / sentences
    syllables = sum(max(1, len(vowels.findall(word.lower()))) for word in words) / len(words)
    base, by_length, by_syllables = {"de": (180.0, 1.0, 58.5), "es": (206.84, 1.02, 60.0)}.get(
        language, (206.835, 1.015, 84.6)
    )
    return min(100.0, max(0.0, base - by_length * length - by_syllables * syllables))


def _is_answered(question: str, reply: str, *, alone: bool) -> bool:
    """Whether the reply speaks of what the question is about, or says plainly yes or no to the only one."""
    about = terms.of(question)
    if _ASKS_FOR_FIGURE.search(question):
        return _FIGURE.search(reply) is not None and (alone or not about or not about.isdisjoint(terms.of(reply)))
    if alone and _PLAIN_ANSWER.search(reply):
        return True
    common = about & terms.of(reply)
    return not about or len(common) * 3 >= len(about)


def _tone(text: str) -> float:
    """Warm words against curt ones and shouting, by how many sentences there are."""
    warm, curt = len(_WARM.findall(text)), 2 * len(_CURT.findall(text)) + len(_SHOUTED.findall(text))
    return (warm - curt) / (warm + curt + 1)
