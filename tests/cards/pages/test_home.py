"""The first page."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox import database
from inbox.database import Sessions
from inbox.models import MailboxState, Person, Priority, Status
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic


def test_a_line_says_who_wrote_when_what_and_where_it_stands(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(
            session, clinic.front_desk, now=now - timedelta(hours=2), subject="Knee", text="It hurts",
            assignee_id=clinic.ben.id, priority=Priority.URGENT,
        )  # fmt: skip

    (line,) = [line for line in ana("home", view="team").lines if "Knee" in line["text"]]
    assert line["topLabel"] == "Maria Lopez · 2 h ago"
    assert line["text"] == "<b>Knee</b><br>It hurts"
    assert line["bottomLabel"] == "Open · Ben Okafor · Priority: Urgent"
    assert line["onClick"]["action"]["parameters"] == [
        {"key": "conversation", "value": str(one.id)}, {"key": "page", "value": "conversation"},
    ]  # fmt: skip


def test_a_snoozed_one_says_until_when(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        building.conversation(
            session, clinic.front_desk, now=now, status=Status.PENDING, snoozed_until=now + timedelta(days=1)
        )  # fmt: skip

    assert "Snoozed until Mar 5, 2026, 10:30" in ana("home", view="pending").text


def test_every_view_is_offered_with_its_count_and_the_current_one_is_marked(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        building.conversation(session, clinic.front_desk, now=now)

    chips = next(widget["chipList"]["chips"] for widget in ana("home", view="team").widgets if "chipList" in widget)
    assert [chip["label"] for chip in chips] == [
        "Overdue (0)", "Mine (0)", "Unassigned (1)", "✓ Team (1)", "Pending (0)", "Closed (0)", "Quarantine (0)",
    ]  # fmt: skip


def test_it_begins_with_the_view_that_the_viewer_chose(make: Sessions, clinic: Clinic, ana: Drawer) -> None:
    assert "✓ Mine" in ana("home").text
    with database.unit_of_work(make) as session:
        ana.who = session.get_one(Person, clinic.ana.id)
        ana.who.default_view = "pending"

    assert "✓ Pending" in ana("home").text
    assert "✓ Team" in ana("home", view="team").text


def test_an_empty_list_says_what_to_do_next(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    assert "Look under Unassigned" in ana("home").text
    with database.unit_of_work(make) as session:
        building.conversation(session, clinic.front_desk, now=now)
        nora = building.person(session, clinic.organization, "Nora New", now=now)

    assert "Look at Unassigned (1)" in ana("home").text
    assert "You belong to no team yet" in Drawer(make, now, nora)("home").text


def test_mailboxes_that_are_behind_are_named(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer, dev: Drawer, ada: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        desk, appointments = session.merge(clinic.front_desk), session.merge(clinic.appointments)
        desk.state, desk.progress = MailboxState.BACKFILL, {"done": 40, "total": 120}
        appointments.state, appointments.state_reason = MailboxState.DISCONNECTED, "Delegate the scope again."
        session.merge(clinic.invoices).synced_at = now - timedelta(minutes=40)

    seen = ana("home").text
    assert "Reception: mail is being fetched, 40 of about 120 so far." in seen
    assert "Appointments is disconnected" in seen
    assert "Delegate the scope again." not in seen
    assert "Billing was last checked 40 min ago" in dev("home").text
    assert "Delegate the scope again." in ada("home").text


def test_admins_learn_of_pushes_that_stay_away(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer, ada: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        session.merge(clinic.front_desk).unannounced_at = now - timedelta(minutes=1)
    assert "no push tells" not in ada("home").text, "it may be late"
    with database.unit_of_work(make) as session:
        session.merge(clinic.front_desk).unannounced_at = now - timedelta(minutes=3)

    assert "Reception: no push tells of new mail" in ada("home").text
    assert "no push tells" not in ana("home").text


def test_it_says_when_news_cannot_be_fetched(ana: Drawer) -> None:
    assert "may be out of date" in ana("home", may_be_late=True).text
    assert "may be out of date" not in ana("home").text


def test_it_speaks_german(make: Sessions, clinic: Clinic, now: datetime) -> None:
    drawn = Drawer(make, now, clinic.ana, "de-DE")("home")

    assert drawn.json["header"]["title"] == "Vorgänge"
    assert "Ihnen ist nichts zugewiesen." in drawn.text


def test_one_can_search_from_it(ana: Drawer) -> None:
    drawn = ana("home")

    assert drawn.field("query")["type"] == "SINGLE_LINE"
    assert drawn.presses("search") == [{"drawn": "a-drawing"}]
