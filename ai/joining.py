"""Two readings of the same mail as one: what a model elsewhere says, never less careful than the local one."""

from __future__ import annotations

from dataclasses import replace

from ai.questions import Asked, Reading

PRIORITIES = ("low", "normal", "high", "urgent")


def joined(theirs: tuple[Reading, ...], ours: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Mail by mail. Where the local model has no reading, theirs stands alone."""
    if len(ours) != len(theirs):
        return theirs
    return tuple(_one(their, our) for their, our in zip(theirs, ours, strict=True))


def _one(their: Reading, our: Reading) -> Reading:
    """Every urgent sign counts, the higher priority, and every private thing: they saw the mail without those."""
    ours_is_higher = PRIORITIES.index(our.priority.value) > PRIORITIES.index(their.priority.value)
    known = {(sign.kind, sign.passage.casefold()) for sign in our.urgent}
    return replace(
        their,
        priority=our.priority if ours_is_higher else their.priority,
        language=their.language or our.language,
        urgent=our.urgent + tuple(one for one in their.urgent if (one.kind, one.passage.casefold()) not in known),
        private=tuple(dict.fromkeys((*our.private, *their.private))),
        asked=Asked(
            questions=their.asked.questions or our.asked.questions, dates=our.asked.dates, numbers=our.asked.numbers
        ),
    )
