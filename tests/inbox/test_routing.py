"""Routing: whose turn it is, who cannot be given anything and why, what waits and when it is tried again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import assignment, availability, leaves, lifecycle, routing
from inbox.availability import Colleague, Why
from inbox.database import Sessions, unit_of_work
from inbox.errors import Invalid, NotAllowed
from inbox.models import (
    Calendar,
    Category,
    Conversation,
    Event,
    EventKind,
    Mailbox,
    Person,
    Routing,
    Team,
)
from tests.clinic import Clinic, actor, conversation

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).routing = Routing.ROUND_ROBIN


def arrive(session: Session, clinic: Clinic, count: int, now: datetime, **columns: object) -> list[int]:
    return [conversation(session, clinic.front_desk, now=now, **columns).id for _ in range(count)]


def owners(session: Session, ids: Iterable[int]) -> list[int | None]:
    rows = dict(session.execute(select(Conversation.id, Conversation.assignee_id)).all())
    return [rows[one] for one in ids]


def colleague(id_: int, weight: int = 1, **known: object) -> Colleague:
    values = {"cap": None, "turn": 0, "routed_at": None, "load": 0, "absence": Why.NOTHING, "back_at": None, **known}
    return Colleague(id=id_, name="", skills=frozenset(), weight=weight, **values)  # type: ignore[arg-type]


def test_it_goes_round_and_the_timeline_knows_how(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).load_cap = 1
        ids = arrive(session, clinic, 5, now)
        assert routing.route(session, ids, now=now) == 5

        assert owners(session, ids) == [clinic.ana.id, clinic.ben.id, clinic.cleo.id, clinic.ben.id, clinic.cleo.id]
        told = session.scalars(select(Event).where(Event.kind == EventKind.ASSIGNED).order_by(Event.id)).all()
        assert told[-1].data["routing"] == {"method": "round-robin", "present": 3, "free": 2}
        assert told[-1].person_id is None
        assert routing.route(session, ids, now=now) == 0, "given twice is given once"


def test_the_fewest_open_get_more_whatever_else_they_have(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).routing = Routing.FEWEST_OPEN
        arrive(session, clinic, 2, now, assignee_id=clinic.ana.id)
        conversation(session, clinic.invoices, now=now, assignee_id=clinic.ben.id)
        lifecycle.close(session, closed := conversation(session, clinic.front_desk, now=now), by=actor(None, now))
        closed.assignee_id = clinic.cleo.id
        ids = arrive(session, clinic, 4, now)
        routing.route(session, ids, now=now)

        assert owners(session, ids) == [clinic.cleo.id, clinic.ben.id, clinic.cleo.id, clinic.ana.id]


@given(weights=st.lists(st.integers(1, 10), min_size=1, max_size=6), rounds=st.integers(1, 3))
def test_each_gets_as_much_as_their_weight_says(weights: list[int], rounds: int) -> None:
    team, people = Team(turn=0, routing=Routing.ROUND_ROBIN), [colleague(n, w) for n, w in enumerate(weights)]
    got: Counter[int] = Counter()
    total = sum(weights)
    for count in range(1, rounds * total + 1):
        chosen = routing.take_turn(team, people)
        got[chosen.id] += 1
        for number, weight in enumerate(weights):
            assert got[number] < count * weight / total + 2, "nobody gets ahead by more than a turn"
    assert got == Counter({number: rounds * weight for number, weight in enumerate(weights)})


@given(away=st.integers(0, 30))
def test_who_comes_back_is_next_but_does_not_catch_up(away: int) -> None:
    team, people = Team(turn=0, routing=Routing.ROUND_ROBIN), [colleague(n) for n in range(3)]
    for _ in range(3 + 2 * away):
        routing.take_turn(team, people[:2])
    got = Counter(routing.take_turn(team, people).id for _ in range(9))
    assert max(got.values()) - min(got.values()) <= 1


def test_why_somebody_is_given_nothing_and_until_when(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        ana, ben, cleo = (session.get_one(Person, one.id) for one in (clinic.ana, clinic.ben, clinic.cleo))
        week = {"thursday": ["08:00-12:00"]}
        session.add(
            Calendar(
                organization_id=ana.organization_id, key="late", version=1, name="Late", zone="Europe/Berlin",
                document={"week": week}, created_at=now,
            )
        )  # fmt: skip
        session.flush()
        availability.work_by(session, ana, "late", by=actor(ana, now))
        availability.pause(session, ben, until=now + timedelta(hours=1), by=actor(ben, now))
        leaves.add(session, ben, now, now + DAY, by=actor(ben, now))
        cleo.load_cap = 1
        ids = arrive(session, clinic, 2, now)
        routing.route(session, ids, now=now)

        team = session.get_one(Team, clinic.reception.id)
        found = {one.id: (one.why, one.back_at) for one in availability.of_team(session, team, now=now)}
        assert found == {
            ana.id: (Why.OUT_OF_HOURS, datetime(2026, 3, 5, 7, tzinfo=UTC)),
            ben.id: (Why.PAUSED, now + DAY),
            cleo.id: (Why.FULL, None),
        }
        assert owners(session, ids) == [cleo.id, None]
        assert team.route_at == datetime(2026, 3, 5, 7, tzinfo=UTC)


def test_nobody_there_is_told_once_and_tried_again_when_somebody_is(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    everybody = clinic.ana, clinic.ben, clinic.cleo
    with unit_of_work(make) as session:
        for one in everybody:
            availability.pause(session, session.get_one(Person, one.id), until=now + DAY, by=actor(one, now))
        ids = arrive(session, clinic, 3, now)
        for _ in range(2):
            routing.route(session, ids, now=now)
        told = session.scalars(select(Event).where(Event.kind == EventKind.NOT_ROUTED).order_by(Event.id)).all()
        assert [(one.reason, one.data["is_first"]) for one in told] == [
            (routing.NO_ELIGIBLE_AGENT, first) for first in (True, False, False)
        ]
        assert routing.due_teams(session, now=now) == []

        availability.resume(session, session.get_one(Person, clinic.ben.id), by=actor(clinic.ben, now))
        assert routing.due_teams(session, now=now) == [clinic.reception.id]
        assert not routing.retry(session, clinic.reception.id, now=now)
        assert owners(session, ids) == [clinic.ben.id] * 3
        assert routing.due_teams(session, now=now + 30 * DAY) == [], "nothing waits any more"


def test_a_queue_longer_than_one_batch_goes_out_oldest_first(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.execute(update(Person).values(load_cap=0))
        ids = arrive(session, clinic, 7, now)
        for number, one in enumerate(ids):
            routing.route(session, [one], now=now + timedelta(seconds=number))
        session.execute(update(Person).values(load_cap=2))
        later = now + 2 * DAY
        assert routing.retry(session, clinic.reception.id, now=later, limit=3)
        assert not routing.retry(session, clinic.reception.id, now=later, limit=10)

        assert [one is not None for one in owners(session, ids)] == [True] * 6 + [False]


def test_only_who_is_able_gets_it_and_others_are_not_held_up(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.get_one(Person, clinic.cleo.id).skills = ["spanish", "lab"]
        session.get_one(Mailbox, clinic.front_desk.id).skills = ["spanish"]
        lab = session.scalars(select(Category).where(Category.key == "lab")).one()
        lab.skills = ["lab"]
        spanish, both = arrive(session, clinic, 1, now)[0], arrive(session, clinic, 1, now, category_id=lab.id)[0]
        other = conversation(session, clinic.appointments, now=now, category_id=lab.id).id
        session.get_one(Person, clinic.ana.id).skills = ["spanish"]
        availability.pause(session, session.get_one(Person, clinic.cleo.id), until=None, by=actor(clinic.cleo, now))
        routing.route(session, [spanish, both, other], now=now)
        assert owners(session, [spanish, both, other]) == [clinic.ana.id, None, None]
        assert session.get_one(Conversation, both).needs == "lab spanish"

        availability.resume(session, session.get_one(Person, clinic.cleo.id), by=actor(clinic.cleo, now))
        routing.retry(session, clinic.reception.id, now=now)
        assert owners(session, [both, other]) == [clinic.cleo.id] * 2


def test_what_staff_gave_or_closed_is_left_alone(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.execute(update(Person).values(load_cap=0))
        ids = arrive(session, clinic, 3, now)
        routing.route(session, ids, now=now)
        given, closed, waiting = (session.get_one(Conversation, one) for one in ids)
        assignment.assign(session, given, session.get_one(Person, clinic.ben.id), by=actor(clinic.ana, now))
        lifecycle.close(session, closed, by=actor(clinic.ana, now))
        session.execute(update(Person).values(load_cap=9))
        routing.retry(session, clinic.reception.id, now=now + 2 * DAY)
        session.refresh(closed)

        assert (given.assignee_id, closed.assignee_id, closed.queued_at) == (clinic.ben.id, None, None)
        assert owners(session, [waiting.id]) != [None]


def test_old_mail_and_teams_that_do_not_want_it_are_left_to_staff(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        (old,) = arrive(session, clinic, 1, now - DAY)
        elsewhere = conversation(session, clinic.invoices, now=now).id
        assert routing.route(session, [old, elsewhere], now=now) == 0

        ana = actor(clinic.ana, now)
        assert routing.route_by_hand(session, old, clinic.reception.id, by=ana)
        with pytest.raises(NotAllowed):
            routing.route_by_hand(session, elsewhere, clinic.billing.id, by=ana)


def test_leave_is_counted_in_whole_days_where_the_person_is(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        ana = session.get_one(Person, clinic.ana.id)
        begin, end = leaves.days("Europe/Berlin", date(2026, 3, 28), date(2026, 3, 29))
        assert (begin, end) == (datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
        one = leaves.add(session, ana, begin, end, by=actor(ana, now))
        assert leaves.add(session, ana, begin, end, by=actor(ana, now)) is one
        assert leaves.written_days("Europe/Berlin", one) == (date(2026, 3, 28), date(2026, 3, 29))
        assert [leaves.is_away(session, ana.id, at) for at in (begin, end)] == [True, False]
        leaves.cancel(session, one, by=actor(ana, now))
        assert not leaves.is_away(session, ana.id, begin)
        with pytest.raises(Invalid):
            leaves.add(session, ana, now - 2 * DAY, now - DAY, by=actor(ana, now))
