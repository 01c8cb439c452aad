"""The running demo, and people of the clinic who sit down at Outlook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import PATIENCE
from tests.e2e.demo import Demo
from tests.e2e.outlook.seat import WATCH, Seat, sit_down

Seating = Callable[[str], Seat]


@pytest.fixture
def seat_for(demo: Demo, browser: Browser) -> Iterator[Seating]:
    """Lets somebody sit down; nobody may have met an error of the page, or anything that a policy forbade."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    seats: list[Seat] = []

    def seating(name: str) -> Seat:
        seats.append(sit_down(context, demo.url, name))
        return seats[-1]

    yield seating
    context.close()
    assert [seat.errors for seat in seats if seat.errors] == []


@pytest.fixture
def seat(seat_for: Seating) -> Seat:
    """Oliver, of the pharmacy."""
    return seat_for("Oliver Grant")
