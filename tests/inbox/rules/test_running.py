"""Rules at work on both databases: once for each event, in order, held back where they do too much, and told."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import database, events, lifecycle
from inbox.database import Sessions
from inbox.models import (
    Asks,
    ConversationTag,
    Direction,
    Door,
    Event,
    EventKind,
    Note,
    Outgoing,
    Priority,
    ReplyKind,
    RuleRun,
    Status,
)
from inbox.rules import brakes, gathering, running
from tests import clinic as building
from tests.clinic import Clinic, actor
from tests.inbox.rules.at_work import KEY, MINUTE, bring, follow, runs, written

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


def test_who_may_not_see_it_is_named_as_not_told(session: Session, clinic: Clinic, now: datetime) -> None:
    then = "[{notify: [lead, ana@clinic.example.org]}]"
    bring(session, f"  - {{key: a, name: A, when: {{arrival: any}}, then: {then}}}", now)
    for mailbox in (clinic.front_desk, clinic.invoices):
        one = building.conversation(session, mailbox, now=now)
        follow(session, written(session, one, now), now)

    told = "notify: lead, ana@clinic.example.org"
    did = [run.did for run in session.scalars(select(RuleRun).order_by(RuleRun.id))]
    assert did == [[f"{told}: done"], [f"{told}: not told for want of access: ana@clinic.example.org"]]
    asked = session.scalars(select(Event).where(Event.kind == EventKind.RULE_ASKED)).all()
    assert [one.data["rule_key"] for one in asked] == ["a", "a"]


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
        ({"asks": Asks.NOTHING}, "the mail lies in the trash"),
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
@pytest.mark.parametrize(("count", "is_here", "age"), [(10, True, 9), (30, False, 59), (9, True, 9), (30, False, 61)])
def test_too_many_automatic_mails_to_somebody_are_held_back(
    session: Session, clinic: Clinic, now: datetime, count: int, is_here: bool, age: int
) -> None:
    bring(session, ANSWER, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    elsewhere = building.conversation(session, clinic.appointments, now=now)
    event = written(session, one, now)
    session.add_all(
        Outgoing(
            organization_id=one.organization_id, conversation_id=one.id if is_here else elsewhere.id,
            mailbox_id=clinic.appointments.id, person_id=None, door=Door.RULE, parent_id=event.message_id, rule="A",
            automatic_to="maria.lopez@example.com", internet_message_id=f"<{number}@x>", kind=ReplyKind.REPLY,
            send_at=now, created_at=now - age * MINUTE,
        )
        for number in range(count)
    )  # fmt: skip
    is_held = (count, age) in ((10, 9), (30, 59))

    assert bool(follow(session, event, now)) is not is_held
    assert (one.rules_held_why, one.rules_held_until) == (("mail", now + 60 * MINUTE) if is_held else ("", None))


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


def test_workers_that_race_do_each_thing_once_and_answer_a_sender_once(
    make: Sessions, session: Session, clinic: Clinic, now: datetime
) -> None:
    session.close()
    with database.unit_of_work(make) as setting:
        bring(setting, ANSWER + "  - {key: note, name: Note, when: {arrival: any}, then: [{note: Seen}]}\n", now)
        places = [building.conversation(setting, clinic.front_desk, now=now) for _ in range(2)]
        ids = [written(setting, one, now).id for one in places]
    barrier = threading.Barrier(4)

    def work(event_id: int) -> None:
        barrier.wait()
        with database.unit_of_work(make) as mine:
            known = gathering.in_force(mine, clinic.organization.id)
            running.run_event(mine, event_id, known, now=now, key=KEY)

    threads = [threading.Thread(target=work, args=(event_id,)) for event_id in ids * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit_of_work(make, writes=False) as looking:
        counts = [looking.scalar(select(func.count()).select_from(table)) for table in (Outgoing, RuleRun, Note)]
    assert counts == [1, 4, 2]
