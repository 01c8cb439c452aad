"""Rules at work on both databases: once for each event, in order, held back where they do too much, and told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import database, events, lifecycle
from inbox.configuration import reading, rules
from inbox.configuration.changes import Changes
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    ConversationTag,
    Direction,
    Door,
    Event,
    EventKind,
    Mailbox,
    Message,
    Note,
    Organization,
    Outgoing,
    Priority,
    RuleRun,
    RuleWait,
    Status,
    Template,
)
from inbox.rules import brakes, gathering, running, waiting
from tests import clinic as building
from tests.clinic import Clinic, actor

KEY = b"0" * 32
MINUTE = timedelta(minutes=1)
HEAD = """
organization: {key: clinic, name: Clinic}
people: [{name: Ana, addresses: [ana@clinic.example.org]}]
tags: [{name: insurance}, {name: call back}]
categories: [{key: lab, name: Lab}]
templates: [{key: thanks, name: Thanks, body: "Dear {{contact.name}}, we have it."}]
rules:
"""
SORT = """
  - key: sort
    name: Sort them
    when: {arrival: inbound}
    if: [{field: subject, contains: lab}]
    then: [{category: lab}, {priority: urgent}, {tag: insurance}, {assign: ana@clinic.example.org}, {note: Look}, route,
           {notify: [lead]}]
  - {key: other, name: Other, when: {arrival: any}, if: [{field: category, equals: lab}], then: [{untag: insurance}]}
