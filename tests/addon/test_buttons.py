"""What each button does, pressed on the cards that show it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Door, Event, EventKind, Note, Person, Priority, Status
from tests.addon.deeds import events, form, state
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic

NEW_YEAR = 1767225600000


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


def test_a_time_that_is_over_is_refused(ana: Sidebar, make: Sessions, conversation_id: int) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    shown = ana.press(snooze.button("snooze", until=""), day={"dateInput": {"msSinceEpoch": NEW_YEAR}}, hour="09:00")

    assert "Choose a time in the future." in shown.text
    assert f'"valueMsEpoch": "{NEW_YEAR}"' in shown.text
    assert state(make, conversation_id).snoozed_until is None


def test_a_slip_of_the_year_is_refused_before_it_breaks_a_list(
    ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    far = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp() * 1000)
    shown = ana.press(snooze.button("snooze", until=""), day={"dateInput": {"msSinceEpoch": far}}, hour="09:00")

    assert "within the next five years" in shown.text
    assert state(make, conversation_id).snoozed_until is None


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


def test_times_pass_on_the_clock_of_the_service(
    ana: Sidebar, make: Sessions, conversation_id: int, now: datetime
) -> None:
    snooze = form(ana, ana.open(EVENT_ID), "snooze")
    ana.press(snooze.button("snooze", until="later-today"))
    until = state(make, conversation_id).snoozed_until

    assert until is not None and now < until <= now + timedelta(hours=3)


def test_searching(ana: Sidebar, conversation_id: int) -> None:
    found = ana.press(ana.home().button("search"), query="Friday")

    assert found.card["name"] == "search" and "Appointment on Friday" in found.text


def test_a_note_for_a_name_that_nobody_has_says_so(ana: Sidebar, conversation_id: int) -> None:
    note = form(ana, ana.open(EVENT_ID), "note")
    shown = ana.press(note.button("add-note"), note="Hi @Nobodyxyz, please call her")

    assert "Note added. Nobody was told for @Nobodyxyz" in shown.notification
