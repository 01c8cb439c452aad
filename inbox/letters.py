"""A mail that arrived, read: which message it is, who wrote it, what it refers to, and what it asks of us."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import behaviour, ours
from inbox.arrival import Arrival
from inbox.behaviour import Behaviour
from inbox.mail import addresses, classification, message_ids, parsing
from inbox.mail.classification import MailClass
from inbox.mail.parsed import Address, ParsedMail
from inbox.matching import Clues
from inbox.models import Asks, Direction, Door, Mailbox, Organization, Place
from inbox.ours import Ours

BOUNCES = frozenset({MailClass.BOUNCE_HARD, MailClass.BOUNCE_SOFT})
_MOST_REFERENCES = 30
_NOBODY = Address("", "")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mailbox that receives, and what one must know of its surroundings to read its mail."""

    mailbox: Mailbox
    ours: Ours
    behaviour: Behaviour
    keys: tuple[bytes, ...]
    """Of our own Message-IDs, newest first."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """What intake needs to know of a mail."""

    arrival: Arrival
    mail: ParsedMail
    mail_class: MailClass
    class_header: str
    key: str
    fingerprint: str
    sender: Address
    person_id: int | None
    direction: Direction
    asks: Asks
    clues: Clues
    door: Door = Door.NATIVE
    """Through which it was written, where that is known."""

    @property
    def is_bounce(self) -> bool:
        return self.mail_class in BOUNCES

    @property
    def is_spam(self) -> bool:
        return self.arrival.place is Place.SPAM

    @property
    def is_from_outside(self) -> bool:
        """Whether a person wrote it to us."""
        return self.direction is Direction.INBOUND and self.mail_class is MailClass.HUMAN


def recipient(
    session: Session, mailbox: Mailbox, *, keys: tuple[bytes, ...] = (), now: datetime, alone: bool = False
) -> Recipient:
    """A mailbox, ready to receive. `alone` keeps out other mail of the organization until the commit."""
    query = select(Organization).where(Organization.id == mailbox.organization_id)
    organization = session.scalars(query.with_for_update(key_share=True) if alone else query).one()
    known = ours.of(session, organization, mailbox.team_id)
    return Recipient(mailbox, known, behaviour.of(mailbox, organization), keys, now)


def read(arrival: Arrival, to: Recipient) -> Letter:
    """Read a mail. Raises `UnreadableMail` for bytes that are none."""
    mail = parsing.parse(arrival.raw)
    verdict = classification.classify(
        mail, own_addresses=to.ours.mailboxes, own_list_ids=_list_ids(to.mailbox), own_domains=_domains(to),
        is_notice=message_ids.is_notice(to.keys, mail.message_id or ""),
    )  # fmt: skip
    sender = _sender(mail, to.mailbox)
    direction = _direction(arrival, sender, verdict.mail_class, to)
    return Letter(
        arrival=arrival, mail=mail, mail_class=verdict.mail_class, class_header=verdict.header,
        key=parsing.message_key(mail), fingerprint=parsing.fingerprint(mail), sender=sender,
        person_id=_person(mail, sender, to), direction=direction,
        asks=_asks(arrival, mail, verdict.mail_class, direction, to),
        clues=_clues(arrival, mail, verdict.mail_class, sender, direction, to),
    )  # fmt: skip


def _list_ids(mailbox: Mailbox) -> frozenset[str]:
    """A group is named by its List-Id or by its address, from which mail systems make one with a dot for the @."""
    return frozenset(name for group in mailbox.groups for name in (group.lower(), group.lower().replace("@", ".")))


def _domains(to: Recipient) -> frozenset[str]:
    return to.ours.domains | {to.mailbox.address.rpartition("@")[2]}


def _sender(mail: ParsedMail, mailbox: Mailbox) -> Address:
    """Who wrote it. A group that puts its own address into From keeps the writer's in another header."""
    sender = _honest(mail.from_ or mail.sender or _NOBODY)
    if sender.address in mailbox.groups:
        kept = (value for name in ("x-original-from", "x-google-original-from") for value in mail.headers.get(name, ()))
        return next(iter(addresses.parse(kept)), sender)
    return sender


