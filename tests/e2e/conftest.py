"""The running demo, a browser, and people of the clinic who sit down at the page."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import PATIENCE
from tests.e2e import demo as demos
from tests.e2e.demo import Demo
from tests.e2e.desk import Desk, sit_down

Visitor = Callable[[str], Desk]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failure comes what the demo told meanwhile."""
    report = yield
    clinic = item.funcargs.get("demo")
    if report.failed and isinstance(clinic, Demo):
        report.sections.append(("the demo", clinic.told()))
    return report


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The seeded clinic, whole."""
    with demos.running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """What the browser keeps for each person."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(demo: Demo, browser: Browser, profiles: dict[str, BrowserContext]) -> Iterator[Visitor]:
    """Lets somebody sit down; nobody may have met an error of the page."""
    desks = []

    def visitor(name: str) -> Desk:
        if name not in profiles:
            profiles[name] = browser.new_context(
                viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin", reduced_motion="reduce"
            )
            profiles[name].set_default_timeout(PATIENCE)
        desks.append(sit_down(profiles[name], demo.url, name))
        return desks[-1]

    yield visitor
    for desk in desks:
        assert desk.errors == []
        desk.page.close()


@pytest.fixture
def desk(visit: Visitor) -> Desk:
    """Maya, who leads the reception."""
    return visit("Maya Lindqvist")
