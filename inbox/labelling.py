"""Labels both ways: what staff do in the mail client is done here, what is decided here is shown there.

For each message three things are compared: what its conversation asks for, what both sides last agreed on, and what is
seen. No echo is waited for: whoever lists the changes that are to come back swallows a later one by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from inbox import label_book, label_commands, label_marks, label_names, lifecycle
from inbox.events import Actor
from inbox.models import (
    Asks,
    Conversation,
    Delivery,
    Direction,
    Door,
    Mailbox,
    Message,
    Place,
)

_LABELLED = (Place.INBOX, Place.SENT, Place.ARCHIVE)
"""Spam and drafts carry no labels of ours; what lies in the trash keeps those that it has."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be put on a message and taken off it, by the provider's ids."""

    delivery_id: int
    provider_id: str
    add: frozenset[str]
    remove: frozenset[str]
    due: datetime
    """Which marking it answers: one that came later stays."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to judge one mailbox's labels."""

    texts: Mapping[str, str]
    """What each label is called, by its key."""
    keys: Mapping[str, str]
    """What each label stands for, by the provider's id."""
    ids: Mapping[str, str]

    def read(self, label_ids: Iterable[str]) -> set[str]:
        return {self.keys[id_] for id_ in label_ids if id_ in self.keys}

    def write(self, keys: Iterable[str]) -> set[str]:
        return {self.ids[key] for key in keys if key in self.ids}


@dataclass(frozen=True, slots=True)
class _Mail:
    """A message as the mailbox has it."""

    delivery: Delivery
    at: datetime
    is_news: bool
    """Whether it asks for an answer and came after the labels were last compared."""


def decide(
    session: Session, mailbox: Mailbox, *, order: Mapping[tuple[str, str], int], now: datetime, limit: int
) -> list[Task]:
    """Do what people said with labels, and say which labels are to be changed. Compares so many messages at most.

    `order` tells of messages and labels when one was put on the other, where that is known.
    """
    due = session.scalars(label_marks.due(mailbox, now).limit(limit)).all()
    conversations = _locked(session, due)
    listed = _listed(session, mailbox, conversations)
    desk = _desk(session, mailbox)
    by = Actor(door=Door.LABEL, now=now)
    tags = label_names.shown_tags(session, conversations)
    for id_, mails in listed.items():
        if conversations[id_].is_listed:
            _listen(session, conversations[id_], tags.get(id_, ()), mails, desk, order, by=by)
    session.flush()
    tags = label_names.shown_tags(session, conversations)
    tasks = {
        task.delivery_id: task
        for id_, mails in listed.items()
        for task in _compare(mails, desk, _desired(conversations[id_], tags.get(id_, ())), now)
    }
    session.flush()
    _unmark(session, [id_ for id_ in due if id_ not in tasks])
    return sorted(tasks.values(), key=lambda task: (task.due, task.delivery_id), reverse=True)


def intend(session: Session, tasks: Sequence[Task]) -> None:
    """Write down what is about to be done, before it is."""
    for one, task in _rows(session, tasks):
        one.intended_labels = sorted({*(one.written_labels or ()), *task.add} - task.remove)


def settle(session: Session, tasks: Sequence[Task], *, versions: Mapping[str, tuple[str, str]] | None = None) -> None:
    """It was done. What was held in the version before it is held in the version after it: no echo is looked up."""
    for one, task in _rows(session, tasks):
        before, after = (versions or {}).get(one.provider_id, ("", ""))
        if before and after and one.provider_version == before:
            one.provider_version = after
        one.labels = [label for label in one.labels if label not in task.remove | task.add] + sorted(task.add)
        one.written_labels, one.intended_labels = one.intended_labels, None
        if one.mirror_due_at == task.due:
            one.mirror_due_at = None


def withdraw(session: Session, tasks: Sequence[Task]) -> None:
    """It was certainly not done."""
    for one, _ in _rows(session, tasks):
        one.intended_labels = None


def postpone(session: Session, tasks: Sequence[Task], until: datetime) -> None:
    """The provider refuses it: leave it alone for a while."""
    for one, _ in _rows(session, tasks):
        one.mirror_due_at = until


def drift(session: Session, mailbox: Mailbox) -> int:
    """How many messages do not carry the labels that they should: those to be compared, and any that disagree."""
    waiting = select(func.count()).where(Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at.is_not(None))
    return (session.scalar(waiting) or 0) + len(astray(session, mailbox))


