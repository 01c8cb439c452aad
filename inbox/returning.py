"""Our own replies as they come back through Sent: who wrote each is known by the Message-ID that we gave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from inbox import crossing, sending
from inbox.arrival import Taken
from inbox.letters import Letter, Recipient
from inbox.mail import message_ids
from inbox.mail.classification import MailClass
from inbox.models import Asks, Direction, Outgoing, Place


class Signed(NamedTuple):
    """Letters, those that we sent with the one who wrote them."""

    letters: list[Letter]
    replies: Mapping[str, Outgoing]
    """By the provider's id."""


def sign(session: Session, to: Recipient, letters: Sequence[Letter]) -> Signed:
    """Tell who wrote the replies among letters: the shared address stands on all of them. Locks their intents.

    Only what the mailbox itself has sent counts: anybody may write a Message-ID that they once got from us.
    """
    ours = {one.mail.message_id or "" for one in letters if _is_ours(one, to)}
    rows = sending.of_messages(session, to.mailbox, ours) if ours else {}
    replies, signed = {}, []
    for one in letters:
        row = rows.get(one.mail.message_id or "") if _is_ours(one, to) else None
        signed.append(_signed(one, row) if row else one)
        if row is not None:
            replies[one.arrival.provider_id] = row
    return Signed(signed, replies)


def settle(session: Session, to: Recipient, signed: Signed, taken: Sequence[Taken]) -> None:
    """What follows once letters are taken in: replies are known to be out, and some may have crossed each other."""
    for one in taken:
        row = signed.replies.get(one.provider_id)
        if row is not None and one.message_id is not None:
            sending.came_back(session, row, one.provider_id, now=to.now)
    sent = {one.arrival.provider_id for one in signed.letters if one.direction is Direction.OUTBOUND}
    session.flush()
    placed = [(one.message_id, one.conversation_id) for one in taken if one.provider_id in sent]
    crossing.detect(session, to, [(message, place) for message, place in placed if message and place])


def _signed(one: Letter, row: Outgoing) -> Letter:
    """What a rule sent is known for it, also where the provider lets no header say so."""
    known = replace(one, person_id=row.person_id, door=row.door)
    return replace(known, mail_class=MailClass.SELF, asks=Asks.NOTHING) if row.automatic_to else known


def _is_ours(letter: Letter, to: Recipient) -> bool:
    was_sent = letter.direction is Direction.OUTBOUND and letter.arrival.place in (Place.SENT, Place.TRASH)
    return was_sent and message_ids.conversation_of(to.keys, letter.mail.message_id or "") is not None
