"""Which events staff are told of, and whom: by its kind each event finds those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audience, noticing
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Door,
    Event,
    EventKind,
    Mailbox,
    MailboxState,
    Mention,
    Message,
    Note,
    Notice,
    Person,
    PersonAddress,
    TeamMember,
)

_STILL_NEWS = timedelta(days=1)
"""What happened longer ago than that before it was recorded is history that is being read in."""
_ALWAYS_NEWS = frozenset({EventKind.DUE_SOON, EventKind.ESCALATED})
"""Clocks that only look back ring for nobody; one that rings late rings all the same."""
_BY_ITSELF = frozenset({Door.RULE, Door.SYSTEM, Door.AI})


def tell(session: Session, event: Event) -> None:
    """Tell those whom an event concerns. The same event again tells nobody twice."""
    teller = TELLERS.get(event.kind)
    is_news = event.kind in _ALWAYS_NEWS or event.recorded_at - event.at < _STILL_NEWS
    if teller is not None and is_news:
        teller(session, event)


def _mentioned(session: Session, event: Event) -> None:
    """Those whom a note names; after it was changed, those whom it names now and did not before."""
    note_id = event.data.get("note_id")
    if isinstance(note_id, int):
        people = audience.mentioned(session, note_id)
        _tell(session, event, Notice.MENTIONED, people, dedupe=f"mentioned:{note_id}", is_by_somebody=True)


def _assigned(session: Session, event: Event) -> None:
    """The new assignee, as long as it is still theirs."""
    conversation = _conversation(session, event)
    person_id = event.data.get("new")
    if conversation is None or conversation.assignee_id != person_id or not isinstance(person_id, int):
        return
    kind = Notice.ROUTED if event.door in _BY_ITSELF else Notice.ASSIGNED
    _tell(session, event, kind, {person_id}, is_by_somebody=True)


def _reply_failed(session: Session, event: Event) -> None:
    """Whoever wrote the reply, and whose conversation it is."""
    sender = session.get(Person, event.person_id) if event.person_id is not None else None
    people = _answerable(session, event, {event.person_id})
    _tell(session, event, Notice.REPLY_FAILED, people, sender=sender.name if sender else "")


def _not_delivered(session: Session, event: Event) -> None:
    """Whoever wrote the mail that came back, and whose conversation it is."""
    bounce = session.get(Message, event.message_id) if event.message_id is not None else None
    reported = session.get(Message, bounce.bounce_of_id) if bounce and bounce.bounce_of_id is not None else None
    people = _answerable(session, event, {reported.person_id if reported else None})
    _tell(session, event, Notice.NOT_DELIVERED, people)


def _crossed(session: Session, event: Event) -> None:
    """Both who wrote, and whose conversation it is."""
    people = {one for one in event.data.get("people") or () if isinstance(one, int)}
    _tell(session, event, Notice.REPLIES_CROSSED, _answerable(session, event, people))


def _due_soon(session: Session, event: Event) -> None:
    """Whoever has it; where nobody has it, the leads."""
    people = _answerable(session, event, ())
    _tell(session, event, Notice.SLA_WARNING, people, clock=event.data.get("clock"), due=event.data.get("due"))


def _escalated(session: Session, event: Event) -> None:
    """Whom the step after a breach names."""
    conversation, steps = _conversation(session, event), event.data.get("then") or ()
    if conversation is None:
        return
    people = _answerable(session, event, ()) if "notify-assignee" in steps else set()
    if "notify-lead" in steps:
        people |= set(audience.leads(session, event.organization_id, conversation.team_id))
    _tell(session, event, Notice.SLA_BREACH, people, clock=event.data.get("clock"), due=event.data.get("due"))


def _rule_asked(session: Session, event: Event) -> None:
    """Whom a rule names: who has it, the leads, the team, the admins, or single people by address."""
    conversation = _conversation(session, event)
    if conversation is None or event.data.get("asks") != "notify":
        return
    names = {str(one) for one in event.data.get("names", ())}
    by_address = select(PersonAddress.person_id).where(
        PersonAddress.organization_id == event.organization_id, PersonAddress.address.in_(names)
    )
    people = set(session.scalars(by_address))
    if "assignee" in names:
        people |= _answerable(session, event, ())
    if "lead" in names:
        people |= audience.leads(session, event.organization_id, conversation.team_id)
    if "team" in names:
        people |= audience.members(session, conversation.team_id)
    if "admins" in names:
        people |= audience.admins(session, event.organization_id)
    _tell(session, event, Notice.RULE, people, rule=event.data.get("rule") or event.reason)


def _rules_held(session: Session, event: Event) -> None:
    """The admins: rules did too much, and somebody has to look why."""
    _tell(session, event, Notice.RULES_HELD, audience.admins(session, event.organization_id))


def _not_routed(session: Session, event: Event) -> None:
    """The leads, when something begins to wait in a team where nothing waited."""
    conversation = _conversation(session, event)
    if conversation is not None and event.data.get("is_first"):
        leads = audience.leads(session, event.organization_id, conversation.team_id)
        _tell(session, event, Notice.NO_ELIGIBLE_AGENT, leads)


def _leave_began(session: Session, event: Event) -> None:
    """Whoever stands in; where nobody does, the leads of the teams. Of a leave that left nothing behind, nobody."""
    person = session.get(Person, next(iter(event.data.get("people") or ()), 0))
    if person is None or not (event.data.get("count") or event.data.get("waiting")):
        return
    substitute = event.data.get("substitute")
    teams = session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == person.id)).all()
    leads = frozenset(one for team in teams for one in audience.leads(session, event.organization_id, team))
    noticing.tell(
        session, Notice.LEAVE_BEGAN, to={substitute} if isinstance(substitute, int) else leads - {person.id},
        conversation=None, by=_system(event), dedupe=f"event:{event.id}", organization_id=event.organization_id,
        name=person.name, waiting=str(event.data.get("waiting") or 0), count=str(event.data.get("count") or 0),
    )  # fmt: skip


def _absences_unreadable(session: Session, event: Event) -> None:
    _tell_admins(session, event, Notice.ABSENCES_UNREADABLE)


def _mailbox_changed(session: Session, event: Event) -> None:
    """The admins, when a mailbox can no longer be read."""
    if event.data.get("new") == MailboxState.DISCONNECTED and event.door is Door.SYSTEM:
        _tell_admins(session, event, Notice.MAILBOX_TROUBLE)


def _ledger_alarm(session: Session, event: Event) -> None:
    _tell_admins(session, event, Notice.LEDGER_ALARM)


def _tell_admins(session: Session, event: Event, kind: Notice) -> None:
    mailbox = session.get(Mailbox, event.mailbox_id) if event.mailbox_id is not None else None
    noticing.tell(
        session, kind, to=audience.admins(session, event.organization_id), conversation=None, by=_system(event),
        dedupe=f"event:{event.id}", organization_id=event.organization_id,
        team_id=mailbox.team_id if mailbox else None, mailbox=mailbox.name if mailbox else "",
    )  # fmt: skip


def _answerable(session: Session, event: Event, people: Collection[int | None]) -> set[int]:
    """These people and the assignee; where nobody is left who is there, the leads: somebody has to know."""
    conversation = _conversation(session, event)
    if conversation is None:
        return set()
    named = {one for one in (*people, conversation.assignee_id) if one is not None}
    present = set(session.scalars(select(Person.id).where(Person.id.in_(named), Person.active)))
    return present or set(audience.leads(session, event.organization_id, conversation.team_id))


def _tell(
    session: Session, event: Event, kind: Notice, people: Collection[int], *, dedupe: str = "",
    is_by_somebody: bool = False, **data: Any,
) -> None:  # fmt: skip
    """Whoever did something is not told of it; what went wrong tells them, too."""
    conversation = _conversation(session, event)
    if conversation is None:
        return
    by = Actor(event.door, event.recorded_at, event.person_id) if is_by_somebody else _system(event)
    noticing.tell(
        session, kind, to=people, conversation=conversation, dedupe=dedupe or f"event:{event.id}", by=by, **data
    )  # fmt: skip


def _conversation(session: Session, event: Event) -> Conversation | None:
    return session.get(Conversation, event.conversation_id) if event.conversation_id is not None else None


def _system(event: Event) -> Actor:
    return Actor(Door.SYSTEM, event.recorded_at)


def _let_in(session: Session, event: Event) -> None:
    """Somebody was mentioned where they had no access, and now has it: what they were to look at reaches them late."""
    person_id, team_id = event.data.get("to"), event.data.get("team_id")
    if not isinstance(person_id, int) or not isinstance(team_id, int):
        return
    query = (
        select(Note, Conversation)
        .join(Mention, Mention.note_id == Note.id)
        .join(Conversation, Conversation.id == Note.conversation_id)
        .where(
            Mention.person_id == person_id, Conversation.team_id == team_id, Note.deleted_at.is_(None),
            Note.created_at > event.at - _STILL_NEWS,
        )
        .order_by(Note.id)
    )  # fmt: skip
    for note, conversation in session.execute(query):
        by = Actor(event.door, event.recorded_at, note.author_id)
        noticing.tell(
            session, Notice.MENTIONED, to={person_id}, conversation=conversation, dedupe=f"mentioned:{note.id}", by=by
        )


TELLERS: dict[EventKind, Callable[[Session, Event], None]] = {
    EventKind.NOTE_ADDED: _mentioned,
    EventKind.NOTE_EDITED: _mentioned,
    EventKind.ACCESS_GRANTED: _let_in,
    EventKind.ASSIGNED: _assigned,
    EventKind.REPLY_FAILED: _reply_failed,
    EventKind.BOUNCED: _not_delivered,
    EventKind.REPLIES_CROSSED: _crossed,
    EventKind.DUE_SOON: _due_soon,
    EventKind.ESCALATED: _escalated,
    EventKind.RULE_ASKED: _rule_asked,
    EventKind.RULES_HELD: _rules_held,
    EventKind.NOT_ROUTED: _not_routed,
    EventKind.LEAVE_BEGAN: _leave_began,
    EventKind.ABSENCES_UNREADABLE: _absences_unreadable,
    EventKind.MAILBOX_CHANGED: _mailbox_changed,
    EventKind.LEDGER_ALARM: _ledger_alarm,
}
"""The kinds of events that somebody is told of."""
