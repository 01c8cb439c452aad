"""What our labels in a mailbox stand for, and what they are called there. No word of a mail is ever in a label."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from inbox.models import (
    Conversation,
    ConversationTag,
    Delivery,
    Mailbox,
    Message,
    Organization,
    Person,
    Policy,
    Priority,
    Role,
    Status,
    Tag,
    TeamMember,
)

PREFIX = "Desk/"
STATUS = "status"
URGENT = "urgent"
OVERDUE = "overdue"
_STATUS, _ASSIGNEE, _TAG = "status:", "assignee:", "tag:"
_STATUSES = {Status.OPEN: ("Open", "blue"), Status.PENDING: ("Pending", "yellow"), Status.CLOSED: ("Closed", "gray")}
"""The same words in every language: a mailbox is shared by people of several."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Name:
    """A label as it should be."""

    key: str
    text: str
    color: str = ""
    """One of the colours that tags have."""
    is_needed: bool = False
    """Whether it is made where it is missing; others are only recognised."""


def of_status(status: Status) -> str:
    """The key of a status."""
    return _STATUS + status.value


def of_assignee(person_id: int) -> str:
    """The key of a person."""
    return f"{_ASSIGNEE}{person_id}"


def of_tag(tag_id: int) -> str:
    """The key of a tag."""
    return f"{_TAG}{tag_id}"


def status_of(key: str) -> Status | None:
    """The status that a key stands for, if it is one."""
    return Status(key.removeprefix(_STATUS)) if key.startswith(_STATUS) else None


def assignee_of(key: str) -> int | None:
    """The person that a key stands for, if it is one."""
    return int(key.removeprefix(_ASSIGNEE)) if key.startswith(_ASSIGNEE) else None


def tag_of(key: str) -> int | None:
    """The tag that a key stands for, if it is one."""
    return int(key.removeprefix(_TAG)) if key.startswith(_TAG) else None


def dimension(key: str) -> str:
    """What a label speaks of: a conversation has one status and one assignee, but any number of tags."""
    return key if key.startswith(_TAG) else key.partition(":")[0]


def desired(
    status: Status,
    assignee_id: int | None,
    priority: Priority,
    tag_ids: Iterable[int],
    *,
    is_listed: bool,
    is_overdue: bool,
) -> frozenset[str]:
    """The keys of the labels that a conversation's mail should carry; what is kept out of sight carries none."""
    if not is_listed:
        return frozenset()
    keys = {of_status(status), *map(of_tag, tag_ids)}
    if assignee_id is not None:
        keys.add(of_assignee(assignee_id))
    if priority is Priority.URGENT:
        keys.add(URGENT)
    if is_overdue:
        keys.add(OVERDUE)
    return frozenset(keys)


def folded(name: str) -> str:
    """What two labels must not share: providers take neither case nor a slash for a difference."""
    return " ".join(name.split()).casefold().replace("/", "-")


def names(session: Session, mailbox: Mailbox) -> dict[str, Name]:
    """All labels that mean something in a mailbox, by key: statuses, urgency, the staff, the tags that are shown."""
    organization = session.get_one(Organization, mailbox.organization_id)
    prefix = {**organization.settings, **mailbox.settings}.get("label_prefix", PREFIX)
    if _is_shared(session, mailbox):
        prefix = f"{prefix}{organization.key}/"
    every = [Name(of_status(one), prefix + word, color, True) for one, (word, color) in _STATUSES.items()]
    every.append(Name(URGENT, f"{prefix}Urgent", "red", True))
    every.append(Name(OVERDUE, f"{prefix}!Overdue", "red", _promises(session, mailbox)))
    every += _people(session, mailbox, prefix)
    every += _tags(session, mailbox, prefix)
    return {one.key: one for one in every}


def shown_tags(session: Session, conversation_ids: Collection[int] | Select[int]) -> dict[int, set[int]]:
    """The tags that are shown in mailboxes, by conversation."""
    query = select(ConversationTag.conversation_id, ConversationTag.tag_id).join(Tag, Tag.id == ConversationTag.tag_id)
    query = query.where(ConversationTag.conversation_id.in_(conversation_ids), Tag.show_in_mailbox)
    found: dict[int, set[int]] = {}
    for conversation_id, tag_id in session.execute(query):
        found.setdefault(conversation_id, set()).add(tag_id)
    return found


def _promises(session: Session, mailbox: Mailbox) -> bool:
    """Whether the organization ever promised anything that could be overdue."""
    query = select(Policy.id).where(Policy.organization_id == mailbox.organization_id).limit(1)
    return session.scalar(query) is not None


def _is_shared(session: Session, mailbox: Mailbox) -> bool:
    """Whether another organization connected the same mailbox before: labels must not carry one's acts to the other."""
    query = select(Mailbox.id).where(
        Mailbox.address == mailbox.address, Mailbox.organization_id != mailbox.organization_id,
        Mailbox.id < mailbox.id,
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def _people(session: Session, mailbox: Mailbox, prefix: str) -> list[Name]:
    """Everybody; a label is made for the members of the team, and for others to whom mail is given that is due."""
    query = select(Person).where(Person.organization_id == mailbox.organization_id, Person.role != Role.COLLABORATOR)
    people = session.scalars(query.order_by(Person.id)).all()
    members = set(session.scalars(select(TeamMember.person_id).where(TeamMember.team_id == mailbox.team_id)))
    given = (
        select(Conversation.assignee_id)
        .join(Message, Message.conversation_id == Conversation.id)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at.is_not(None))
    )
    needed = {one.id for one in people if one.active and one.id in members} | set(session.scalars(given.distinct()))
    texts = _distinct([f"{prefix}@{_plain(one.name)}" for one in people])
    return [
        Name(of_assignee(one.id), text, "purple", one.id in needed) for one, text in zip(people, texts, strict=True)
    ]


def _tags(session: Session, mailbox: Mailbox, prefix: str) -> list[Name]:
    query = select(Tag).where(Tag.organization_id == mailbox.organization_id, Tag.show_in_mailbox).order_by(Tag.id)
    tags = session.scalars(query).all()
    texts = _distinct([f"{prefix}tag/{_plain(one.name)}" for one in tags])
    return [Name(of_tag(one.id), text, one.color, True) for one, text in zip(tags, texts, strict=True)]


def _plain(name: str) -> str:
    """A slash would put a label below another one."""
    return " ".join(name.replace("/", "-").split())[:_LONGEST].strip()


def _distinct(texts: Iterable[str]) -> list[str]:
    """The same texts, those that another one has already with a number."""
    taken: set[str] = set()
    found = []
    for text in texts:
        number, chosen = 1, text
        while folded(chosen) in taken:
            number += 1
            chosen = f"{text} ({number})"
        taken.add(folded(chosen))
        found.append(chosen)
    return found
