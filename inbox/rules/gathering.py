"""What rules look at, read from the database: the rules in force, and the facts of a conversation and a mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from inbox import calendars, hours
from inbox.clocks import choosing
from inbox.configuration import rules
from inbox.configuration.document import Document
from inbox.hours import ALWAYS, Hours
from inbox.mail import languages
from inbox.models import (
    Attachment,
    Conversation,
    Direction,
    Event,
    EventKind,
    Message,
    Person,
    PersonAddress,
    Rule,
    Team,
)
from inbox.rules.conditions import Facts
from inbox.rules.deciding import Listed

STATUSES = (EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED, EventKind.SNOOZED, EventKind.WOKE)
_HUMAN = "human"


def in_force(session: Session, organization_id: int) -> list[Listed]:
    """An organization's rules in their order, those that are switched on."""
    query = select(Rule).where(Rule.organization_id == organization_id, Rule.is_current)
    rows = session.scalars(query.order_by(Rule.position, Rule.id))
    listed = (Listed(row.id, rules.part_of(row)) for row in rows)
    return [one for one in listed if one.part.enabled]


def of_document(document: Document) -> list[Listed]:
    """The rules that a file would bring into force."""
    return [Listed(None, part) for part in document.rules if part.enabled]


def begun(session: Session, organization_id: int) -> dict[str, datetime]:
    """Since when there is each of an organization's rules, in whatever words."""
    query = select(Rule.key, func.min(Rule.created_at)).where(Rule.organization_id == organization_id)
    return {row[0]: row[1] for row in session.execute(query.group_by(Rule.key))}


def message_of(session: Session, conversation_id: int, message_id: int | None) -> Message | None:
    """The mail that something is about; where it is about none, the last one that came in, rather of a person."""
    if message_id is not None:
        return session.get(Message, message_id)
    query = select(Message).where(Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND)
    order = (Message.mail_class != _HUMAN, Message.received_at.desc(), Message.id.desc())
    return session.scalars(query.order_by(*order).limit(1)).first()


def facts(session: Session, one: Conversation, message: Message | None, *, at: datetime) -> Facts:
    """What is known of a conversation now, and of a mail; `at` says whether it is time of work."""
    traits = choosing.traits(session, [one.id])[one.id]
    calendar = calendars.of_key(session, one.organization_id, traits.calendar)
    return Facts(
        {
            "mailbox": (traits.mailbox,), "team": (traits.team,), "category": (traits.category,),
            "priority": (traits.priority,), "tag": tuple(traits.tags), "contact": tuple(traits.contact),
            "status": (one.status.value, *(["snoozed"] if one.snoozed_until else [])),
            "assignee": _assignee(session, one.assignee_id), **_of_mail(session, message),
        },
        hours.is_open(calendars.hours_of(calendar), at),
    )  # fmt: skip


def since(session: Session, conversation_ids: Collection[int]) -> dict[int, dict[str, datetime]]:
    """From when times count in each conversation; what never happened is missing."""
    found: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    ids = {"ids": list(conversation_ids)}
    for id_, direction, at in session.execute(_LAST_MAIL, ids):
        found[id_]["last-customer-message" if direction is Direction.INBOUND else "last-our-reply"] = at
    for id_, at, changed_at in session.execute(_BEGAN, ids):
        found[id_] |= {"created": at, "status-set": changed_at or at}
    return found


def hours_of_teams(session: Session, organization_id: int, conversation_ids: Collection[int]) -> dict[int, Hours]:
    """When the team of each conversation works."""
    by_key = {key: calendars.hours_of(one) for key, one in calendars.current(session, organization_id).items()}
    query = select(Conversation.id, Team.calendar_key).join(Team, Team.id == Conversation.team_id)
    rows = session.execute(query.where(Conversation.id.in_(conversation_ids)))
    return {row[0]: by_key.get(row[1] or "", ALWAYS) for row in rows}


def _assignee(session: Session, person_id: int | None) -> tuple[str, ...]:
    if person_id is None:
        return ()
    query = select(PersonAddress.address).where(PersonAddress.person_id == person_id).order_by(PersonAddress.position)
    return (session.get_one(Person, person_id).name, *session.scalars(query))


def _of_mail(session: Session, message: Message | None) -> dict[str, tuple[str, ...]]:
    if message is None:
        return {}
    people = [address for kind in ("to", "cc") for _, address in message.recipients.get(kind) or ()]
    text = message.visible_text
    return {
        "subject": (message.subject,), "text": (text,), "sender": (message.sender_address,),
        "sender-name": (message.sender_name,), "domain": (message.sender_address.rpartition("@")[2],),
        "recipient": tuple(people), "class": (message.mail_class,), "language": (languages.guessed(text),),
        "attachment": _attachments(session, message.id),
    }  # fmt: skip


def _attachments(session: Session, message_id: int) -> tuple[str, ...]:
    names: Sequence[str] = session.scalars(select(Attachment.name).where(Attachment.message_id == message_id)).all()
    return tuple(names)


_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_LAST_MAIL = (
    select(Message.conversation_id, Message.direction, func.max(Message.received_at))
    .where(Message.conversation_id.in_(_ids), Message.mail_class == _HUMAN)
    .group_by(Message.conversation_id, Message.direction)
)
_BEGAN = select(
    Conversation.id,
    Conversation.first_message_at,
    select(func.max(Event.at))
    .where(Event.conversation_id == Conversation.id, Event.kind.in_(STATUSES))
    .scalar_subquery(),
).where(Conversation.id.in_(_ids))
