"""Buttons: each does its one thing once, for those who may, on what they really saw."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Door, Event, EventKind, Note, Person, Priority, Status
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Shown, Sidebar, parameters
from tests.clinic import Clinic

NEW_YEAR = 1767225600000


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """An open conversation of the reception, whose mail has the id that tests open."""
    with database.unit_of_work(make) as session:
        return tracked(session, clinic.front_desk, now=now).conversation_id


@pytest.fixture
def ben(service: Flask, google: Google) -> Sidebar:
    """The sidebar of Ana's colleague."""
    return Sidebar(service, google, email="ben@clinic.example.org")


def state(make: Sessions, conversation_id: int) -> Conversation:
    with database.unit_of_work(make, writes=False) as session:
        return session.get_one(Conversation, conversation_id)


def events(make: Sessions) -> list[EventKind]:
    with database.unit_of_work(make, writes=False) as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def form(sidebar: Sidebar, shown: Shown, page: str) -> Shown:
    """Open a form from the conversation's card."""
    return sidebar.press(shown.button("open", page=page))


def test_assigning_updates_the_card_and_is_told_once(
    ana: Sidebar, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    assign = form(ana, ana.open(EVENT_ID), "assign")
    shown = ana.press(assign.button("assign"), assignee=str(clinic.ben.id))

    assert [next(iter(step)) for step in shown.action["navigations"]] == ["pop", "updateCard"]
    assert shown.card["name"] == "conversation" and "Ben Okafor" in shown.text
    assert shown.notification == "Assigned to Ben Okafor"
    assert shown.body["stateChanged"] is True
    assert state(make, conversation_id).assignee_id == clinic.ben.id
    with database.unit_of_work(make) as session:
        event = session.scalars(select(Event)).one()
        assert (event.kind, event.person_id, event.door) == (EventKind.ASSIGNED, clinic.ana.id, Door.GMAIL)


def test_assigning_nobody_takes_it_off(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    taken = ana.press(ana.open(EVENT_ID).button("take"))
    assert state(make, conversation_id).assignee_id is not None

    ana.press(form(ana, taken, "assign").button("assign"), assignee="nobody")
    assert state(make, conversation_id).assignee_id is None


def test_a_choice_that_is_none_is_refused(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    assign = form(ana, ana.open(EVENT_ID), "assign")
    for choice in ("", "x", "999999", "-1", "²", "9" * 40):
        assert ana.press(assign.button("assign"), assignee=choice).notification

    assert state(make, conversation_id).assignee_id is None and events(make) == []


def test_status_buttons(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    shown = ana.open(EVENT_ID)
    for button, status in (("set-pending", "pending"), ("reopen", "open"), ("close", "closed"), ("reopen", "open")):
        shown = ana.press(shown.button(button))
        assert shown.navigation.keys() == {"updateCard"}
        assert state(make, conversation_id).status == Status(status)

    assert events(make) == [EventKind.PENDING, EventKind.OPENED, EventKind.CLOSED, EventKind.OPENED]


def test_the_same_press_again_does_nothing_and_shows_the_card(
    ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    """As Google repeats a press after a consent, and as people press twice."""
    close = ana.open(EVENT_ID).button("close")
    first, second = ana.press(close), ana.press(close)

    assert first.card["name"] == second.card["name"] == "conversation"
    assert events(make) == [EventKind.CLOSED]
    assert "meanwhile" not in second.notification


def test_the_same_words_from_a_new_card_are_a_new_note(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    for _ in range(2):
        note = form(ana, ana.open(EVENT_ID), "note")
        ana.press(note.button("add-note"), note="Called back")

    assert events(make) == [EventKind.NOTE_ADDED, EventKind.NOTE_ADDED]


def test_a_card_that_is_too_old_changes_nothing_and_says_who_was_faster(
    ana: Sidebar, ben: Sidebar, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    mine, his = ana.open(EVENT_ID), ben.open(EVENT_ID)
    ben.press(his.button("take"))
    shown = ana.press(mine.button("take"))

    assert shown.navigation.keys() == {"updateCard"}
    assert "Ben Okafor took it" in shown.notification
    assert "Ben Okafor" in json.dumps(shown.card)
    assert state(make, conversation_id).assignee_id == clinic.ben.id
    assert events(make) == [EventKind.ASSIGNED]


def test_a_note_is_never_too_late(ana: Sidebar, ben: Sidebar, make: Sessions, conversation_id: int) -> None:
    note = form(ana, ana.open(EVENT_ID), "note")
    ben.press(ben.open(EVENT_ID).button("close"))
    shown = ana.press(note.button("add-note"), note="She called")

    assert shown.notification == "Note added"
    assert events(make) == [EventKind.CLOSED, EventKind.NOTE_ADDED]


def test_notes_are_changed_and_deleted_by_their_author_only(
    ana: Sidebar, ben: Sidebar, make: Sessions, conversation_id: int
) -> None:
    shown = ana.press(form(ana, ana.open(EVENT_ID), "note").button("add-note"), note="She called at nine")
    edit = ana.press(shown.button("open", page="note", note="1"))
    ana.press(edit.button("edit-note"), note="She called at ten")
    button = {**edit.button("delete-note")}
    assert ben.press(button).notification == "Only its author can change a note."
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Note.text)).all() == ["She called at ten"]
    assert ana.press(button).notification == "Note deleted"

    assert events(make) == [EventKind.NOTE_ADDED, EventKind.NOTE_EDITED, EventKind.NOTE_DELETED]


def test_a_note_that_names_somebody_outside_offers_them_access(
    google: Google, service: Flask, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    cleo = Sidebar(service, google, email="cleo@clinic.example.org")
    dev = Sidebar(service, google, email="dev@clinic.example.org")
    note = form(cleo, cleo.open(EVENT_ID), "note")
    offer = cleo.press(note.button("add-note"), note="@Dev Patel, is this paid?")
    assert offer.card["name"] == "grant" and offer.navigation.keys() == {"updateCard"}
    assert dev.press(cleo.open(EVENT_ID).button("close")).notification.startswith("This conversation does not exist")

    granted = cleo.press(offer.button("grant-access"))
    assert granted.card["name"] == "conversation"
    assert granted.notification == "Dev Patel has access now."
    assert dev.press(cleo.open(EVENT_ID).button("close")).notification == "Closed"


def test_an_empty_note_asks_for_words(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    note = form(ana, ana.open(EVENT_ID), "note")
    shown = ana.press(note.button("add-note"), note="  \n ")

    assert shown.card["name"] == "note" and shown.navigation.keys() == {"updateCard"}
    assert "Write something first." in shown.text
    assert events(make) == []


def test_editing_sets_category_priority_and_tags(
    ana: Sidebar, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    edit = form(ana, ana.open(EVENT_ID), "edit")
    shown = ana.press(
        edit.button("edit"), category="1", priority="urgent", tags={"stringInputs": {"value": ["1", "2"]}}
    )

    assert shown.notification == "Saved"
    after = state(make, conversation_id)
    assert (after.category_id, after.priority) == (1, Priority.URGENT)
    assert sorted(events(make)) == sorted(
        [EventKind.CATEGORIZED, EventKind.PRIORITIZED, EventKind.TAGGED, EventKind.TAGGED]
    )
    ana.press(form(ana, shown, "edit").button("edit"), category="none", priority="urgent")
    assert state(make, conversation_id).category_id is None
    assert events(make).count(EventKind.UNTAGGED) == 2


def test_a_snooze_keeps_the_day_that_was_chosen_in_every_zone(
    ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    day = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp() * 1000)
    for offset in range(-11, 15):
        ana.zone = f"Etc/GMT{-offset:+d}"
        snooze = form(ana, ana.open(EVENT_ID), "snooze")
        picked = {"dateInput": {"msSinceEpoch": str(day)}}
        ana.press(snooze.button("snooze", until=""), day=picked, hour="09:00")

        until = state(make, conversation_id).snoozed_until
        assert until == datetime(2026, 7, 1, 9, tzinfo=ZoneInfo(ana.zone))


def test_a_value_that_cannot_be_read_is_complained_of_and_the_rest_kept(
    ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    shown = ana.press(snooze.button("snooze", until=""), day={"dateInput": {"msSinceEpoch": "soon"}}, hour="14:00")

    assert shown.card["name"] == "snooze" and shown.navigation.keys() == {"updateCard"}
    assert "This value cannot be read" in json.dumps(shown.card)
    chosen = [item for item in _items(shown.card, "hour") if item["selected"]]
    assert [item["value"] for item in chosen] == ["14:00"]
    assert events(make) == []


def test_a_time_that_is_over_is_refused(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    shown = ana.press(snooze.button("snooze", until=""), day={"dateInput": {"msSinceEpoch": NEW_YEAR}}, hour="09:00")

    assert "Choose a time in the future." in shown.text
    assert state(make, conversation_id).snoozed_until is None


def test_a_foreign_conversation_cannot_be_touched_and_the_try_is_noted(
    ana: Sidebar, service: Flask, google: Google, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    dev = Sidebar(service, google, email="dev@clinic.example.org")
    close = ana.open(EVENT_ID).button("close")
    foreign = dev.press(close)
    unknown = dev.press({**close, "parameters": [{"key": "conversation", "value": "987654"}]})

    assert foreign.body == unknown.body
    assert "navigations" not in foreign.action
    assert state(make, conversation_id).status is Status.OPEN
    with database.unit_of_work(make) as session:
        audit = session.scalars(select(Event)).one()
        assert (audit.kind, audit.person_id) == (EventKind.ACCESS_REFUSED, clinic.dev.id)
        assert (audit.conversation_id, audit.data) == (None, {"asked_for": conversation_id})


def test_numbers_that_are_none_are_not_found(ana: Sidebar, conversation_id: int) -> None:
    close = ana.open(EVENT_ID).button("close")
    kept = [one for one in close["parameters"] if one["key"] != "conversation"]
    for number in ("", "x", "-1", "1e3", "9" * 40, "²"):
        shown = ana.press({**close, "parameters": [*kept, {"key": "conversation", "value": number}]})
        assert shown.notification == "This does not exist, or you have no access to it."


def test_a_button_that_is_gone_says_so(ana: Sidebar) -> None:
    shown = ana.ask("/gmail/actions/from-last-year")

    assert shown.notification == "This button does not exist any more. Please look again."


def test_pages_open_on_top_or_in_place(ana: Sidebar, conversation_id: int) -> None:
    shown = ana.open(EVENT_ID)
    assert ana.press(shown.button("open", page="timeline")).navigation.keys() == {"pushCard"}
    assert ana.press(shown.button("open", page="conversation", here="1")).navigation.keys() == {"updateCard"}
    assert ana.ask("/gmail/actions/open", parameters={"page": "nowhere"}).notification


def test_searching(ana: Sidebar, conversation_id: int) -> None:
    found = ana.press(ana.home().button("search"), query="Friday")

    assert found.card["name"] == "search" and "Appointment on Friday" in found.text


def test_saving_settings_speaks_the_new_language_at_once(ana: Sidebar, make: Sessions, clinic: Clinic) -> None:
    settings = ana.ask("/gmail/settings")
    shown = ana.press(
        settings.button("save-settings"), language="de", time_zone="Asia/Tokyo", default_view="unassigned"
    )

    assert shown.notification == "Gespeichert"
    assert "Einstellungen" in shown.text
    with database.unit_of_work(make) as session:
        person = session.get_one(Person, clinic.ana.id)
        assert (person.language, person.time_zone, person.default_view) == ("de", "Asia/Tokyo", "unassigned")
    assert events(make) == [EventKind.SETTINGS_CHANGED]


def test_a_zone_that_does_not_exist_is_complained_of(ana: Sidebar, make: Sessions) -> None:
    settings = ana.ask("/gmail/settings")
    shown = ana.press(settings.button("save-settings"), time_zone="Mars/Crater", default_view="mine", language="de")

    assert shown.card["name"] == "settings"
    assert "Choose a time zone from the list." in shown.text and "Mars/Crater" in shown.text
    assert events(make) == []


def test_names_are_completed_while_typing(ana: Sidebar, conversation_id: int) -> None:
    note = form(ana, ana.open(EVENT_ID), "note")
    shown = ana.press(note.button("suggest-mention"), note="Please ask @ben")

    assert shown.body == {"autoComplete": {"items": [{"text": "Please ask @Ben Okafor "}]}}


def test_new_mail_makes_a_card_old(
    ana: Sidebar, make: Sessions, now: datetime, clinic: Clinic, conversation_id: int
) -> None:
    close = ana.open(EVENT_ID).button("close")
    with database.unit_of_work(make) as session:
        session.get_one(Conversation, conversation_id).version += 1
    shown = ana.press(close)

    assert state(make, conversation_id).status is Status.OPEN
    assert shown.card["name"] == "conversation"
    assert parameters(shown.button("close"))["version"] == "1"


def test_times_pass_on_the_clock_of_the_service(
    ana: Sidebar, make: Sessions, conversation_id: int, now: datetime
) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    ana.press(snooze.button("snooze", until="later-today"))
    until = state(make, conversation_id).snoozed_until

    assert until is not None and now < until <= now + timedelta(hours=3)


def _items(card: object, name: str) -> list[dict[str, object]]:
    """The options of a field, wherever it is on the card."""
    if isinstance(card, dict):
        if card.get("name") == name and "items" in card:
            return list(card["items"])
        return [item for value in card.values() for item in _items(value, name)]
    return [item for value in card for item in _items(value, name)] if isinstance(card, list) else []
