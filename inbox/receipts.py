"""What became of each mail that a provider lists: exactly one disposition, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inbox.arrival import Arrival
from inbox.letters import Letter
from inbox.mail.classification import MailClass
from inbox.models import Disposition, Place
from inbox.recognising import Batch, Newcomer


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an arrival."""

    arrival: Arrival
    disposition: Disposition
    because: str = ""
    message_id: int | None = None


def of_batch(batch: Batch) -> list[Receipt]:
    """The receipts for all letters of a batch whose messages are stored."""
    found = [receipt for one in batch.newcomers for receipt in _of_newcomer(one)]
    for letter, known in batch.repeats:
        is_released = known.is_quarantined and not letter.is_spam
        found.append(_accepted(letter, known.id) if is_released else _double(letter, known.id))
    return found


def disposition(mail_class: str) -> Disposition:
    """What becomes of mail of a class that is no duplicate and no spam."""
    if mail_class in (MailClass.BOUNCE_HARD, MailClass.BOUNCE_SOFT):
        return Disposition.BOUNCE
    return Disposition.CONVERSATION if mail_class == MailClass.HUMAN else Disposition.AUTOMATIC


def _of_newcomer(newcomer: Newcomer) -> Iterator[Receipt]:
    first, id_ = newcomer.letter, newcomer.message_id
    yield Receipt(first.arrival, Disposition.QUARANTINED, "spam", id_) if first.is_spam else _accepted(first, id_)
    is_accepted = not first.is_spam
    for letter in newcomer.repeats:
        yield _double(letter, id_) if is_accepted or letter.is_spam else _accepted(letter, id_)
        is_accepted = is_accepted or not letter.is_spam


def _accepted(letter: Letter, message_id: int) -> Receipt:
    if letter.arrival.place is Place.TRASH:
        because = "in the trash when first seen"
    else:
        reported = letter.clues.references[:1] if letter.is_bounce else ()
        because = reported[0] if reported else letter.class_header
    return Receipt(letter.arrival, disposition(letter.mail_class.value), because, message_id)


def _double(letter: Letter, message_id: int) -> Receipt:
    return Receipt(letter.arrival, Disposition.DUPLICATE, letter.key, message_id)
