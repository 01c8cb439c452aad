"""States of a conversation for cards to be drawn in: bare, busy with everything a card can show, hostile, long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, notes, noticing
from inbox.clocks.keeping import RESTATED, SILENT
from inbox.lifecycle import KEEP_CLOSED
from inbox.models import (
    Attachment,
    Calendar,
    Category,
    Clock,
    ClockEvent,
    ClockEventKind,
    ClockKind,
    ClockState,
    Conversation,
    ConversationLink,
    ConversationTag,
    Delivery,
    Direction,
    Disposition,
    Door,
    EventKind,
    LinkKind,
    MailboxState,
    Merge,
    Message,
    Notice,
    Organization,
    Outgoing,
    OutgoingState,
    Policy,
    Priority,
    ReplyKind,
    Rule,
    RuleOutcome,
    RuleRun,
    Status,
    SuggestedLink,
    SuggestionKind,
    Tag,
    Template,
    Trouble,
)
from inbox.rules import brakes
from tests import clinic as building
from tests import knowledge
from tests.cards import asked, for_admins, looking_back, triaged
from tests.clinic import Clinic

_MOVED = {"messages": [], "newest": 0, "notes": [], "tags": [], "status": None, "assignee": None}
FAMILY = "👨‍👩‍👧‍👦"
HOSTILE = "<b>&amp;</b><img src=x onerror=alert(1)>" + "\u202e" + FAMILY * 30 + " مرحبا بالعالم " + "x" * 10_000


@dataclass(frozen=True)
class State:
    """A conversation, one of its messages, and what else pages name."""

    conversation: int
    message: int
    other: int
    template: int
    note: int
    mailbox: int
    rewriting: int
    policy: str = ""
    team: int = 0
    article: int = 0

    def params(self, page: str) -> dict[str, object]:
        """What a page needs to be told."""
        here = {"conversation": self.conversation}
        return {
            "home": {}, "search": {"query": "appointment"}, "settings": {}, "availability": {}, "team": {},
            "notices": {}, "webhooks": {}, "models": {}, "notice-settings": {},
            "templates": {"to": "maria.lopez@example.com"},
            "template": {"template": self.template}, "message": {"message": self.message},
            "merge": here | {"query": "appointment"}, "merge-confirm": here | {"target": self.other},
            "split-confirm": here | {"message": self.message}, "grant": here | {"people": "1,2,3,x"},
            "articles": {}, "article": {"article": self.article}, "article-archive": {"article": self.article},
            "article-edit": {"article": self.article}, "article-version": {"article": self.article, "number": 1},
            "rewritten": here | {"copilot": self.rewriting},
            "policies": {}, "board": {}, "my-day": {}, "policy": {"policy": self.policy},
            "insights": {}, "insights-team": {"team": self.team},
            "rules": {}, "rule": {"rule": "sort"}, "ledger": {}, "ledger-mailbox": {"mailbox": self.mailbox},
            "learning": {},
            "not-tracked": {"message": "18c", "thread": "18c", "internet_id": "<a@b>"},
        }.get(page, here)  # fmt: skip


def bare(session: Session, clinic: Clinic, now: datetime) -> State:
    """A conversation with nothing but a mail without text and without subject."""
    session.get_one(Organization, clinic.organization.id).has_insights = True
    one = building.conversation(
        session, clinic.front_desk, now=now, subject="", text="", contact_id=None, preview_from="", preview=""
    )  # fmt: skip
    return _state(session, clinic, one, now, text="")


def busy(session: Session, clinic: Clinic, now: datetime, *, text: str = "appointment", count: int = 6) -> State:
    """A conversation that shows all that a card can show, said with `text`."""
    _everywhere(session, clinic, text)
    for_admins.ledger(session, clinic, now, text)
    for_admins.models(session, clinic, now)
    one = building.conversation(
        session, clinic.front_desk, now=now, subject=text, text=text, status=Status.OPEN, status_reason=KEEP_CLOSED,
        priority=Priority.URGENT, assignee_id=clinic.ana.id, is_quarantined=True, subject_changed=True,
        category_id=_first_category(clinic),
        preview_from=text[:300], message_count=count + 1,
    )  # fmt: skip
    for number in range(count):
        _message(session, one, clinic, now - timedelta(hours=number), text)
        notes.add(
            session,
            one,
            f"{text[:10_000]} https://example.org/{number} @Ben Okafor",
            by=building.actor(clinic.ana, now),
        )
    session.add_all(ConversationTag(conversation_id=one.id, tag_id=tag.id) for tag in session.query(Tag))
    for kind in Notice:
        noticing.tell(
            session, kind, to=[clinic.ana.id], conversation=one, dedupe=kind, by=building.actor(clinic.ben, now),
            sender=text, reason=text, rule=text, mailbox=text, webhook=text, name=text, address=text,
            clock="resolution", due=now.isoformat(), until=now.isoformat(),
        )  # fmt: skip
    for kind in EventKind:
        by = building.actor(clinic.ben, now)
        events.record(session, one, kind, by=by, reason=text[:250], old=clinic.ana.id, new=text[:100], addresses=[text])
    _relations(session, clinic, one, now, text)
    _replies(session, clinic, one, now, text)
    one.crossed_at = now
    _clocks(session, one, now, text)
    _rules(session, one, now, text)
    looking_back.weeks(session, clinic, one, now, text)
    triaged.read(session, clinic, one, now, text)
    return replace(_state(session, clinic, one, now, text=text), policy="usual")


def _clocks(session: Session, one: Conversation, now: datetime, text: str) -> None:
    """Clocks in every state, with all that can happen to one, by a policy and a calendar of that name."""
    one.due_at, one.due_kind = now - timedelta(minutes=5), ClockKind.FIRST_RESPONSE.value
    shared = {"organization_id": one.organization_id, "version": 1, "name": text[:190], "created_at": now}
    calendar = Calendar(key="office", zone="Europe/Berlin", document={"week": {"monday": ["08:00-12:00"]}}, **shared)
    policy = Policy(
        key="usual", document={"first_response": "4h", "next_response": "4h", "resolution": "20h"}, **shared
    )
    session.add_all([calendar, policy])
    session.flush()
    reasons = {ClockEventKind.PAUSE: "pending", ClockEventKind.CANCEL: RESTATED, ClockEventKind.BREACH: SILENT}
    for kind in ClockKind:
        for state in ClockState:
            clock = Clock(
                organization_id=one.organization_id, conversation_id=one.id, kind=kind, state=state, started_at=now,
                created_at=now,
            )  # fmt: skip
            session.add(clock)
            session.flush()
            session.add_all(
                ClockEvent(
                    clock_id=clock.id, position=number, organization_id=one.organization_id, kind=what,
                    at=now + timedelta(minutes=number), recorded_at=now, reason=reasons.get(what, ""),
                    policy_id=policy.id, calendar_id=calendar.id, target_minutes=240, is_from_start=True,
                )
                for number, what in enumerate(ClockEventKind)
            )  # fmt: skip


def _rules(session: Session, one: Conversation, now: datetime, text: str) -> None:
    """A rule with every outcome, and rules held back."""
    one.rules_held_until, one.rules_held_why = now + timedelta(days=9), brakes.MAIL
    rule = Rule(organization_id=one.organization_id, key="sort", version=1, name=text[:190], created_at=now)
    session.add(rule)
    session.flush()
    session.add_all(
        RuleRun(
            organization_id=one.organization_id, rule_id=rule.id, rule_key=rule.key, conversation_id=one.id,
            occasion=f"{outcome}:{number}", at=now, outcome=outcome, why=[f"subject contains {text[:100]}: no"] * 5,
            did=[f"note: {text[:120]}: done", "reply: thanks: there is no mail to answer"],
        )
        for outcome in RuleOutcome
        for number in range(6)
    )  # fmt: skip


def _replies(session: Session, clinic: Clinic, one: Conversation, now: datetime, text: str) -> None:
    """Replies on their way, one's own and others', in every state."""
    parent = session.query(Message).filter_by(conversation_id=one.id).first()
    assert parent is not None
    session.add_all(
        Outgoing(
            organization_id=one.organization_id, conversation_id=one.id, mailbox_id=one.mailbox_id, person_id=who.id,
            door=Door.GMAIL, parent_id=parent.id, internet_message_id=f"<{who.id}.{state}.{trouble}@x>",
            kind=ReplyKind.REPLY_ALL, text=text, state=state, trouble=trouble, send_at=now + timedelta(days=number),
            created_at=now,
        )
        for who in (clinic.ana, clinic.ben)
        for state in OutgoingState
        for number, trouble in enumerate((None, *Trouble))
    )  # fmt: skip


def _first_category(clinic: Clinic) -> Any:
    own = select(Category.id).where(Category.organization_id == clinic.organization.id)
    return own.order_by(Category.id).limit(1).scalar_subquery()


def _everywhere(session: Session, clinic: Clinic, text: str) -> None:
    """Put the text into names, too."""
    for thing in (clinic.front_desk, clinic.ben, clinic.reception):
        again = session.merge(thing)
        again.name = text[:190]
    session.merge(clinic.front_desk).state = MailboxState.DISCONNECTED
    session.merge(clinic.front_desk).state_reason = text
    session.flush()


def _message(session: Session, one: Conversation, clinic: Clinic, at: datetime, text: str) -> None:
    added = building.message(
        session, one, sender="ben@example.com", text=text * 5, at=at, direction=Direction.OUTBOUND
    )  # fmt: skip
    added.sender_name = text[:300]
    added.subject, added.folded_quote, added.signature, added.mail_class = text, text * 3, text, "bulk"
    added.recipients = {"to": [[text, "a@example.org"]] * 20, "cc": [["", "b@example.org"]]}
    session.add_all(
        Attachment(
            organization_id=one.organization_id, message_id=added.id, part_path=str(number), name=text[:1000],
            content_type="application/pdf", size=123_456,
        )
        for number in range(25)
    )  # fmt: skip
    session.add(
        Delivery(
            organization_id=one.organization_id, mailbox_id=clinic.appointments.id, message_id=added.id, received_at=at,
            provider_id=str(added.id), disposition=Disposition.CONVERSATION, deleted_at=at, created_at=at,
        )
    )  # fmt: skip


def _relations(session: Session, clinic: Clinic, one: Conversation, now: datetime, text: str) -> None:
    first = session.query(Message).filter_by(conversation_id=one.id).first()
    assert first is not None
    for number, kind in enumerate(LinkKind):
        mailbox = clinic.invoices if kind is LinkKind.SIBLING else clinic.front_desk
        other = building.conversation(session, mailbox, now=now, subject=text, patient=f"r{number}@example.com")
        other.contact_id = one.contact_id
        message = session.query(Message).filter_by(conversation_id=other.id).one()
        shared = {"organization_id": one.organization_id, "created_at": now}
        session.add_all(
            [
                ConversationLink(conversation_id=one.id, other_id=other.id, kind=kind, **shared),
                SuggestedLink(
                    kind=SuggestionKind.STRANGER, conversation_id=other.id, message_id=message.id, target_id=one.id,
                    target_message_id=first.id, **shared,
                ),
                Merge(
                    organization_id=one.organization_id, source_id=other.id, target_id=one.id, at=now, moved=_MOVED
                ),
            ]
        )  # fmt: skip
    session.flush()


def _state(session: Session, clinic: Clinic, one: Conversation, now: datetime, *, text: str) -> State:
    other = building.conversation(session, clinic.front_desk, now=now, patient="other@example.com", subject=text)
    body = f"{text} {{{{contact.name}}}} {{{{appointment_date}}}}"
    template = Template(organization_id=one.organization_id, key="t", name=text[:100] or "T", subject=text, body=body)
    session.add(template)
    note = notes.add(session, one, "a note", by=building.actor(clinic.ana, now))
    message = session.query(Message).filter_by(conversation_id=one.id).order_by(Message.id.desc()).first()
    rewriting = asked.everything(session, clinic, one, now, text)
    session.flush()
    assert message is not None
    article = knowledge.offered(session, one, message, clinic, now, text=text)
    return State(
        one.id, message.id, other.id, template.id, note.id, clinic.front_desk.id, rewriting, team=one.team_id,
        article=article,
    )  # fmt: skip
