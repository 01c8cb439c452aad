"""The web page at work: list and conversation, by keyboard and by finger, live, wide and narrow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Status
from tests.addon.web_page.conftest import SUBJECTS, Open
from tests.addon.web_page.host import Host
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


def lists(page: Page) -> Locator:
    return page.locator("#list")


def line(page: Page, subject: str = SUBJECTS[0]) -> Locator:
    return lines(page).filter(has_text=subject)


def lines(page: Page) -> Locator:
    return page.locator("#list [data-conversation]")


def shown(page: Page) -> Locator:
    return page.locator("#conversation")


def title(page: Page) -> Locator:
    return shown(page).get_by_role("heading", level=2)


def press(page: Page, name: str) -> None:
    shown(page).get_by_role("button", name=name, exact=True).first.click()


def by_keyboard(page: Page, name: str) -> None:
    shown(page).get_by_role("button", name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def is_narrow(page: Page) -> bool:
    return bool(
        page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('.column')]"
            ".every((one) => one.scrollWidth <= one.clientWidth)"
        )
    )


def faults(page: Page) -> list[str]:
    """What axe has to say in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        results: Any = Axe().run(page, options={"resultTypes": ["violations"]})
        found += [
            f"{one['id']}: {node['html'][:160]}" for one in results.response["violations"] for node in one["nodes"]
        ]
    return found