def _honest(sender: Address) -> Address:
    """A name that reads like another address than the one that wrote is no name: the address is shown instead."""
    is_other = "@" in sender.name and sender.name.strip().lower() != sender.address
    return replace(sender, name="") if is_other else sender


def _direction(arrival: Arrival, sender: Address, mail_class: MailClass, to: Recipient) -> Direction:
    """What this mailbox, or another one of its team, sent is outbound; what another team sent us comes in."""
    others = to.ours.team_mailboxes - {to.mailbox.address}
    # What was sent and then thrown away lies among the rest of the trash.
    was_sent = arrival.place is Place.TRASH and sender.address == to.mailbox.address
    is_ours = arrival.place is Place.SENT or was_sent or sender.address in others or mail_class is MailClass.SELF
    return Direction.OUTBOUND if is_ours else Direction.INBOUND


def _person(mail: ParsedMail, sender: Address, to: Recipient) -> int | None:
    """The member of staff who wrote it, when From or Sender tells."""
    people = to.ours.people
    found = people.get(sender.address)
    return people.get(mail.sender.address) if found is None and mail.sender else found


def _asks(arrival: Arrival, mail: ParsedMail, mail_class: MailClass, direction: Direction, to: Recipient) -> Asks:
    if arrival.place is Place.TRASH:
        return Asks.NOTHING
    if mail_class in BOUNCES:
        return Asks.ANSWER
    if mail_class is MailClass.HUMAN:
        is_for_us = direction is Direction.INBOUND or any(one.address in to.ours.team_mailboxes for one in mail.to)
        return Asks.ANSWER if is_for_us else Asks.PATIENCE
    opens = {MailClass.AUTOMATED: to.behaviour.automated_opens, MailClass.BULK: to.behaviour.bulk_opens}
    is_noticed = direction is Direction.INBOUND and opens.get(mail_class, False)
    return Asks.ATTENTION if is_noticed else Asks.NOTHING


def _clues(
    arrival: Arrival, mail: ParsedMail, mail_class: MailClass, sender: Address, direction: Direction, to: Recipient
) -> Clues:
    is_bounce = mail_class in BOUNCES
    is_from_outside = direction is Direction.INBOUND and mail_class is MailClass.HUMAN
    references = _references(mail, is_bounce)
    joins_by_subject = to.behaviour.join_by_subject and is_from_outside and sender.address not in to.ours.addresses
    return Clues(
        sender=sender.address, people=_people(mail, sender), at=arrival.received_at,
        asks=is_from_outside and arrival.place is not Place.TRASH, is_bounce=is_bounce, message_id=mail.message_id,
        references=_fewer(references), tokens=_tokens(mail, references, to), thread_id=arrival.thread_id,
        subject=mail.normalised_subject if joins_by_subject else "",
    )  # fmt: skip


def _people(mail: ParsedMail, sender: Address) -> frozenset[str]:
    """Addresses on From, To and Cc."""
    named = (sender, *((mail.from_,) if mail.from_ else ()), *mail.to, *mail.cc)
    return frozenset(one.address for one in named if one.address)


def _references(mail: ParsedMail, is_bounce: bool) -> tuple[str, ...]:
    """What a bounce reports, then In-Reply-To, then References from newest to oldest; never the mail itself."""
    reported = mail.delivery_status.original_message_ids if is_bounce and mail.delivery_status else ()
    named = dict.fromkeys((*reported, *mail.in_reply_to, *reversed(mail.references)))
    return tuple(one for one in named if one != mail.message_id)


def _fewer(references: tuple[str, ...]) -> tuple[str, ...]:
    """Of very many, the newest and the one that began it all."""
    return references if len(references) <= _MOST_REFERENCES else (*references[: _MOST_REFERENCES - 1], references[-1])


def _tokens(mail: ParsedMail, references: tuple[str, ...], to: Recipient) -> tuple[int, ...]:
    named = (message_ids.conversation_of(to.keys, one) for one in references)
    ours = [found[1] for found in named if found is not None and found[0] == to.mailbox.organization_id]
    received = [*(one.address for one in (*mail.to, *mail.cc)), *mail.headers.get("delivered-to", ())]
    by_address = (message_ids.conversation_of_address(to.keys, one) for one in received if "+" in one)
    return tuple(dict.fromkeys((*ours, *(found for found in by_address if found is not None))))
