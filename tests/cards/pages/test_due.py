"""When it is due, in lists and on the card, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox import database
from inbox.clocks import keeping
from inbox.configuration import promises, reading
from inbox.configuration.changes import Changes
from inbox.database import Sessions
from inbox.models import ClockKind, Direction, Mailbox, Organization
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

FILE = """
organization: {key: clinic, name: Clinic}
calendars: [{key: office, name: Office hours, time_zone: Europe/Berlin, week: {monday-friday: [08:00-17:00]}}]
policies: [{key: usual, name: Usual care, calendar: office, first_response: 4h, next_response: 1h}]
"""


def test_the_list_says_in_words_what_is_due_and_by_how_much_it_is_late(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        for minutes, subject in ((-35, "Late"), (45, "Soon"), (60 * 26, "Later")):
            building.conversation(
                session, clinic.front_desk, now=now, subject=subject, due_at=now + timedelta(minutes=minutes),
                due_kind=ClockKind.FIRST_RESPONSE.value, patient=f"{subject}@example.com",
            )  # fmt: skip

    text = ana("home", view="team").text
    for words in ("Overdue: First response, by 35 min", "First response due in 45 min", "due in 1 day 2 h"):
        assert words in text
    assert ana("home", view="overdue").text.count("by 35 min") == 1


def test_the_page_tells_how_the_time_came_about(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        organization = session.get_one(Organization, clinic.organization.id)
        session.get_one(Mailbox, clinic.front_desk.id).created_at = now - timedelta(days=9)
        promises.apply(session, organization, reading.read(FILE), Changes(), now=now - timedelta(days=9))
        one = building.conversation(session, clinic.front_desk, now=now - timedelta(hours=1))  # 09:30 on the wall
        keeping.follow(session, [one.id], now=now)

    card = ana("conversation", conversation=one.id)
    assert "First response due in 3 h" in card.text
    assert card.opened("due") == [{"conversation": str(one.id), "page": "due"}]
    text = ana("due", conversation=one.id).text
    assert "Due: Mar 4, 2026, 1:30" in text
    assert "Wed, Mar 4, 9:30\u202fAM – 1:30\u202fPM" in text
    assert "1 h of 4 h of working time have gone by" in text
    assert "“Usual care” (version 1) promises 4 h of working time by “Office hours” (version 1)" in text
    assert "The first mail came that waits for a response" in text


def test_the_page_says_whether_it_was_kept(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        organization = session.get_one(Organization, clinic.organization.id)
        session.get_one(Mailbox, clinic.front_desk.id).created_at = now - timedelta(days=9)
        promises.apply(session, organization, reading.read(FILE), Changes(), now=now - timedelta(days=9))
        one = building.conversation(session, clinic.front_desk, now=now - timedelta(hours=1))
        building.message(session, one, sender="a@clinic.example.org", text="Yes", at=now, direction=Direction.OUTBOUND)
        keeping.follow(session, [one.id], now=now)

    text = ana("due", conversation=one.id).text
    assert "Kept in time" in text
    assert "One of us responded" in text


def test_without_a_promise_nothing_is_said(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)

    assert "Promised" not in ana("conversation", conversation=one.id).text
    assert "Nothing is promised here" in ana("due", conversation=one.id).text
