"""What rules do: each action through the same functions that staff's buttons use, in the name of the rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import assignment, events, lifecycle, notes, sorting, tagging
from inbox.configuration.promise_parts import duration
from inbox.configuration.rule_parts import NOBODY, NONE, ActionPart
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import (
    Category,
    Conversation,
    EventKind,
    Message,
    Person,
    PersonAddress,
    Role,
    Status,
    Tag,
    TeamMember,
)
from inbox.rules import answering, brakes
from inbox.translation import N_

OUTSIDE = frozenset({"reply", "notify", "webhook", "route"})
"""What is noticed by somebody: it is not done for mail that was there before its mailbox was connected."""
OLD = N_("the mail is older than the mailbox's connection")


@dataclass
class Doing:
    """One rule at work on one conversation."""

    session: Session
    conversation: Conversation
    message: Message | None
    by: Actor
    is_old: bool
    key: bytes
    """Of our own Message-IDs."""
    occasion: str
    rule_key: str = ""
    outgoing: list[int] = field(default_factory=list)
    """Replies that are to be sent now."""


def perform(doing: Doing, action: ActionPart) -> str:
    """Do it. Says why not, where it was not done."""
    if doing.is_old and action.kind in OUTSIDE:
        return OLD
    if action.kind == "reply" and brakes.is_held(doing.conversation, brakes.MAIL, now=doing.by.now):
        return N_("too much automatic mail went there")
    try:
        with doing.session.begin_nested():
            return _DONE[action.kind](doing, getattr(action, action.kind))
    except InboxError as refusal:
        return str(refusal)


def _assign(doing: Doing, whom: str) -> str:
    if whom == NOBODY:
        assignment.assign(doing.session, doing.conversation, None, by=doing.by)
        return ""
    query = select(Person).join(PersonAddress, PersonAddress.person_id == Person.id)
    here = PersonAddress.organization_id == doing.conversation.organization_id
    person = doing.session.scalars(query.where(here, PersonAddress.address == whom)).one_or_none()
    if person is None:
        return f"nobody has the address {whom} any more"
    assignment.assign(doing.session, doing.conversation, person, by=doing.by)
    return ""


def _tag(doing: Doing, name: str) -> str:
    tag = _tag_called(doing, name)
    if tag is None:
        return f"there is no tag {name} any more"
    tagging.add(doing.session, doing.conversation, tag, by=doing.by)
    return ""


def _untag(doing: Doing, name: str) -> str:
    tag = _tag_called(doing, name)
    if tag is not None:
        tagging.remove(doing.session, doing.conversation, tag, by=doing.by)
    return ""


def _tag_called(doing: Doing, name: str) -> Tag | None:
    here = Tag.organization_id == doing.conversation.organization_id
    return doing.session.scalars(select(Tag).where(here, func.lower(Tag.name) == name.lower())).one_or_none()


def _categorize(doing: Doing, key: str) -> str:
    query = select(Category.id).where(Category.organization_id == doing.conversation.organization_id)
    category_id = None if key == NONE else doing.session.scalars(query.where(Category.key == key)).one_or_none()
    if category_id is None and key != NONE:
        return f"there is no category {key} any more"
    sorting.set_category(doing.session, doing.conversation, category_id, by=doing.by)
    return ""


def _prioritize(doing: Doing, priority: Any) -> str:
    sorting.set_priority(doing.session, doing.conversation, priority, by=doing.by)
    return ""


def _set_status(doing: Doing, status: Status) -> str:
    _decide(doing)
    if status is Status.OPEN:
        lifecycle.open_(doing.session, doing.conversation, by=doing.by)
    elif status is Status.PENDING:
        lifecycle.set_pending(doing.session, doing.conversation, by=doing.by)
    else:
        lifecycle.close(doing.session, doing.conversation, by=doing.by)
    return ""


def _snooze(doing: Doing, length: str) -> str:
    _decide(doing)
    lifecycle.snooze(doing.session, doing.conversation, doing.by.now + duration(length), by=doing.by)
    return ""


def _decide(doing: Doing) -> None:
    """The status no longer just follows from the mail, so an out-of-office does not undo it."""
    doing.conversation.has_human_act = True


def _note(doing: Doing, text: str) -> str:
    notes.add_of_rule(doing.session, doing.conversation, text, by=doing.by)
    return ""


def _reply(doing: Doing, template: str) -> str:
    one = doing.conversation
    row, why_not = answering.answer(doing.session, one, doing.message, template, by=doing.by, key=doing.key)
    if row is not None:
        doing.outgoing.append(row.id)
        _ask(doing, "reply", [template], outgoing=row.id)
    return why_not


def ask_for_notice(doing: Doing, people: list[str]) -> str:
    """Somebody is to be told: assignee, lead, team, admins, or addresses."""
    _ask(doing, "notify", people)
    missing = sorted(one for one in people if "@" in one and not _may_see(doing, one))
    return f"not told for want of access: {', '.join(missing)}" if missing else ""


def ask_for_webhook(doing: Doing, key: str) -> str:
    """A webhook is to be told."""
    return _ask(doing, "webhook", [key])


def ask_for_routing(doing: Doing, _team: str) -> str:
    """The team's routing is to give it to somebody, after the commit: it takes locks of its own."""
    return _ask(doing, "route", [])


def _ask(doing: Doing, what: str, names: list[str], **data: Any) -> str:
    """Let it be known; whoever does such things follows the event."""
    message_id = doing.message.id if doing.message is not None else None
    events.record(
        doing.session, doing.conversation, EventKind.RULE_ASKED, by=doing.by, message_id=message_id, asks=what,
        names=names, occasion=doing.occasion, rule_key=doing.rule_key, **data,
    )  # fmt: skip
    return ""


def _may_see(doing: Doing, address: str) -> bool:
    """Whether who has the address may see the conversation: others are told nothing of it."""
    one = doing.conversation
    members = select(TeamMember.person_id).where(TeamMember.team_id == one.team_id)
    query = select(Person.id).join(PersonAddress, PersonAddress.person_id == Person.id)
    there = (PersonAddress.organization_id == one.organization_id, PersonAddress.address == address, Person.active)
    sees = (Person.role == Role.ADMIN) | Person.id.in_(members)
    return doing.session.scalars(query.where(*there, sees)).first() is not None


_DONE: dict[str, Callable[[Doing, Any], str]] = {
    "assign": _assign, "route": ask_for_routing, "tag": _tag, "untag": _untag, "category": _categorize,
    "priority": _prioritize, "status": _set_status, "note": _note, "reply": _reply, "notify": ask_for_notice,
    "webhook": ask_for_webhook, "snooze": _snooze,
}  # fmt: skip
