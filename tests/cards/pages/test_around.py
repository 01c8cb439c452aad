"""Pages around conversations: search, templates, mail that is not tracked, giving access."""

from __future__ import annotations

from datetime import datetime

from cards.kit import Form
from inbox import database
from inbox.database import Sessions
from inbox.models import Template
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic


def test_a_search_shows_what_it_found_and_can_be_repeated(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now, subject="Knee pain")

    drawn = ana("search", query=" knee ")
    assert drawn.field("query")["value"] == "knee"
    assert drawn.opened("conversation") == [{"conversation": str(one.id), "page": "conversation"}]
    assert drawn.presses("search") == [{"drawn": "a-drawing", "here": "1"}]
    assert "Try fewer words" in ana("search", query="nothing like it").text
    assert "Type what you look for" in ana("search", query="").text


def test_results_go_on_with_the_same_query(make: Sessions, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        for number in range(60):
            building.conversation(
                session, clinic.front_desk, now=now, subject=f"Knee {number}", patient=f"p{number}@example.com"
            )  # fmt: skip

    (older,) = [params for params in ana("search", query="knee").opened("search") if "older" in params]
    assert older["query"] == "knee"
    assert len(ana("search", query="knee", older=older["older"]).opened("conversation")) == 10


def add_template(make: Sessions, clinic: Clinic, body: str) -> int:
    with database.unit_of_work(make) as session:
        one = Template(organization_id=clinic.organization.id, key="offer", name="Offer", body=body)
        session.add(one)
        session.flush()
        return one.id


def test_a_template_is_inserted_with_a_tap(make: Sessions, clinic: Clinic, ana: Drawer) -> None:
    template = add_template(make, clinic, "Dear {{contact.name}}")

    drawn = ana("templates", to="a@example.com")
    assert drawn.presses("insert-template") == [
        {"drawn": "a-drawing", "template": str(template), "to": "a@example.com"}
    ]  # fmt: skip


def test_what_is_missing_in_a_template_is_named_and_asked_for(make: Sessions, clinic: Clinic, ana: Drawer) -> None:
    template = add_template(make, clinic, "Dear {{contact.name}}, come on {{day}} or {{day}}. {{agent.name}}")

    drawn = ana("template", template=template)
    assert "Not filled in yet: Name of the contact, Day" in drawn.text
    assert "<b>{{day}}</b> or <b>{{day}}</b>. Ana Ruiz" in drawn.text
    typed = ana("template", Form({"value-day": ("Friday <1 pm>",), "value-other": ("x",)}), template=template)
    assert "Not filled in yet: Name of the contact" in typed.text
    assert typed.field("value-day")["value"] == "Friday <1 pm>"
    assert "come on Friday &lt;1 pm&gt; or" in typed.text
    assert "value-other" not in typed.text


def test_mail_that_is_not_tracked_can_be_tracked_in_ones_own_mailboxes(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    drawn = ana("not-tracked", message="18c", thread="18d", internet_id="<a@b>")

    assert [item["text"] for item in drawn.field("mailbox")["items"]] == ["Appointments", "Reception"]
    assert drawn.presses("track") == [
        {"drawn": "a-drawing", "message": "18c", "thread": "18d", "internet_id": "<a@b>"}
    ]  # fmt: skip
    assert drawn.presses("look-again") == []
    with database.unit_of_work(make) as session:
        nora = building.person(session, clinic.organization, "Nora New", now=now)
    assert Drawer(make, now, nora)("not-tracked").presses("track") == []


def test_mail_that_may_still_come_is_not_called_untracked_for_certain(ana: Drawer) -> None:
    drawn = ana("not-tracked", message="18c", thread="18d", internet_id="<a@b>", may_come="yes")

    assert "has not arrived here yet" in drawn.text
    assert drawn.presses("look-again")
    assert drawn.presses("track") == [
        {"drawn": "a-drawing", "message": "18c", "thread": "18d", "internet_id": "<a@b>", "may_come": "yes"}
    ]  # fmt: skip


def test_access_is_offered_by_those_who_may_give_it(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer, ada: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)

    drawn = ada("grant", conversation=one.id, people=str(clinic.dev.id))
    assert "Give Dev Patel access to Reception" in drawn.text
    (press,) = drawn.presses("grant-access")
    assert (press["person"], press["team"], press["back"]) == (str(clinic.dev.id), str(clinic.reception.id), "1")
    asked = ana("grant", conversation=one.id, people=str(clinic.dev.id))
    assert asked.presses("grant-access") == []
    assert "An admin or the lead of Reception can give access." in asked.text
