"""axe finds nothing, wide and narrow, light and dark, whatever is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Response
from playwright.sync_api import Page, expect

from tests.simulator.host.conftest import Stage
from tests.simulator.host.gallery import every_widget
from tests.simulator.host.scripted import SCOPES, Scripted, button, buttons, pushed

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module", autouse=True)
def letters(stage: Stage) -> None:
    """Some mail to look at."""
    for subject in ("Blood test", "Referral", "A very long subject that does not fit " * 3):
        stage.deliver(subject)


@pytest.fixture
def still(page: Page) -> Iterator[Page]:
    """The page without movement, put back as it was afterwards."""
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def find_faults(page: Page) -> list[str]:
    """What axe has to say in light and in dark, one line a fault."""
    return [fault for scheme in SCHEMES for fault in faults_in(page, scheme)]


def faults_in(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    """What axe has to say in one colour scheme."""
    page.emulate_media(color_scheme=scheme)
    results: Any = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False})
    return [f"{scheme} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in results.response["violations"]]


def go_to(page: Page, view: str) -> None:
    """Bring a part of the page to the front where not all are shown."""
    tab = page.locator(f"#tabs [data-view={view}]")
    if tab.is_visible():
        tab.click()


@pytest.mark.parametrize(("width", "letter"), [(1440, "Blood test"), (360, "Referral")])
def test_axe_finds_nothing_wherever_one_goes(still: Page, addon: Scripted, width: int, letter: str) -> None:
    still.set_viewport_size({"width": width, "height": 900})
    addon.answers["/message"] = every_widget()
    addon.answers["/compose"] = pushed(buttons(button("Use it", "/use")))
    expect(still.locator("#threads .row").first).to_be_visible()
    assert find_faults(still) == []
    still.get_by_role("button", name=letter).click()
    expect(still.locator("#reader .subject")).to_be_visible()
    assert find_faults(still) == []
    go_to(still, "addon")
    still.get_by_role("button", name="Show more (2)").click()
    assert find_faults(still) == []
    go_to(still, "reader")
    still.get_by_role("button", name="Reply", exact=True).click()
    still.get_by_role("button", name="Insert template").click()
    expect(still.get_by_role("button", name="Use it")).to_be_visible()
    assert find_faults(still) == []
    still.get_by_role("button", name="Close Insert template").click()
    still.get_by_role("button", name="Discard").click()
    go_to(still, "list")


def test_axe_finds_nothing_in_panels_menus_and_dialogs(still: Page, addon: Scripted) -> None:
    more = [{"actionLabel": "More", "onClick": button("", "/more")["onClick"]}]
    card = pushed(buttons(button("Fail", "/fail"), button("Ask", "/ask")), cardActions=more, header={"title": "T"})
    addon.answers["/home"] = card
    addon.answers["/fail"] = Response("boom", status=500)
    addon.answers["/ask"] = {"requesting_google_scopes": {"scopes": SCOPES[:2]}}
    still.get_by_role("button", name="Reload the add-on").click()
    still.get_by_role("button", name="Card actions").click()
    assert find_faults(still) == []
    still.keyboard.press("Escape")
    still.get_by_role("button", name="Fail").click()
    still.get_by_text("Details").click()
    assert find_faults(still) == []
    still.get_by_role("button", name="Back to the card").click()
    still.get_by_role("button", name="Ask").click()
    expect(still.get_by_role("button", name="Allow")).to_be_visible()
    assert find_faults(still) == []
    still.get_by_role("button", name="Simulator").click()
    still.get_by_text("Trouble", exact=True).click()
    expect(still.get_by_role("switch", name="slow: answers")).to_be_visible()
    assert find_faults(still) == []
    still.get_by_text("Trouble", exact=True).click()
    still.get_by_role("button", name="Close the simulator").click()
