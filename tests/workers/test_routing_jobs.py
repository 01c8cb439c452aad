"""From what happens to whoever gets it: by the reactions, by the ticker's job, and by a real worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import select

from inbox import assignment, availability, events, lifecycle, tagging
from inbox.models import Conversation, Event, EventKind, Mailbox, Person, Routing, Tag, Team
from tests.clinic import actor, conversation
from tests.inbox.rules import at_work
from tests.office import Office
from tests.workers.processes import eventually, worker
from workers import routing_jobs

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def on(office: Office) -> Office:
    """Reception gives out in turn, and its people may have one each."""
    with office.work.unit() as session:
        session.get_one(Team, office.clinic.reception.id).routing = Routing.ROUND_ROBIN
        for who in (office.clinic.ana, office.clinic.ben, office.clinic.cleo):
            session.get_one(Person, who.id).load_cap = 1
    return office


def arrive(office: Office) -> int:
    now = office.work.clock()
    with office.work.unit() as session:
        one = conversation(session, session.get_one(Mailbox, office.mailbox_id), now=now + timedelta(hours=1))
        events.record(session, one, EventKind.CREATED, by=actor(None, now))
        return one.id


def owner(office: Office, conversation_id: int) -> int | None:
    with office.work.unit(writes=False) as session:
        return session.get_one(Conversation, conversation_id).assignee_id


def event_ids(office: Office, *kinds: EventKind) -> list[int]:
    with office.work.unit(writes=False) as session:
        return list(session.scalars(select(Event.id).where(Event.kind.in_(kinds)).order_by(Event.id)))


def react(office: Office) -> None:
    """All reactions of routing to all that was recorded."""
    routing_jobs.route_conversations.run(office.work, event_ids(office, *routing_jobs.ROUTED_AFTER))
    routing_jobs.look_at_waiting.run(office.work, event_ids(office, *routing_jobs.LOOKED_AT_AFTER))
    routing_jobs.expect_takeover.run(office.work, event_ids(office, *routing_jobs.EXPECTED))
    routing_jobs.wake_teams.run(office.work, event_ids(office, *routing_jobs.FREES))
    routing_jobs.look_who_is_there.run(office.work, event_ids(office, *routing_jobs.CHANGES_WHO_IS_THERE))


def test_rules_look_at_a_mail_before_somebody_is_chosen_for_it(on: Office) -> None:
    now = on.work.clock()
    with on.work.unit() as session:
        session.get_one(Person, on.clinic.cleo.id).skills = ["law"]
        session.scalars(select(Tag).where(Tag.name == "insurance")).one().skills = ["law"]
        part = "  - {key: a, name: A, when: {arrival: inbound}, then: [{tag: insurance}]}"
        at_work.bring(session, part, now)
    one = arrive(on)
    with on.work.unit() as session:
        at_work.written(session, session.get_one(Conversation, one), now)

    react(on)
    assert owner(on, one) == on.clinic.cleo.id
    with on.work.unit(writes=False) as session:
        given = session.scalars(select(Event).where(Event.kind == EventKind.ASSIGNED)).all()
        assert len(given) == 1


def test_who_closes_one_gets_the_next_that_waits(on: Office) -> None:
    ids = [arrive(on) for _ in range(4)]
    react(on)
    clinic = on.clinic
    assert [owner(on, one) for one in ids] == [clinic.ana.id, clinic.ben.id, clinic.cleo.id, None]

    with on.work.unit() as session:
        lifecycle.close(session, session.get_one(Conversation, ids[1]), by=actor(clinic.ben, on.work.clock()))
    react(on)
    routing_jobs.route_due.run(on.work)
    assert owner(on, ids[3]) == clinic.ben.id


def test_what_somebody_puts_down_on_purpose_is_left_alone(on: Office) -> None:
    number = arrive(on)
    react(on)
    with on.work.unit() as session:
        one = session.get_one(Conversation, number)
        assignment.assign(session, one, None, by=actor(on.clinic.ana, on.work.clock()))
        tagging.set_tags(session, one, {session.scalars(select(Tag.id)).first() or 0}, by=actor(None, on.work.clock()))
    routing_jobs.route_conversations.run(on.work, event_ids(on, EventKind.UNASSIGNED))
    routing_jobs.look_at_waiting.run(on.work, event_ids(on, EventKind.TAGGED))
    assert owner(on, number) is None


def test_a_real_worker_routes_new_mail_and_tries_again_when_somebody_is_back(on: Office, redis: Redis) -> None:
    redis.flushall()
    people = on.clinic.ana, on.clinic.ben, on.clinic.cleo
    with on.work.unit() as session:
        for who in people:
            availability.pause(session, session.get_one(Person, who.id), until=None, by=actor(who, on.work.clock()))
    with worker(on.work.runtime):
        number = arrive(on)
        eventually(lambda: event_ids(on, EventKind.NOT_ROUTED), "that it waits")
        with on.work.unit() as session:
            ben = session.get_one(Person, on.clinic.ben.id)
            availability.resume(session, ben, by=actor(ben, on.work.clock()))
        eventually(lambda: owner(on, number) == on.clinic.ben.id, "that it is given to who is back")