@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_scrolls_sideways_and_axe_finds_nothing(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    expect(line(page)).to_be_visible()
    assert (is_narrow(page), faults(page)) == (True, [])

    line(page).click()
    expect(title(page)).to_have_text(SUBJECTS[0])
    expect(lists(page)).to_be_visible(visible=width == 1440)
    assert (is_narrow(page), faults(page)) == (True, [])

    press(page, "Menu")
    press(page, "Note…")
    expect(title(page)).to_have_text("Add a note")
    assert is_narrow(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert (is_narrow(page), faults(page)) == (True, [])


def test_a_conversation_is_opened_given_away_and_closed_by_keyboard(
    open_page: Open, make: Sessions, clinic: Clinic, numbers: list[int]
) -> None:
    page = open_page()
    expect(line(page)).to_be_visible()
    for key in ("j", "ArrowDown", "k"):
        page.keyboard.press(key)
    expect(line(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text(SUBJECTS[0])
    expect(title(page)).to_be_focused()
    expect(line(page)).to_have_attribute("aria-current", "true")
    assert page.url.endswith(f"/app/conversations/{numbers[0]}")

    by_keyboard(page, "Assign…")
    expect(title(page)).to_have_text("Assign")
    shown(page).get_by_role("radio", name="Ben Okafor").focus()
    page.keyboard.press("Space")
    by_keyboard(page, "Assign")
    expect(shown(page).get_by_role("status").last).to_contain_text("Ben Okafor")
    by_keyboard(page, "Close")
    expect(shown(page).locator(".card")).to_contain_text("Closed")

    with database.unit_of_work(make, writes=False) as session:
        one = session.get_one(Conversation, numbers[0])
        assert (one.status, one.assignee_id) == (Status.CLOSED, clinic.ben.id)
    expect(line(page)).to_have_count(0)
    page.keyboard.press("/")
    expect(lists(page).get_by_role("textbox", name="Search")).to_be_focused()
    page.keyboard.type("referral?")
    page.keyboard.press("Enter")
    expect(line(page, SUBJECTS[1])).to_be_visible()
    expect(title(page)).to_have_text(SUBJECTS[0])


@pytest.mark.parametrize("width", [1440, 360])
def test_the_address_follows_and_leads_back(open_page: Open, numbers: list[int], width: int) -> None:
    page = open_page(f"/app/conversations/{numbers[1]}", width=width)
    expect(title(page)).to_have_text(SUBJECTS[1])
    expect(page).to_have_title(f"{SUBJECTS[1]} – Shared inbox")
    if width < 900:
        press(page, "To the list")
        expect(title(page)).to_be_hidden()
    line(page).click()
    expect(title(page)).to_have_text(SUBJECTS[0])
    assert page.url.endswith(f"/conversations/{numbers[0]}")

    page.go_back()
    if width < 900:
        expect(line(page)).to_be_focused()
        assert page.url.endswith("/app")
        page.go_back()
    expect(title(page)).to_have_text(SUBJECTS[1])
    page.go_forward()
    if width < 900:
        page.go_forward()
    expect(title(page)).to_have_text(SUBJECTS[0])


def test_news_is_shown_as_it_happens_and_leaves_everything_in_its_place(
    open_page: Open, host: Host, numbers: list[int]
) -> None:
    page = open_page()
    line(page).click()
    expect(title(page)).to_have_text(SUBJECTS[0])
    page.set_viewport_size({"width": 1440, "height": 300})
    press(page, "Menu")
    line(page, SUBJECTS[1]).focus()
    page.evaluate("document.getElementById('list').scrollTo(0, 250)")
    host.wait_for_listener(numbers[0])

    host.by_ben(numbers[0], "close")

    expect(shown(page).locator(".card")).to_contain_text("Closed")
    expect(shown(page).get_by_text("Ben Okafor: looking at it")).to_have_count(1)
    expect(shown(page).get_by_role("button", name="All notes")).to_be_visible()
    expect(line(page)).to_have_count(0)
    expect(line(page, SUBJECTS[1])).to_be_focused()
    assert page.evaluate("document.getElementById('list').scrollTop") == 250


def test_news_keeps_what_was_typed(open_page: Open, host: Host, numbers: list[int]) -> None:
    page = open_page(f"/app/conversations/{numbers[0]}")
    expect(title(page)).to_have_text(SUBJECTS[0])
    host.wait_for_listener(numbers[0])
    press(page, "Note…")
    shown(page).get_by_role("textbox").fill("She called")
    with page.expect_response("**/app/conversation"):
        host.nudge(numbers[0])
    changed = shown(page).get_by_text("This conversation changed in the meantime.")
    expect(changed).to_be_hidden()

    host.by_ben(numbers[0], "add-note", note="I called back")

    expect(changed).to_be_visible()
    expect(shown(page).get_by_role("textbox")).to_have_value("She called")
    press(page, "Add note")
    expect(title(page)).to_have_text(SUBJECTS[0])
    expect(shown(page).locator(".card")).to_contain_text("She called")
    expect(shown(page).locator(".card")).to_contain_text("I called back")
    expect(changed).to_be_hidden()


def test_what_was_typed_waits_for_who_turns_to_another_conversation(open_page: Open) -> None:
    page = open_page()
    line(page).click()
    press(page, "Note…")
    shown(page).get_by_role("textbox").fill("Half a thou")
    line(page, SUBJECTS[2]).click()
    expect(title(page)).to_have_text(SUBJECTS[2])
    expect(shown(page).get_by_role("textbox")).to_have_count(0)

    line(page).click()

    expect(title(page)).to_have_text("Add a note")
    expect(shown(page).get_by_role("textbox")).to_have_value("Half a thou")
    expect(shown(page).get_by_text("What you had typed is still here.")).to_be_visible()


def test_a_sign_in_that_ended_keeps_what_was_typed_until_it_is_renewed(
    open_page: Open, host: Host, numbers: list[int]
) -> None:
    page = open_page()
    line(page).click()
    press(page, "Note…")
    shown(page).get_by_role("textbox").fill("She called")
    host.wait_for_listener(numbers[0])
    host.sign_out()
    host.nudge(numbers[0])
    expect(lists(page).get_by_role("heading", name="Please sign in")).to_be_visible()
    expect(shown(page).get_by_role("textbox")).to_be_focused()

    press(page, "Add note")
    expect(shown(page).get_by_role("heading", name="Please sign in")).to_be_focused()
    link = shown(page).get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", re.compile(r"^/app/sign-in\?next=%2Fapp%2Fconversations%2F\d+$"))
    expect(link).to_have_attribute("target", "_blank")

    host.sign_in_again()
    press(page, "Try again")

    expect(title(page)).to_have_text(SUBJECTS[0])
    expect(shown(page).locator(".card")).to_contain_text("She called")
    expect(lists(page).get_by_role("heading", name="Please sign in")).to_be_hidden()


def test_a_lost_connection_is_said_and_made_up_for(open_page: Open, host: Host, numbers: list[int]) -> None:
    page = open_page()
    expect(line(page)).to_be_visible()
    host.wait_for_listener()
    page.clock.install()
    with page.expect_event("requestfailed", lambda request: "/app/live" in request.url):
        page.context.set_offline(True)
        host.hang_up()
    page.clock.fast_forward(10_000)
    expect(page.get_by_text("News does not arrive by itself just now.")).to_be_visible()
    host.by_ben(numbers[0], "close")

    page.context.set_offline(False)

    expect(line(page)).to_have_count(0)
    expect(page.get_by_text("News does not arrive by itself just now.")).to_be_hidden()


def test_german_readers_are_spoken_to_in_german_and_may_sign_out(open_page: Open, host: Host) -> None:
    page = open_page(locale="de-DE")
    expect(page.get_by_role("heading", name="Wählen Sie einen Vorgang")).to_be_visible()
    expect(page.locator("#person")).to_have_text("Ana Ruiz")
    assert page.evaluate("document.documentElement.lang") == "de"

    with page.expect_navigation():
        page.get_by_role("button", name="Abmelden").click()
    assert not host.is_signed_in
