"""The script: 300 changes by patients, by people in the mail client and by staff, in segments that each start empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

SEGMENTS = 25
CHANGES = 12
"""In each segment."""
ENOUGH = (3, 9, 14, 20)
"""Segments that come to every site that any of them comes to; `make crash` says when that is no longer so."""
WORK = "work"

_NEW = {"arrive": 5, "answer": 4, "answer_early": 2, "to_both": 2, "junk": 1, "bulk": 1, "absence": 1, "bounce": 1}
"""What brings a mail, and how often it is drawn."""
_CLIENT = {
    "put_label": 4, "take_label": 3, "star": 1, "foreign_label": 1, "trash": 1, "bring_back": 1, "delete": 1,
    "lose_label": 1, "rename_label": 1, "answer_natively": 2, "forget_history": 1, "draft": 1,
}  # fmt: skip
_STAFF = {
    "assign": 4, "unassign": 1, "set_pending": 2, "close": 2, "open": 1, "note": 2, "tag": 3, "untag": 1,
    "press_hard": 2, "snooze": 1, "reply": 3, "check": 1,
}  # fmt: skip
_WEIGHTS = {**_NEW, **_CLIENT, **_STAFF}


@dataclass(frozen=True)
class Step:
    """One change: what happens, to which mail of the segment, and a number to choose details by."""

    verb: str
    mail: int = 0
    """The new mail, or the one that is concerned."""
    other: int = 0
    """Of a new mail the one that it refers to."""
    choice: int = 0


def segment(number: int) -> list[Step]:
    """The steps of a segment; workers come to rest after every two or three changes."""
    return list(_with_work(_changes(Random(f"segment {number}")), Random(f"work {number}")))


def _changes(random: Random) -> Iterator[Step]:
    mails = [1, 2]
    yield Step("arrive", 1, choice=random.randrange(100))
    yield Step("arrive", 2, choice=random.randrange(100))
    for _ in range(CHANGES - 2):
        verb = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        known, choice = random.choice(mails), random.randrange(100)
        if verb in _NEW:
            mails.append(len(mails) + 1)
            yield Step(verb, mails[-1], known, choice)
        else:
            yield Step(verb, known, choice=choice)


def _with_work(changes: Iterator[Step], random: Random) -> Iterator[Step]:
    left = 2
    for step in changes:
        yield step
        left -= 1
        if left == 0:
            yield Step(WORK)
            left = random.choice((2, 3))
    yield Step(WORK)
