"""Rules that wait for time to pass: once for each moment, and never for what was over before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from inbox import database
from inbox.calendars import WEEKDAYS
from inbox.database import Sessions
from inbox.models import Calendar, Organization, RuleWait, Team
from inbox.rules import gathering, trying, waiting
from tests import clinic as building
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic
from tests.inbox.rules.at_work import KEY, MINUTE, bring, runs


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


def test_looking_whether_rules_are_due_costs_what_is_due(
    make: Sessions, session: Session, clinic: Clinic, now: datetime, engine: Engine
) -> None:
    bring(session, "  - {key: a, name: A, when: {since: created, after: 1h}, then: [{priority: low}]}", now)
    ids = [
        building.conversation(session, clinic.front_desk, now=now, patient=f"p{n}@example.com").id for n in range(30)
    ]
    waiting.plan(session, clinic.organization.id, ids, gathering.in_force(session, clinic.organization.id))
    session.commit()
    with counted_queries(engine) as statements, database.unit_of_work(make, writes=False) as looking:
        assert waiting.due(looking, now=now + MINUTE) == []
    assert len(statements) == 1
    assert "ix_rule_wait_due" in {index["name"] for index in inspect(engine).get_indexes("rule_wait")}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_time_of_work_counts_over_the_weekend_and_by_what_the_calendar_says_by_then(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    friday = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # half past four in Berlin
    week = Calendar(
        organization_id=clinic.organization.id, key="week", name="Week", zone="Europe/Berlin", version=1,
        is_current=True, created_at=now,
        document={"week": {day: ["08:00-12:00", "13:00-17:00"] for day in WEEKDAYS[:5]}, "days": []},
    )  # fmt: skip
    session.add(week)
    session.get_one(Team, clinic.reception.id).calendar_key = "week"
    when = "{since: last-customer-message, after: 2h, hours: business}, {since: last-customer-message, after: 2h}"
    bring(session, f"  - {{key: a, name: A, when: [{when}], then: [{{tag: call back}}]}}", friday)
    one = building.conversation(session, clinic.front_desk, now=friday)
    known = gathering.in_force(session, one.organization_id)

    waiting.plan(session, one.organization_id, [one.id], known)
    dues = select(RuleWait.due_at).order_by(RuleWait.position)
    assert list(session.scalars(dues)) == [datetime(2026, 3, 9, 8, 30, tzinfo=UTC), friday + timedelta(hours=2)]

    tried = trying.try_rules(
        session, one.organization_id, known, since=friday - timedelta(hours=1), until=friday + timedelta(days=2)
    )
    assert tried["a"].done == 1
    week.document = {**week.document, "days": [{"date": "2026-03-09", "name": "Closed"}]}
    waiting.plan(session, one.organization_id, [one.id], known)
    assert session.scalars(dues).first() == datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
    week.document = {"week": {}, "days": []}
    waiting.plan(session, one.organization_id, [one.id], known)
    assert session.scalars(dues).all() == [None, friday + timedelta(hours=2)]
