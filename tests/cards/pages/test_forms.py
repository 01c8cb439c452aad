"""The forms in front of a conversation: they begin with what is set, and keep what was typed if something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from cards.kit import Form
from cards.pages import edit as edit_page
from cards.pages import note as note_page
from cards.pages import snooze as snooze_page
from inbox import database, notes
from inbox.database import Sessions
from inbox.errors import Invalid, NotFound
from inbox.models import Category, Conversation, ConversationTag, Person, Tag, TeamMember
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

Begin = Callable[..., Conversation]


@pytest.fixture
def begin(make: Sessions, clinic: Clinic, now: datetime) -> Begin:
    """Adds a conversation of the front desk."""

    def add(**columns: object) -> Conversation:
        with database.unit_of_work(make) as session:
            return building.conversation(session, clinic.front_desk, now=now, **columns)  # type: ignore[arg-type]

    return add


def options(field: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["text"] for item in field["items"]]


def test_assigning_offers_nobody_oneself_and_the_team(begin: Begin, clinic: Clinic, ana: Drawer, ada: Drawer) -> None:
    one = begin(assignee_id=clinic.ben.id)
    drawn = ana("assign", conversation=one.id)

    assert options(drawn.field("assignee")) == ["Nobody", "Ana Ruiz (you)", "Ben Okafor", "Cleo Brandt"]
    assert drawn.chosen("assignee") == [str(clinic.ben.id)]
    assert drawn.presses("assign")[0] | {"conversation": str(one.id), "back": "1"} == drawn.presses("assign")[0]
    assert "Ada Lind (you)" in options(ada("assign", conversation=one.id).field("assignee"))


def test_whoever_has_it_is_offered_even_from_outside_the_team(begin: Begin, clinic: Clinic, ana: Drawer) -> None:
    drawn = ana("assign", conversation=begin(assignee_id=clinic.ada.id).id)

    assert drawn.chosen("assignee") == [str(clinic.ada.id)]


def test_a_big_team_is_offered_as_a_list_that_gmail_can_hold(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        people = [
            Person(organization_id=clinic.organization.id, name=f"Person {number:03}", created_at=now)
            for number in range(150)
        ]  # fmt: skip
        session.add_all(people)
        session.flush()
        session.add_all(TeamMember(team_id=clinic.reception.id, person_id=person.id) for person in people)

    assert len(ana("assign", conversation=begin().id).field("assignee")["items"]) <= 100


def test_editing_begins_with_what_is_set(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        category = session.query(Category).filter_by(key="lab").one()
        tag = session.query(Tag).filter_by(name="insurance").one()
        one = building.conversation(session, clinic.front_desk, now=now, category_id=category.id, priority="high")
        session.add(ConversationTag(conversation_id=one.id, tag_id=tag.id))
    drawn = ana("edit", conversation=one.id)

    assert drawn.chosen("priority") == ["high"]
    assert drawn.chosen("category") == [str(category.id)]
    assert drawn.chosen("tags") == [str(tag.id)]
    assert options(drawn.field("category")) == ["None", "Billing query", "Urgent lab report", "Appointment request"]
    assert options(drawn.field("tags")) == ["insurance", "call back"]


def test_more_tags_than_gmail_can_show_are_typed(make: Sessions, begin: Begin, clinic: Clinic, ana: Drawer) -> None:
    with database.unit_of_work(make) as session:
        session.add_all(Tag(organization_id=clinic.organization.id, name=f"tag {number:03}") for number in range(200))

    drawn = ana("edit", conversation=begin().id)
    assert len(drawn.field("tags")["items"]) < 100
    assert drawn.field("more_tags")["autoCompleteAction"]["function"].endswith("/suggest-tag")
    with database.unit_of_work(make, writes=False) as session:
        view = ana.view()
        assert edit_page.completions(session, view, "tag 001, TAG 19")[:2] == ("tag 001, tag 190", "tag 001, tag 191")
        assert edit_page.completions(session, view, "x, ") == ()
        assert len(edit_page.tags_named(session, view, " Tag 001 ,tag 199,")) == 2
        with pytest.raises(Invalid, match="tag 00"):
            edit_page.tags_named(session, view, "tag 00")


def test_a_note_is_empty_or_ones_own(make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    one = begin()
    with database.unit_of_work(make) as session:
        again = session.get_one(Conversation, one.id)
        mine = notes.add(session, again, "Mine\nhere", by=building.actor(clinic.ana, now))
        bens = notes.add(session, again, "Ben's", by=building.actor(clinic.ben, now))

    empty = ana("note", conversation=one.id)
    assert "value" not in empty.field("note")
    assert empty.field("note")["type"] == "MULTIPLE_LINE"
    assert empty.actions == ["suggest-mention", "add-note"]
    own = ana("note", conversation=one.id, note=mine.id)
    assert own.field("note")["value"] == "Mine\nhere"
    assert [press["note"] for press in own.presses("edit-note") + own.presses("delete-note")] == [str(mine.id)] * 2
    with pytest.raises(NotFound):
        ana("note", conversation=one.id, note=bens.id)


def test_what_was_typed_is_kept_and_the_fault_is_named(begin: Begin, ana: Drawer) -> None:
    one = begin()
    drawn = ana("note", Form({"note": ("half a thought",)}, {"note": "Too long."}), conversation=one.id)
    assert drawn.field("note")["value"] == "half a thought"
    assert "Too long." in drawn.text

    typed = Form({"priority": ("urgent",), "hour": ("15:00",)}, {"tags": "Choose from the list."})
    edited = ana("edit", typed, conversation=one.id)
    assert (edited.chosen("priority"), edited.chosen("tags")) == (["urgent"], [])
    assert "Choose from the list." in edited.text
    assert ana("snooze", typed, conversation=one.id).chosen("hour") == ["15:00"]


def test_a_moment_that_cannot_be_keeps_its_day_and_says_so_above_it(begin: Begin, ana: Drawer) -> None:
    typed = Form({"day": ("2026-07-01",), "hour": ("15:00",)}, {"until": "Choose a time in the future."})
    drawn = ana("snooze", typed, conversation=begin().id)

    assert drawn.field("day")["valueMsEpoch"] == str(int(datetime(2026, 7, 1, tzinfo=UTC).timestamp() * 1000))
    assert "Choose a time in the future." in drawn.text


def test_a_day_that_is_none_gives_way_to_tomorrow(begin: Begin, ana: Drawer) -> None:
    one = begin()
    garbled = ana("snooze", Form({"day": ("soon",)}, {"day": "Choose a day."}), conversation=one.id)

    assert garbled.field("day") == ana("snooze", conversation=one.id).field("day")


def test_a_mention_is_completed_within_the_whole_text(make: Sessions, ana: Drawer) -> None:
    with database.unit_of_work(make, writes=False) as session:
        assert note_page.completions(session, ana.view(), "Dear @be") == ("Dear @Ben Okafor ",)
        assert note_page.completions(session, ana.view(), "a@b @bil") == ("a@b @Billing ",)
        assert note_page.completions(session, ana.view(), "nobody") == ()


def test_snooze_times_are_those_of_the_viewers_clock(begin: Begin, ana: Drawer) -> None:
    drawn = ana("snooze", conversation=begin().id)  # now is Wednesday, 10:30 in Berlin

    said = [(line["text"], line["bottomLabel"]) for line in drawn.lines]
    assert said == [
        ("Later today", "Wednesday, 1:30 PM"),
        ("Tomorrow morning", "Thursday, 9:00 AM"),
        ("Next week", "Monday, 9:00 AM"),
    ]
    assert [press.get("until") for press in drawn.presses("snooze")] == [
        "later-today", "tomorrow", "next-week", None,
    ]  # fmt: skip
    assert drawn.field("day")["valueMsEpoch"] == "1772668800000"  # the 5th, 00:00 UTC


def test_a_chosen_day_and_hour_mean_that_hour_where_the_viewer_is(ana: Drawer) -> None:
    view = ana.view()

    assert snooze_page.moment(view, "", date(2026, 3, 29), time(3)) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert snooze_page.moment(view, "", date(2026, 3, 30), None) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert snooze_page.moment(view, "tomorrow", None, None) == datetime(2026, 3, 5, 8, tzinfo=UTC)
    with pytest.raises(Invalid):
        snooze_page.moment(view, "", None, time(9))
    with pytest.raises(Invalid):
        snooze_page.moment(view, "", date.min, time(0))


def test_settings_begin_with_what_is_set(make: Sessions, clinic: Clinic, ana: Drawer) -> None:
    drawn = ana("settings")
    assert drawn.chosen("default_view") == ["mine"]
    assert options(drawn.field("language")) == ["As in my mail client", "English", "Deutsch"]
    assert {"text": "Europe/Berlin"} in drawn.field("time_zone")["initialSuggestions"]["items"]

    with database.unit_of_work(make) as session:
        ana.who = session.get_one(Person, clinic.ana.id)
        ana.who.language, ana.who.time_zone, ana.who.default_view = "de", "Asia/Tokyo", "team"
    drawn = ana("settings")
    assert (drawn.chosen("language"), drawn.chosen("default_view")) == (["de"], ["team"])
    assert drawn.field("time_zone")["value"] == "Asia/Tokyo"
    assert "Zeitzone" in drawn.text