"""
ANSWER = "  - {key: answer, name: Answer, when: {arrival: any}, then: [{reply: thanks}]}\n"


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """The clinic was connected long ago."""
    with database.unit_of_work(make) as session:
        for mailbox in session.scalars(select(Mailbox)):
            mailbox.created_at = now - timedelta(days=9)
        session.add(
            Template(organization_id=clinic.organization.id, key="thanks", name="Thanks",
                     body="Dear {{contact.name}}, we have it.")
        )  # fmt: skip
    with make() as session:
        yield session


def bring(session: Session, said: str, now: datetime) -> None:
    """Rules come into force."""
    parts = reading.read(HEAD + said).rules
    rules.apply(session, session.scalars(select(Organization)).one(), parts, Changes(), now=now - timedelta(days=8))
    session.flush()


def written(session: Session, one: Conversation, at: datetime, **columns: object) -> Event:
    """A mail is there, and told of."""
    message = session.scalars(select(Message).where(Message.conversation_id == one.id)).first()
    assert message is not None
    message.received_at = at
    for name, value in columns.items():
        setattr(message, name, value)
    by = actor(None, at, Door.NATIVE)
    event = events.record(session, one, EventKind.RECEIVED, by=by, at=at, message_id=message.id)
    session.flush()
    return event


def follow(session: Session, event: Event, now: datetime) -> list[int]:
    known = gathering.in_force(session, event.organization_id)
    return running.run_event(session, event.id, known, now=now, key=KEY)


def runs(session: Session) -> list[tuple[str, str]]:
    return [(one.rule_key, one.outcome.value) for one in session.scalars(select(RuleRun).order_by(RuleRun.id))]


def done_by_rules(session: Session) -> list[str]:
    query = select(Event).where(Event.door == Door.RULE).order_by(Event.id)
    return [f"{one.kind.value} {one.data['rule']}" for one in session.scalars(query)]


def test_rules_do_what_they_say_once_and_the_timeline_names_them(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    bring(session, SORT, now)
    one = building.conversation(session, clinic.front_desk, now=now, subject="Lab report")
    event = written(session, one, now, subject="Lab report")

    for _ in range(2):
        follow(session, event, now)

    assert (one.priority, one.assignee_id, one.has_human_act) == (Priority.URGENT, clinic.ana.id, False)
    assert session.scalars(select(ConversationTag)).all() == []
    note = session.scalars(select(Note)).one()
    assert (note.author_id, note.rule, note.text) == (None, "Sort them", "Look")
    assert done_by_rules(session) == [
        *(f"{kind} Sort them" for kind in ("categorized", "prioritized", "tagged", "assigned", "note-added")),
        "rule-asked Sort them", "rule-asked Sort them", "untagged Other",
    ]  # fmt: skip
    assert runs(session) == [("sort", "done"), ("other", "done")]
    first = session.scalars(select(RuleRun).order_by(RuleRun.id)).first()
    assert first is not None
    assert first.why == ["subject contains lab: yes"]
    assert first.did[:2] == ["category: lab: done", "priority: urgent: done"]


def test_a_rule_that_does_not_hold_says_why_not(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, SORT, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, written(session, one, now), now)

    assert runs(session) == [("sort", "no-match"), ("other", "no-match")]
    assert [one.why for one in session.scalars(select(RuleRun).order_by(RuleRun.id))] == [
        ["subject contains lab: no"], ["category equals lab: no"],
    ]  # fmt: skip


def test_what_cannot_be_done_is_told_and_the_rest_is_done(session: Session, clinic: Clinic, now: datetime) -> None:
    then = "[{assign: ana@clinic.example.org}, {priority: low}]"
    bring(session, f"  - {{key: a, name: A, when: {{arrival: any}}, then: {then}}}", now)
    one = building.conversation(session, clinic.invoices, now=now)
    follow(session, written(session, one, now), now)

    run = session.scalars(select(RuleRun)).one()
    assert run.did == ["assign: ana@clinic.example.org: Ana Ruiz has no access to this mailbox.", "priority: low: done"]
    assert one.priority is Priority.LOW


def test_an_automatic_answer_goes_once_a_day_to_a_sender(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, ANSWER, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    other = building.conversation(session, clinic.front_desk, now=now)
    first = follow(session, written(session, one, now, sender_name="Maria Lopez"), now)
    second = follow(session, written(session, other, now + MINUTE), now + MINUTE)
    third = follow(session, written(session, other, now + 25 * 60 * MINUTE), now + 25 * 60 * MINUTE)

    assert (len(first), second, len(third)) == (1, [], 1)
    row = session.get_one(Outgoing, first[0])
    assert (row.text, row.automatic_to, row.person_id, row.rule, row.send_at) == (
        "Dear Maria Lopez, we have it.", "maria.lopez@example.com", None, "Answer", now,
    )  # fmt: skip
    assert not one.has_human_act
    told = session.scalars(select(RuleRun).order_by(RuleRun.id)).all()[1]
    assert told.did == ["reply: thanks: the sender had an automatic answer within a day"]


@pytest.mark.parametrize(
    ("columns", "why_not"),
    [
        ({"mail_class": "automated"}, "only mail of people outside is answered"),
        ({"mail_class": "bounce-hard"}, "only mail of people outside is answered"),
        ({"direction": Direction.OUTBOUND}, "only mail of people outside is answered"),
        ({"refuses_automatic": True}, "the sender wants no automatic answer"),
        ({"sender_address": "no-reply@example.com"}, "the sender wants no automatic answer"),
        ({"sender_address": "billing@clinic.example.org"}, "the sender is one of our own mailboxes"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nothing_is_answered_that_might_begin_a_loop(
    session: Session, clinic: Clinic, now: datetime, columns: dict[str, object], why_not: str
) -> None:
    bring(session, ANSWER, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    assert follow(session, written(session, one, now, **columns), now) == []
    assert session.scalars(select(RuleRun)).one().did == [f"reply: thanks: {why_not}"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_answer_to_an_address_that_mail_came_back_from(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, ANSWER, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    back = building.message(session, one, sender="mailer-daemon@mx.example.com", text="", at=now)
    back.mail_class = "bounce-hard"
    events.record(session, one, EventKind.BOUNCED, by=actor(None, now, Door.NATIVE), message_id=back.id,
                  addresses=["maria.lopez@example.com"])  # fmt: skip
    assert follow(session, written(session, one, now), now) == []
    assert session.scalars(select(RuleRun)).one().did == ["reply: thanks: mail to the sender came back"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_mail_from_before_the_connection_has_no_effect_outside(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, SORT + ANSWER, now)
    old = now - timedelta(days=10)
    one = building.conversation(session, clinic.front_desk, now=old, subject="Lab report")
    assert follow(session, written(session, one, old, subject="lab"), now) == []

    assert one.priority is Priority.URGENT
    assert EventKind.RULE_ASKED not in [event.kind for event in session.scalars(select(Event))]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_too_much_on_one_conversation_is_held_back_shown_and_told_once(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    bring(session, "  - {key: a, name: A, when: {arrival: any}, then: [{priority: low}]}", now)
    one = building.conversation(session, clinic.front_desk, now=now)
    for _ in range(brakes.MOST_RUNS + 3):
        follow(session, written(session, one, now), now)

    assert [outcome for _, outcome in runs(session)] == ["done"] * brakes.MOST_RUNS + ["held"] * 3
    assert (one.rules_held_until, one.rules_held_why) == (now + timedelta(hours=1), brakes.RUNS)
    assert len(session.scalars(select(Event).where(Event.kind == EventKind.RULES_HELD)).all()) == 1
    later = now + timedelta(hours=1, minutes=1)
    follow(session, written(session, one, later), later)
    assert runs(session)[-1] == ("a", "done")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_status_that_a_rule_sets_stays_and_no_rule_looks_at_it_unasked(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    bring(session, "  - {key: a, name: A, when: {changed: status}, then: [{tag: insurance}]}\n"
                   "  - {key: b, name: B, when: {arrival: any}, then: [{status: closed}]}", now)  # fmt: skip
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, written(session, one, now), now)
    assert (one.status, one.has_human_act) == (Status.CLOSED, True)
    closed = session.scalars(select(Event).where(Event.kind == EventKind.CLOSED)).one()
    assert follow(session, closed, now) == []
    assert runs(session) == [("b", "done")]

    lifecycle.open_(session, one, by=actor(clinic.ana, now))
    session.flush()
    follow(session, session.scalars(select(Event).where(Event.kind == EventKind.OPENED)).one(), now)
    assert runs(session) == [("b", "done"), ("a", "done")]


def ring(session: Session, now: datetime) -> int:
    """What is due is looked at; how many."""
    places = waiting.due(session, now=now)
    known = gathering.in_force(session, session.scalars(select(Organization.id)).one())
    for place in places:
        waiting.run_due(session, place, known, now=now, key=KEY)
    session.flush()
    return len(places)


def test_a_rule_waits_from_the_last_mail_and_does_it_once(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, "  - {key: a, name: A, when: {since: last-customer-message, after: 1h},"
                   " if: [{field: status, equals: open}], then: [{tag: call back}]}", now)  # fmt: skip
    one = building.conversation(session, clinic.front_desk, now=now)
    known = gathering.in_force(session, one.organization_id)
    for _ in range(2):
        waiting.plan(session, one.organization_id, [one.id], known)
    building.message(session, one, sender="maria.lopez@example.com", text="And?", at=now + 30 * MINUTE)

    assert ring(session, now + 59 * MINUTE) == 0
    assert ring(session, now + 60 * MINUTE) == 1
    assert runs(session) == []  # it counts from the later mail
    assert ring(session, now + 90 * MINUTE) == 1
    assert runs(session) == [("a", "done")]
    waiting.plan(session, one.organization_id, [one.id], known)
    assert ring(session, now + 900 * MINUTE) == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_had_passed_before_anybody_waited_is_passed_over_and_rules_that_are_gone_wait_no_more(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    bring(session, "  - {key: a, name: A, when: {since: created, after: 1h}, then: [{priority: low}]}", now)
    long_ago = building.conversation(session, clinic.front_desk, now=now - timedelta(days=8, hours=2))
    today = building.conversation(session, clinic.front_desk, now=now)
    known = gathering.in_force(session, today.organization_id)
    waiting.plan(session, today.organization_id, [long_ago.id, today.id], known)

    assert [row.conversation_id for row in session.scalars(select(RuleWait).where(RuleWait.due_at.is_not(None)))] == [
        today.id
    ]
    waiting.plan(session, today.organization_id, [long_ago.id, today.id], [])
    assert session.scalars(select(RuleWait)).all() == []
