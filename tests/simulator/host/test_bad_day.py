"""The panel that gets the simulated Google into trouble, and the notice that says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from simulator.google.faults import KINDS, Fault
from tests.simulator.host.conftest import DESK, Stage
from tests.simulator.host.test_accessibility import find_faults, still

__all__ = ["still"]


@pytest.fixture
def calm(stage: Stage) -> Iterator[Stage]:
    """A Google without trouble, before and after."""
    stage.world.faults.replace([])
    yield stage
    stage.world.faults.replace([])


@pytest.fixture
def panel(calm: Stage, still: Page) -> Iterator[Page]:
    """The panel, just opened."""
    expect(notice(still)).to_be_hidden()
    still.get_by_role("button", name="Simulator").click()
    expect(still.get_by_role("switch", name="slow: answers")).to_be_hidden()
    still.get_by_text("Trouble", exact=True).click()
    expect(still.get_by_role("switch", name="slow: answers")).to_be_visible()
    yield still
    still.get_by_role("button", name="Close the simulator").click()
    expect(still.locator("#faults")).to_be_empty()


def notice(page: Page) -> Locator:
    return page.locator("#trouble-notice")


def test_a_trouble_is_switched_on_and_off_as_it_was_asked_for(panel: Page, calm: Stage) -> None:
    panel.get_by_label("Mailbox", exact=True).select_option(DESK)
    panel.get_by_label("Chance in percent").fill("25")
    panel.get_by_label("Seed").fill("11")
    panel.get_by_label("seconds of slow").fill("2")
    switch = panel.get_by_role("switch", name="slow: answers")
    switch.click()
    expect(panel.get_by_text(f"On: 25% of the time (seed 11), {DESK}")).to_be_visible()

    (fault,) = calm.world.faults.everything()
    assert (fault["kind"], fault["seconds"], fault["mailbox"]) == ("slow", 2.0, DESK)
    assert (fault["chance"], fault["seed"]) == (0.25, 11)
    expect(switch).to_be_focused()
    panel.keyboard.press("Space")
    expect(panel.get_by_text("On: 25%")).to_be_hidden()
    assert calm.world.faults.everything() == []


def test_every_kind_has_a_switch(panel: Page) -> None:
    for kind, words in KINDS.items():
        expect(panel.get_by_role("switch", name=f"{kind}: {words}", exact=True)).to_be_visible()


def test_everything_is_switched_on_and_off_at_once(panel: Page, calm: Stage) -> None:
    off = panel.get_by_role("button", name="Switch all off")
    expect(off).to_be_disabled()
    panel.get_by_label("Chance in percent").fill("5")
    panel.get_by_role("button", name="Everything at once").click()
    expect(panel.get_by_role("switch", name="outage: answers")).to_be_checked()
    assert len(calm.world.faults.everything()) > 20

    off.click()
    expect(panel.get_by_role("switch", name="outage: answers")).not_to_be_checked()
    assert calm.world.faults.everything() == []


def test_trouble_is_told_wherever_it_was_switched_on_and_ended_with_one_click(still: Page, calm: Stage) -> None:
    calm.world.faults.replace([Fault("slow"), Fault("cut", mailbox="nobody"), Fault("cut", method="no")])

    expect(notice(still)).to_have_text("Google is in trouble: slow, cut.End the trouble")
    assert find_faults(still) == []
    still.get_by_role("button", name="End the trouble").click()

    expect(notice(still)).to_be_hidden()
    assert calm.world.faults.everything() == []
    expect(still.get_by_role("button", name="Simulator")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_panel_fits_and_axe_finds_nothing_with_trouble_on(panel: Page, width: int) -> None:
    panel.set_viewport_size({"width": width, "height": 800})
    panel.get_by_role("button", name="Everything at once").click()
    expect(notice(panel)).to_be_visible()

    assert find_faults(panel) == []
    drawer = panel.locator("#drawer")
    assert drawer.evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")
    assert panel.evaluate("document.documentElement.scrollWidth <= innerWidth")
