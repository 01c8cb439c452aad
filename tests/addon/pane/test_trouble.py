"""What the pane says and keeps when something does not work."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response
from playwright.sync_api import expect

from tests.addon.pane.conftest import Open, until
from tests.addon.pane.hand import note, press
from tests.addon.pane.scripted import Gate, Scripted, card, shown, text


@pytest.mark.parametrize("status", [500, 502, 429])
def test_trouble_can_be_tried_again(message: Scripted, open_pane: Open, status: int) -> None:
    whole = message.answers["/outlook/message"]
    message.answers["/outlook/message"] = Response("<h1>Bad gateway</h1>", status)
    page = open_pane()
    expect(page.get_by_role("heading", name="This did not work")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("This did not work.")
    expect(page.locator("#skeleton")).to_be_hidden()

    message.answers["/outlook/message"] = whole
    press(page, "Try again")

    expect(page.get_by_text("The conversation")).to_be_visible()
    expect(page.get_by_role("heading", name="This did not work")).to_be_hidden()


def test_trouble_keeps_what_was_typed_and_sends_the_same_again(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/add-note"] = Response("", 503)
    page = open_pane()
    press(page, "Note")
    note(page).fill("Call back")
    press(page, "Save")
    expect(page.get_by_role("heading", name="This did not work")).to_be_focused()
    expect(note(page)).to_have_value("Call back")

    message.answers["/outlook/actions/add-note"] = shown(card(text("Noted")), "pop")
    press(page, "Try again")

    expect(page.get_by_text("Noted")).to_be_visible()
    first, second = [each.body for each in message.heard if each.path == "/outlook/actions/add-note"]
    assert first == second


def test_no_connection_is_told_as_such(message: Scripted, open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("The conversation")).to_be_visible()
    page.context.set_offline(True)

    press(page, "Assign")

    expect(page.get_by_role("heading", name="The shared inbox cannot be reached")).to_be_visible()
    expect(page.get_by_text("The conversation")).to_be_visible()
    page.context.set_offline(False)


def test_a_refusal_with_a_card_shows_the_card(message: Scripted, open_pane: Open) -> None:
    def refuse(_body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        return shown(card(text("As Ben left it")), notice="Not done, because meanwhile: Ben closed it"), 409

    message.answers["/outlook/actions/assign"] = refuse
    page = open_pane()

    press(page, "Assign")

    expect(page.get_by_text("As Ben left it")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Not done, because meanwhile: Ben closed it")


def test_slow_answers_are_told_to_those_who_cannot_see(message: Scripted, open_pane: Open) -> None:
    gate = Gate(shown(card(text("Closed"))))
    message.answers["/outlook/actions/close"] = gate
    page = open_pane()
    press(page, "Close")

    expect(page.get_by_role("status")).to_have_text("Loading…")
    gate.open()
    expect(page.get_by_text("Closed")).to_be_visible()
    expect(page.get_by_role("status")).to_be_empty()


def test_german_readers_are_spoken_to_in_german(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/message"] = Response("", 500)
    page = open_pane(language="de-DE")

    expect(page.get_by_role("heading", name="Das hat nicht geklappt")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"


def test_a_page_outside_of_outlook_says_so(open_pane: Open) -> None:
    page = open_pane()
    page.add_init_script("delete Office.context.mailbox")
    page.reload()

    until(page, "document.querySelector('main').ariaBusy === 'false'")
    expect(page.get_by_text("This page belongs into Outlook.")).to_be_visible()
