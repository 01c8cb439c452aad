"""What it means that somebody put one of our labels on in the mail client, or took one off: the same as a button."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inbox import assignment, events, label_names, lifecycle, sorting, tagging
from inbox.events import Actor
from inbox.models import Conversation, EventKind, Person, Priority, Status, Tag

NO_ACCESS = "label-no-access"
"""Reason: the person of the label cannot be given the conversation."""
NOT_IN_USE = "label-not-in-use"
"""Reason: the tag of the label is gone, or not shown in mailboxes."""

CLOCKS_DECIDE = "label-clocks-decide"
"""Reason: nobody says by hand what is overdue; the label comes back, or goes, as the clocks say."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody changed about one thing that labels speak of: the status, the assignee, urgency, or one tag."""

    dimension: str
    added: Sequence[str] = ()
    """Keys of labels, in the order in which they were put on: the last one decides."""
    removed: Collection[str] = ()


def hear(
    written: Collection[str], intended: Collection[str] | None, seen: Collection[str], desired: Collection[str]
) -> list[tuple[set[str], set[str]]]:
    """What was put on and taken off a message since both sides agreed, one thing that labels speak of after another.

    In each of them, what is seen may be what was written, what was just being written when we were interrupted, or
    what is to be written anyway: then nobody else did anything.
    """
    changes = []
    bases = [set(written)] if intended is None else [set(written), set(intended)]
    for dimension in sorted({label_names.dimension(key) for key in (*seen, *written, *(intended or ()))}):
        now, wanted = _within(seen, dimension), _within(desired, dimension)
        before = [_within(base, dimension) for base in bases]
        if now != wanted and now not in before:
            added = set().union(*(now - base for base in before))
            changes.append((added, before[-1] - now))
    return changes


def gather(changes: Iterable[tuple[set[str], set[str]]], order: Mapping[str, int]) -> list[Heard]:
    """The changes of all messages of a conversation as one: a thread that was labelled at once is labelled once.

    `order` tells which label was put on when, where that is known. Where it is not, the one that asks for more wins.
    """
    added: dict[str, set[str]] = {}
    removed: dict[str, set[str]] = {}
    for on, off in changes:
        for key in on:
            added.setdefault(label_names.dimension(key), set()).add(key)
        for key in off:
            removed.setdefault(label_names.dimension(key), set()).add(key)

    def when(key: str) -> tuple[int, int, str]:
        return order.get(key, -1), _WEIGHT.get(key, 0), key

    return [
        Heard(one, sorted(added.get(one, ()), key=when), removed.get(one, set()) - added.get(one, set()))
        for one in sorted({*added, *removed})
    ]


def apply(
    session: Session, conversation: Conversation, heard: Iterable[Heard], texts: Mapping[str, str], *, by: Actor
) -> None:
    """Do what the labels say. Each label that was put on, or taken off alone, stands in the timeline.

    `texts` tells what labels are called, by their keys: also those that are no longer in use.
    """
    for one in heard:
        told = _Told(session, conversation, texts, by)
        if one.dimension == label_names.URGENT:
            _urgency(told, one)
        elif label_names.tag_of(one.dimension) is not None:
            _tag(told, one)
        elif one.dimension == label_names.OVERDUE:
            told.record(label_names.OVERDUE if one.added else "", one.removed, reason=CLOCKS_DECIDE)
        elif one.dimension == label_names.STATUS:
            _status(told, one)
        else:
            _assignee(told, one)


_WEIGHT = {
    label_names.of_status(one): weight for weight, one in enumerate((Status.CLOSED, Status.PENDING, Status.OPEN))
}


@dataclass(frozen=True, slots=True)
class _Told:
    session: Session
    conversation: Conversation
    texts: Mapping[str, str]
    by: Actor

    def record(self, new: str = "", old: Iterable[str] = (), *, reason: str = "") -> None:
        """Put into the timeline which label it was."""
        events.record(
            self.session, self.conversation, EventKind.LABELLED, by=self.by, reason=reason,
            new=self._text(new), old=", ".join(map(self._text, sorted(old))),
        )  # fmt: skip

    def _text(self, key: str) -> str:
        return self.texts.get(key, key)


def _status(told: _Told, heard: Heard) -> None:
    """A status without any label is a slip or a wish: whoever takes “Open” off is done, else it is our turn again."""
    for key in heard.added:
        told.record(key, heard.removed if key == heard.added[-1] else ())
        _set_status(told, label_names.status_of(key))
    if not heard.added:
        told.record(old=heard.removed)
        _set_status(told, Status.CLOSED if set(heard.removed) == {_OPEN} else Status.OPEN)


_OPEN = label_names.of_status(Status.OPEN)


def _set_status(told: _Told, status: Status | None) -> None:
    if status is Status.OPEN:
        lifecycle.open_(told.session, told.conversation, by=told.by)
    elif status is Status.PENDING and told.conversation.status is not Status.PENDING:
        lifecycle.set_pending(told.session, told.conversation, by=told.by)
    elif status is Status.CLOSED:
        lifecycle.close(told.session, told.conversation, by=told.by)


def _assignee(told: _Told, heard: Heard) -> None:
    for key in heard.added:
        person = told.session.get(Person, label_names.assignee_of(key))
        is_able = person is not None and person.active
        if person is None or not is_able or not assignment.may_be_assigned(told.session, told.conversation, person):
            told.record(key, reason=NO_ACCESS)
        else:
            told.record(key, heard.removed if key == heard.added[-1] else ())
            assignment.assign(told.session, told.conversation, person, by=told.by)
    if not heard.added:
        told.record(old=heard.removed)
        assignee_id = told.conversation.assignee_id
        if assignee_id is not None and label_names.of_assignee(assignee_id) in heard.removed:
            assignment.assign(told.session, told.conversation, None, by=told.by)


def _urgency(told: _Told, heard: Heard) -> None:
    is_urgent = told.conversation.priority is Priority.URGENT
    if heard.added:
        told.record(label_names.URGENT)
        sorting.set_priority(told.session, told.conversation, Priority.URGENT, by=told.by)
    else:
        told.record(old=heard.removed)
        if is_urgent:
            sorting.set_priority(told.session, told.conversation, Priority.NORMAL, by=told.by)


def _tag(told: _Told, heard: Heard) -> None:
    tag = told.session.get(Tag, label_names.tag_of(heard.dimension))
    is_shown = tag is not None and tag.show_in_mailbox
    if tag is None or not is_shown:
        if heard.added:
            told.record(heard.dimension, reason=NOT_IN_USE)
    elif heard.added:
        told.record(heard.dimension)
        tagging.add(told.session, told.conversation, tag, by=told.by)
    else:
        told.record(old=heard.removed)
        tagging.remove(told.session, told.conversation, tag, by=told.by)


def _within(keys: Collection[str], dimension: str) -> set[str]:
    return {key for key in keys if label_names.dimension(key) == dimension}