def astray(session: Session, mailbox: Mailbox) -> list[int]:
    """The deliveries whose labels disagree with their conversation although nobody marked them. Reads all of them."""
    desk = _desk(session, mailbox)
    query = (
        select(
            Delivery.id.label("delivery_id"), Delivery.labels, Conversation.id, Conversation.status,
            Conversation.assignee_id, Conversation.priority, Conversation.is_listed, Conversation.is_overdue,
        )
        .join(Message, Message.id == Delivery.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(*_alive(mailbox), Delivery.mirror_due_at.is_(None))
    )  # fmt: skip
    rows = session.execute(query).all()
    tags = label_names.shown_tags(session, select(Conversation.id).where(Conversation.team_id == mailbox.team_id))
    return [
        row.delivery_id
        for row in rows
        if desk.read(row.labels)
        != label_names.desired(
            row.status,
            row.assignee_id,
            row.priority,
            tags.get(row.id, ()),
            is_listed=row.is_listed,
            is_overdue=row.is_overdue,
        )
    ]


def _alive(mailbox: Mailbox) -> tuple[ColumnElement[bool], ...]:
    return Delivery.mailbox_id == mailbox.id, Delivery.deleted_at.is_(None), Delivery.place.in_(_LABELLED)


def _locked(session: Session, delivery_ids: Collection[int]) -> dict[int, Conversation]:
    ids = select(Message.conversation_id).join(Delivery, Delivery.message_id == Message.id)
    query = select(Conversation).where(Conversation.id.in_(ids.where(Delivery.id.in_(delivery_ids))))
    found = session.scalars(query.order_by(Conversation.id).with_for_update().execution_options(populate_existing=True))
    return {one.id: one for one in found}


def _listed(session: Session, mailbox: Mailbox, conversations: Collection[int]) -> dict[int, list[_Mail]]:
    query = select(Delivery, Message.conversation_id, Message.received_at, Message.direction, Message.asks)
    query = query.join(Message, Message.id == Delivery.message_id).order_by(Delivery.id)
    query = query.where(*_alive(mailbox), Message.conversation_id.in_(conversations))
    found: defaultdict[int, list[_Mail]] = defaultdict(list)
    for one, id_, at, direction, asks in session.execute(query.execution_options(populate_existing=True)):
        is_asking = direction is Direction.INBOUND and asks is Asks.ANSWER
        found[id_].append(_Mail(one, at, is_news=is_asking and one.written_labels is None))
    return found


def _desk(session: Session, mailbox: Mailbox) -> _Desk:
    keys = label_book.keys(session, mailbox.id)
    texts = label_book.texts(session, mailbox.id)
    texts |= {key: one.text for key, one in label_names.names(session, mailbox).items()}
    return _Desk(texts, keys, {key: id_ for id_, key in keys.items()})


def _listen(
    session: Session, conversation: Conversation, tag_ids: Iterable[int], mails: Sequence[_Mail], desk: _Desk,
    order: Mapping[tuple[str, str], int], *, by: Actor,
) -> None:  # fmt: skip
    """Find out what people changed, and do it."""
    wanted = _desired(conversation, tag_ids)
    changes, when, since = [], dict[str, int](), None
    for mail in mails:
        one = mail.delivery
        intended = None if one.intended_labels is None else desk.read(one.intended_labels)
        here = label_commands.hear(desk.read(one.written_labels or ()), intended, desk.read(one.labels), wanted)
        changes += here
        since = max(since or mail.at, mail.at) if here else since
        for label in set(one.labels) & desk.keys.keys():
            key = desk.keys[label]
            when[key] = max(when.get(key, -1), order.get((one.provider_id, label), -1))
    if since is not None:
        heard = label_commands.gather(changes, when)
        label_commands.apply(session, conversation, heard, desk.texts, by=by)
        if any(one.dimension == label_names.STATUS for one in heard):
            _reopen(session, conversation, mails, desk, since, by=by)


def _reopen(
    session: Session, conversation: Conversation, mails: Sequence[_Mail], desk: _Desk, since: datetime, *, by: Actor
) -> None:
    """Whoever closed a thread has not seen what came to it right afterwards: that carries no label yet."""
    news = [mail.at for mail in mails if mail.is_news and mail.at >= since and not desk.read(mail.delivery.labels)]
    if news:
        lifecycle.open_(session, conversation, by=replace(by, door=Door.NATIVE), at=max(news))


def _desired(conversation: Conversation, tag_ids: Iterable[int]) -> frozenset[str]:
    return label_names.desired(
        conversation.status, conversation.assignee_id, conversation.priority, tag_ids,
        is_listed=conversation.is_listed, is_overdue=conversation.is_overdue,
    )  # fmt: skip


def _compare(mails: Iterable[_Mail], desk: _Desk, desired: Collection[str], now: datetime) -> Iterable[Task]:
    """What was seen is understood now; what differs from it is to be written."""
    wanted = desk.write(desired)
    for one in (mail.delivery for mail in mails):
        seen = {label for label in one.labels if label in desk.keys}
        one.written_labels, one.intended_labels = sorted(seen), None
        if seen == wanted:
            one.mirror_due_at = None
        else:
            one.mirror_due_at = one.mirror_due_at or now
            yield Task(one.id, one.provider_id, frozenset(wanted - seen), frozenset(seen - wanted), one.mirror_due_at)


def _unmark(session: Session, delivery_ids: Collection[int]) -> None:
    """Also what lies in the trash by now, or is gone."""
    query = update(Delivery).where(Delivery.id.in_(delivery_ids)).values(mirror_due_at=None)
    session.execute(query, execution_options={"synchronize_session": False})


def _rows(session: Session, tasks: Sequence[Task]) -> Iterable[tuple[Delivery, Task]]:
    by_id = {task.delivery_id: task for task in tasks}
    query = select(Delivery).where(Delivery.id.in_(by_id)).order_by(Delivery.id).with_for_update()
    for one in session.scalars(query.execution_options(populate_existing=True)):
        yield one, by_id[one.id]
