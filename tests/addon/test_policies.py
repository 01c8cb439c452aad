"""Leads change what is promised: tried on what happened, refused with the field that is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.clocks import choosing
from inbox.database import Sessions
from inbox.models import Calendar, Clock, Direction, Event, EventKind, Policy
from tests import clinic as building
from tests.addon.google import Google
from tests.addon.sidebar import Shown, Sidebar, strings
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TYPED = {
    "name": "Urgent mail",
    "first_response": "30m",
    "warn": "50%",
    "breach": "0m: notify-lead\n1h: reassign, tag insurance",
}


@pytest.fixture
def cleo(service: Flask, google: Google, make: Sessions, clinic: Clinic, now: datetime) -> Sidebar:
    """The sidebar of a lead, in a clinic with a calendar."""
    with database.unit_of_work(make) as session:
        session.add(
            Calendar(
                organization_id=clinic.organization.id, key="office", version=1, name="Office", zone="UTC",
                document={"week": {"monday": ["08:00-12:00"]}}, created_at=now,
            )
        )  # fmt: skip
    return Sidebar(service, google, email="cleo@clinic.example.org")


def typed(**more: str | tuple[str, ...]) -> dict[str, object]:
    values = TYPED | more
    return {name: strings(*([value] if isinstance(value, str) else value)) for name, value in values.items()}


def in_force(make: Sessions) -> list[str]:
    with database.unit_of_work(make, writes=False) as session:
        query = select(Policy).where(Policy.is_current).order_by(Policy.position)
        return [f"{one.name} {one.version} {choosing.part_of(one).first_response}" for one in session.scalars(query)]


def new(cleo: Sidebar) -> Shown:
    return cleo.press(
        cleo.press(cleo.ask("/gmail/settings").button("open", page="policies")).button("open", page="policy", policy="")
    )


def save(cleo: Sidebar, **more: str | tuple[str, ...]) -> Shown:
    return cleo.press(new(cleo).button("save-policy"), **typed(**more))


def test_a_lead_promises_something(cleo: Sidebar, make: Sessions) -> None:
    saved = save(cleo, calendar="office", priorities=("urgent", "high"), contacts="@Lab.example.org, a@b.example")

    assert saved.notification == "Saved. Clocks that run are reckoned anew."
    assert "First response: 30m" in saved.text
    assert "priority: High, Urgent" in saved.text or "priority: Urgent, High" in saved.text
    with database.unit_of_work(make, writes=False) as session:
        part = choosing.part_of(session.scalars(select(Policy)).one())
        assert part.calendar == "office"
        assert part.when.contacts == ["@lab.example.org", "a@b.example"]
        assert [(step.after, step.then) for step in part.breach] == [
            ("0m", ["notify-lead"]), ("1h", ["reassign", "tag: insurance"]),
        ]  # fmt: skip
        assert session.scalars(select(Event.kind)).all() == [EventKind.CONFIGURED]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_response": "soon"}, "Write a length of time"),
        ({"first_response": ""}, "Promise something"),
        ({"warn": "150%"}, "Write when to warn"),
        ({"breach": "0m: shout"}, "Write a step in each line"),
        ({"breach": "0m: tag nothing"}, "There is no tag “nothing”."),
        ({"contacts": "somebody"}, "Write addresses"),
        ({"name": ""}, "Write a name"),
        ({"calendar": "night"}, "Choose from the list"),
    ],
)
def test_what_cannot_be_promised_is_refused_beside_its_field_and_nothing_is_lost(
    cleo: Sidebar, make: Sessions, wrong: dict[str, str], said: str
) -> None:
    refused = save(cleo, **wrong)

    assert said in refused.text
    assert "notify-lead" in refused.text or "breach" in wrong
    assert in_force(make) == []


def test_a_policy_is_changed_moved_and_deleted(cleo: Sidebar, make: Sessions) -> None:
    save(cleo)
    listed = save(cleo, name="Usual", first_response="4h")
    assert in_force(make) == ["Urgent mail 1 30m", "Usual 1 4h"]

    cleo.press(listed.button("move-policy", places="-1"))
    assert in_force(make) == ["Usual 1 4h", "Urgent mail 1 30m"]

    listed = cleo.press(cleo.ask("/gmail/settings").button("open", page="policies"))
    usual = listed.button("open", page="policy", policy=key_of(make, "Usual"))
    form = cleo.press(usual)
    cleo.press(form.button("save-policy"), **typed(name="Usual", first_response="2h"))
    assert in_force(make) == ["Usual 2 2h", "Urgent mail 1 30m"]

    cleo.press(cleo.press(usual).button("delete-policy"))
    assert in_force(make) == ["Urgent mail 1 30m"]
    assert "does not exist any more" in cleo.press(usual).text


def key_of(make: Sessions, name: str) -> str:
    with database.unit_of_work(make, writes=False) as session:
        return session.scalars(select(Policy.key).where(Policy.name == name)).one()


def test_a_try_says_what_would_have_come_of_it_and_changes_nothing(
    cleo: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        for minutes in (10, 50, 70):
            at = now - timedelta(days=3)
            one = building.conversation(session, clinic.front_desk, now=at, patient=f"{minutes}@example.com")
            later = at + timedelta(minutes=minutes)
            building.message(session, one, sender="a@b.example", text="Yes", at=later, direction=Direction.OUTBOUND)

    tried = cleo.press(new(cleo).button("try-policy"), **typed(calendar="always", first_response="60m"))

    assert "3 promised: would have breached 1, warned 2, kept 2" in tried.text
    assert "as it holds now: 0 promised" in tried.text
    assert "60m" in tried.text, "what was typed is still there"
    assert in_force(make) == []
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Clock)).all() == []


def test_a_new_policy_stands_ahead_of_what_fits_everything_and_names_what_there_is(
    cleo: Sidebar, make: Sessions
) -> None:
    save(cleo, name="Everything")
    tried = cleo.press(new(cleo).button("try-policy"), **typed(name="Urgent", priorities="urgent"))
    assert tried.status == 200
    save(cleo, name="Urgent", priorities="urgent")
    save(cleo, name="Everything else")
    assert [one.rpartition(" 1 ")[0] for one in in_force(make)] == ["Urgent", "Everything", "Everything else"]

    assert "Choose from the list." in save(cleo, name="Nowhere", mailboxes="nowhere@clinic.example.org").text
    assert "Choose from the list." in save(cleo, name="Untagged", tags="gone").text
    assert len(in_force(make)) == 3


def test_an_agent_gets_nowhere(ana: Sidebar, make: Sessions) -> None:
    assert "Promises" not in ana.ask("/gmail/settings").text
    for page in ("policies", "policy"):
        assert "Only a lead or an admin can do this." in ana.ask("/gmail/actions/open", parameters={"page": page}).text
    for action in ("save-policy", "try-policy", "delete-policy", "move-policy"):
        answer = ana.ask(f"/gmail/actions/{action}", parameters={"policy": "usual"}, formInputs=typed())
        assert answer.notification == "Only a lead or an admin can do this."
    assert in_force(make) == []
