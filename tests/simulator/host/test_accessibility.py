"""axe finds nothing, wide and narrow, light and dark, whatever is open."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Response
from playwright.sync_api import Page, expect

from tests.simulator.host.conftest import Stage
from tests.simulator.host.gallery import every_widget
from tests.simulator.host.scripted import SCOPES, Scripted, button, buttons, pushed, rendered

SIZES = [(1440, "light"), (1440, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture(scope="module", autouse=True)
def letters(stage: Stage) -> None:
    """Some mail to look at."""
    for subject in ("Blood test", "Referral", "A very long subject that does not fit " * 3):
        stage.deliver(subject)


def find_faults(page: Page) -> list[str]:
    """What axe has to say, one line a fault."""
    results: Any = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in results.response["violations"]]


def go_to(page: Page, view: str) -> None:
    """Bring a part of the page to the front where not all are shown."""
    tab = page.locator(f"#tabs [data-view={view}]")
    if tab.is_visible():
        tab.click()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_axe_finds_nothing(fresh_page: Page, addon: Scripted, width: int, scheme: Literal["light", "dark"]) -> None:
    page = fresh_page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    addon.answers["/message"] = every_widget()
    addon.answers["/compose"] = pushed(buttons(button("Use it", "/use")))
    expect(page.locator("#threads .row").first).to_be_visible()
    assert find_faults(page) == []
    page.get_by_role("button", name="Blood test").click()
    expect(page.locator("#reader .subject")).to_be_visible()
    go_to(page, "addon")
    page.get_by_role("button", name="Show more (2)").click()
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    assert find_faults(page) == []
    go_to(page, "reader")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.get_by_role("button", name="Insert template").click()
    expect(page.get_by_role("button", name="Use it")).to_be_visible()
    assert find_faults(page) == []


def test_axe_finds_nothing_in_panels_menus_and_dialogs(fresh_page: Page, addon: Scripted) -> None:
    page = fresh_page
    page.emulate_media(reduced_motion="reduce")
    card = buttons(button("Fail", "/fail"), button("Ask", "/ask"))
    addon.answers["/home"] = pushed(
        card, cardActions=[{"actionLabel": "Menu", "onClick": button("", "/x")["onClick"]}], header={"title": "T"}
    )
    addon.answers["/fail"] = Response("boom", status=500)
    addon.answers["/ask"] = {"requesting_google_scopes": {"scopes": SCOPES[:2]}}
    addon.answers["/ok"] = rendered(notification={"text": "Fine"})
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Card actions").click()
    assert find_faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Fail").click()
    page.get_by_text("Details").click()
    assert find_faults(page) == []
    page.get_by_role("button", name="Back to the card").click()
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("button", name="Allow")).to_be_visible()
    assert find_faults(page) == []
    page.get_by_role("button", name="Simulator").click()
    expect(page.get_by_role("switch", name="slow: answers")).to_be_visible()
    assert find_faults(page) == []
