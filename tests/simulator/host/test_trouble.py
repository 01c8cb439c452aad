"""What the page shows when an add-on fails."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Page, expect

from tests.simulator.host.conftest import Stage, open_page
from tests.simulator.host.scripted import Scripted, button, buttons, pushed, rendered, text

WRONG_ANSWERS: list[tuple[Any, str]] = [
    (Response("Traceback", status=500), "The add-on answered 500."),
    (Response("", status=302, headers={"Location": "/elsewhere"}), "The add-on answered 302."),
    (Response("<html>", status=200), "The add-on's answer is not JSON."),
    (Response("[]", status=200), "The add-on's answer is not a JSON object."),
    ({}, "An answer to an action needs “renderActions”."),
    ({"action": {"notification": {"text": "x"}}}, "“action” is not known in an answer to an action"),
    (rendered({"popCard": True}), "“popCard” is not known in a navigation"),
    (rendered({"pop": True, "popToRoot": True}), "A navigation says exactly one thing to do."),
    ({"renderActions": {"action": {}}}, "The answer is empty."),
]


@pytest.fixture
def pressed(page: Page, addon: Scripted) -> Page:
    """A card with a button."""
    addon.answers["/home"] = pushed(buttons(button("Press", "/press")))
    page.get_by_role("button", name="Reload the add-on").click()
    return page


def test_every_wrong_answer_is_described(pressed: Page, addon: Scripted) -> None:
    for answer, sentence in WRONG_ANSWERS:
        addon.answers["/press"] = answer
        pressed.get_by_role("button", name="Press").click()
        expect(pressed.get_by_role("alert")).to_contain_text(sentence)
        pressed.get_by_role("button", name="Back to the card").click()


def test_retrying_asks_again_with_the_same_request(pressed: Page, addon: Scripted) -> None:
    addon.answers["/press"] = Response("boom", status=500)
    pressed.get_by_role("button", name="Press").click()
    pressed.get_by_text("Details").click()
    expect(pressed.get_by_text("500 INTERNAL SERVER ERROR")).to_be_visible()
    addon.answers["/press"] = rendered({"updateCard": {"sections": [text("better now")]}})
    pressed.get_by_role("button", name="Retry").click()
    expect(pressed.get_by_text("better now")).to_be_visible()
    assert addon.count("/press") == 2


def test_an_answer_that_takes_too_long_is_given_up(pressed: Page, addon: Scripted, stage: Stage) -> None:
    waited = threading.Event()
    stage.app.extensions["host"].time_limit = 0.2
    addon.answers["/press"] = lambda event: rendered(notification={"text": str(waited.wait(5))})
    pressed.get_by_role("button", name="Press").click()
    expect(pressed.get_by_role("status").filter(has_text="Working…")).to_be_visible()
    expect(pressed.get_by_role("alert")).to_contain_text("did not answer within 0.2 seconds")
    waited.set()


def test_a_trigger_needs_the_envelope_of_a_trigger(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = rendered({"pushCard": {"sections": [text("hello")]}})
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.get_by_role("alert")).to_contain_text("“renderActions” is not known in an answer to a trigger")


def test_a_deployment_google_would_refuse_is_not_shown(fresh_page: Page, addon: Scripted, stage: Stage) -> None:
    addon.deployment["addOns"]["common"]["homepageTrigger"]["runFunction"] = "http://inbox.example.org/home"
    stage.app.extensions["host"].read = None
    open_page(fresh_page, stage)
    expect(fresh_page.locator("#addon")).to_contain_text("must be an absolute https address")
