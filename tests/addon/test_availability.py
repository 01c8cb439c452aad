"""Availability on cards: pausing, leave, the team for its lead, routing by a button."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine, select

from inbox import database
from inbox.database import Sessions
from inbox.models import Leave, Person, Routing, Team, TeamMember
from tests.addon.deeds import form, state
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Sidebar
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def day(value: date) -> dict[str, object]:
    at = datetime.combine(value, time(), tzinfo=UTC)
    return {"dateInput": {"msSinceEpoch": str(int(at.timestamp() * 1000))}}


def test_pausing_and_coming_back(ana: Sidebar, make: Sessions, clinic: Clinic) -> None:
    page = ana.press(ana.home().button("open", page="availability"))
    paused = ana.press(page.button("pause", minutes="60"))
    assert "Paused: you are given nothing." in paused.text
    with database.unit_of_work(make) as session:
        assert session.get_one(Person, clinic.ana.id).is_paused
    assert "You can be given conversations." in ana.press(paused.button("resume")).text


def test_leave_is_written_down_and_cancelled_and_mistakes_are_told_at_the_field(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    page = ana.press(ana.home().button("open", page="availability"))
    assert "Choose the first day." in ana.press(page.button("add-leave"), substitute="nobody").text
    first, last = date(now.year + 1, 2, 1), date(now.year + 1, 2, 12)
    wrong = ana.press(page.button("add-leave"), **{"from": day(last), "to": day(first)})
    assert "The last day is before the first one." in wrong.text
    days = {"from": day(first), "to": day(last)}
    shown = ana.press(page.button("add-leave"), substitute=str(clinic.ben.id), leave_note="skiing", **days)
    assert "Ben Okafor stands in · skiing" in shown.text
    with database.unit_of_work(make) as session:
        leave = session.scalars(select(Leave)).one()
        assert (leave.person_id, leave.substitute_id) == (clinic.ana.id, clinic.ben.id)
    assert "skiing" not in ana.press(shown.button("cancel-leave")).text


def test_a_lead_sees_who_is_there_with_few_queries_and_others_do_not(
    ana: Sidebar, make: Sessions, clinic: Clinic, engine: Engine
) -> None:
    page = ana.press(ana.home().button("open", page="availability"))
    assert "You lead no team." in ana.press(page.button("open", page="team")).text
    with database.unit_of_work(make) as session:
        session.get_one(TeamMember, (clinic.reception.id, clinic.ana.id)).is_lead = True
        ben = session.get_one(Person, clinic.ben.id)
        ben.is_paused, ben.load_cap, ben.skills = True, 3, ["spanish"]
    with counted_queries(engine) as asked:
        team = ana.press(page.button("open", page="team"))
    assert len(asked) <= 8
    assert "paused" in team.text and "0 open of at most 3 · spanish" in team.text
    with counted_queries(engine) as asked:
        ana.press(ana.home().button("open", page="availability"))
    assert len(asked) <= 12, "two cards"


def test_routing_by_a_button_and_who_is_not_there_is_marked(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        number = tracked(session, clinic.front_desk, now=now).conversation_id
        session.get_one(Team, clinic.reception.id).routing = Routing.ROUND_ROBIN
        for who in (clinic.ben, clinic.cleo):
            session.get_one(Person, who.id).is_paused = True
    ana.message_id = EVENT_ID
    assign = form(ana, ana.open(EVENT_ID), "assign")
    assert "Ben Okafor – paused" in assign.text
    done = ana.press(assign.button("route"))
    assert done.notification == "It has been given to somebody."
    assert "round robin, 1 eligible" in done.text
    assert state(make, number).assignee_id == clinic.ana.id
