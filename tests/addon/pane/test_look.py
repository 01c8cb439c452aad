"""How the pane looks and is operated: narrow, light and dark, by keyboard and by those who cannot see it."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Response
from playwright.sync_api import Page, expect

from tests.addon.pane.conftest import Open
from tests.addon.pane.gallery import everything
from tests.addon.pane.scripted import Scripted, buttons, card, execute, shown, text

DARK = {"bodyBackgroundColor": "#1f1f1f", "bodyForegroundColor": "#ffffff"}
LIGHT = {"bodyBackgroundColor": "#ffffff", "bodyForegroundColor": "#000000"}


@pytest.fixture
def page(doors: Scripted, open_pane: Open) -> Page:
    """A pane that shows everything, and does not move."""
    doors.answers["/outlook/message"] = shown(everything(), title="Blood test of Nora")
    doors.answers["/outlook/actions/open"] = shown(everything(), "push", title="A form", notice="Here it is.")
    page = open_pane(theme=LIGHT, supported=["NestedAppAuth", "Mailbox"])
    page.emulate_media(reduced_motion="reduce")
    expect(page.get_by_text("Front Desk · 4 messages")).to_be_visible()
    return page


def faults(page: Page) -> list[str]:
    """What axe has to say in light and in dark."""
    found = []
    for theme in (LIGHT, DARK):
        page.evaluate("(theme) => outlook.theme(theme)", theme)
        results: Any = Axe().run(page, options={"resultTypes": ["violations"]})
        found += [
            f"{each['id']}: {node['html'][:160]}" for each in results.response["violations"] for node in each["nodes"]
        ]
    return found


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_axe_finds_nothing_on_a_card_with_everything(page: Page) -> None:
    assert faults(page) == []
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Fill this in first.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("status")).to_have_text("Here it is.")
    assert faults(page) == []


def test_axe_finds_nothing_without_a_card(doors: Scripted, open_pane: Open) -> None:
    skeleton = open_pane(never=True)
    skeleton.emulate_media(reduced_motion="reduce")
    assert faults(skeleton) == []
    doors.answers["/outlook/message"] = Response("", 500)
    trouble = open_pane()
    expect(trouble.get_by_role("button", name="Try again")).to_be_visible()
    assert faults(trouble) == []
    nothing = open_pane(first=None)
    expect(nothing.get_by_role("heading", name="No message is selected")).to_be_visible()
    assert faults(nothing) == []
    window = open_pane(at="/outlook/dialog", never=True)
    assert faults(window) == []


@pytest.mark.parametrize("width", [320, 280])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    assert is_narrow(page)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A form")
    assert is_narrow(page)


def test_text_twice_as_large_does_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    page.evaluate("document.body.style.zoom = '2'; document.body.style.width = '160px'")
    assert page.evaluate("document.body.scrollWidth * 2 <= 330")


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_pane_is_dark_where_outlook_is_and_follows_it(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(theme=DARK, supported=["NestedAppAuth", "Mailbox"])
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    assert ground(page) == "rgb(31, 31, 31)"
    assert page.evaluate("getComputedStyle(document.querySelector('.ac-textBlock')).color") == "rgb(242, 243, 245)"

    page.evaluate("(theme) => outlook.theme(theme)", LIGHT)
    assert ground(page) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.ac-textBlock')).color") == "rgb(31, 35, 40)"

    page.evaluate("outlook.theme({ ...Office.context.officeTheme, isDarkTheme: true })")
    assert ground(page) == "rgb(31, 31, 31)"


def test_the_pane_is_as_the_system_where_outlook_does_not_say(open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    assert ground(page) == "rgb(255, 255, 255)"

    page.emulate_media(color_scheme="dark")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert ground(page) == "rgb(31, 31, 31)"


def test_everything_is_reached_by_keyboard_in_reading_order(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = shown(
        card(text("Words"), buttons(execute("One", "open"), execute("Two", "open"))), title="T"
    )
    doors.answers["/outlook/actions/open"] = shown(card(text("Opened")), "push", title="Opened it")
    page = open_pane()
    expect(page.get_by_text("Words")).to_be_visible()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))

    assert reached == ["Home", "Refresh", "One", "Two"]
    page.keyboard.press("Space")
    expect(page.get_by_text("Opened", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Opened it")).to_be_focused()


def test_every_field_has_a_name(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, textarea")]
            .filter((field) => !field.labels?.length && !field.getAttribute("aria-label")
                && !field.getAttribute("aria-labelledby"))
            .map((field) => field.outerHTML)"""
    )

    assert nameless == []
    for name in ("Subject", "Text", "Who", "Until"):
        expect(page.get_by_label(name).first).to_be_visible()
