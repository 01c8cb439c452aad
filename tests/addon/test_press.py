"""Buttons: each does its one thing once, for those who may, on what they really saw."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Event, EventKind, Status
from tests.addon.deeds import events, form, state
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Sidebar, parameters
from tests.clinic import Clinic


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


def _items(card: object, name: str) -> list[dict[str, object]]:
    """The options of a field, wherever it is on the card."""
    if isinstance(card, dict):
        if card.get("name") == name and "items" in card:
            return list(card["items"])
        return [item for value in card.values() for item in _items(value, name)]
    return [item for value in card for item in _items(value, name)] if isinstance(card, list) else []
