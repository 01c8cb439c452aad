"""Two readings of the same mail as one: what a model elsewhere says, never less careful than the local one.

A mail can talk a model elsewhere into saying anything, and the local one into nothing. What only the former says is
told to people; nothing follows from it by itself.
"""

from __future__ import annotations

from dataclasses import replace

from ai.local.symptoms import LANGUAGES
from ai.questions import Asked, Guess, Reading, Sign

PRIORITIES = ("low", "normal", "high", "urgent")
_LEAST = 0.4
"""So sure the local model has to be of the same category: then it would suggest it, too."""


def joined(theirs: tuple[Reading, ...], ours: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Mail by mail. Where the local model has no reading, theirs bears out nothing."""
    if len(ours) != len(theirs):
        return tuple(
            replace(one, category=_category(one.category, None), urgent=_alone(one.urgent), is_thanks=False)
            for one in theirs
        )
    return tuple(_one(their, our) for their, our in zip(theirs, ours, strict=True))


def _one(their: Reading, our: Reading) -> Reading:
    """Every urgent sign counts, and every private thing: they saw the mail without those."""
    known = {(sign.kind, sign.passage.casefold()) for sign in our.urgent}
    further = tuple(one for one in their.urgent if (one.kind, one.passage.casefold()) not in known)
    if not our.language or our.language in LANGUAGES:
        further = _alone(further)
    counts = [their.priority] if any(one.is_borne_out for one in further) else []
    return replace(
        their,
        category=_category(their.category, our.category),
        priority=max((our.priority, *counts), key=lambda one: PRIORITIES.index(one.value)),
        language=our.language,
        sentiment=their.sentiment if their.sentiment * our.sentiment > 0 else our.sentiment,
        urgent=our.urgent + further,
        private=tuple(dict.fromkeys((*our.private, *their.private))),
        is_thanks=their.is_thanks and our.is_thanks,
        asked=Asked(
            questions=their.asked.questions or our.asked.questions, dates=our.asked.dates, numbers=our.asked.numbers
        ),
    )


def _category(their: Guess | None, our: Guess | None) -> Guess | None:
    """With the local one's reasons where they agree: the nearest examples, and words where the other one gave none."""
    if their is None:
        return None
    if our is None or our.value != their.value:
        return replace(their, is_borne_out=False)
    return replace(
        their, words=their.words or our.words, examples=their.examples or our.examples,
        is_borne_out=our.confidence >= _LEAST,
    )  # fmt: skip


def _alone(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    return tuple(replace(one, is_borne_out=False) for one in signs)
