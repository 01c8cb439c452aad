"""Reading one mail on this machine: everything that words and rules tell, and the category that was found for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ai.local import asking, languages, priority, private, sentiment, symptoms, thanks
from ai.questions import Guess, Mail, Reading, Sign

_DISTRESS = -0.6
"""Who writes of such signs does not feel well, however calmly it is put."""
_GRATITUDE = 0.6


@dataclass(frozen=True)
class Sorted:
    """Which category a mail was found to belong to; None: none of these."""

    category: Guess | None = None
    none_of_these: float = 1.0


def read(mail: Mail, sorted_: Sorted) -> Reading:
    """Read a mail that was sorted."""
    text = whole(mail)
    language = languages.told(mail.text) or languages.told(text)
    found = symptoms.find(text, language)
    is_thanks = not found and thanks.is_thanks(mail.text)
    return Reading(
        category=sorted_.category,
        none_of_these=sorted_.none_of_these,
        priority=priority.guess(found, text),
        language=language,
        sentiment=_mood(text, language, is_in_danger=bool(found), is_thanks=is_thanks),
        urgent=tuple(Sign(one.kind, one.passage) for one in found),
        private=private.kinds(text),
        is_thanks=is_thanks,
        asked=asking.find(mail.text),
    )


_READ_FIRST = (
    "Could you please tell me when the practice opens on Monday?",
    "Können Sie mir bitte sagen, wann die Praxis am Montag öffnet?",
    "¿Me podría decir a qué hora abre la consulta el lunes, por favor?",
)
"""A sentence in each language, for which everything that mail is read with has to be there."""


def prepare() -> None:
    """Load all lexicons, so that no child of this process has to."""
    for sentence in _READ_FIRST:
        read(Mail("", sentence), Sorted())


def whole(mail: Mail) -> str:
    """Subject and text as one."""
    return f"{mail.subject.strip()}\n\n{mail.text.strip()}".strip()


def within(sorted_: Sorted, keys: Collection[str]) -> Sorted:
    """The same, unless its category is none that is asked for: one that was given up since it was learnt."""
    if sorted_.category is None or sorted_.category.value in keys:
        return sorted_
    return Sorted(None, max(sorted_.none_of_these, sorted_.category.confidence))


def _mood(text: str, language: str, *, is_in_danger: bool, is_thanks: bool) -> float:
    mood = sentiment.sentiment(text, language)
    if is_in_danger:
        return min(mood, _DISTRESS)
    return max(mood, _GRATITUDE) if is_thanks else mood
