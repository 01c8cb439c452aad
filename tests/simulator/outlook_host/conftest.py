"""The page with the real pane in it, whose doors follow a script, and a mailbox behind both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, FrameLocator, Page, expect

from simulator.config import AddOn, Config, Staff
from simulator.google.world import open_world
from simulator.outlook_host.routes import routes
from tests import loopback
from tests.addon.pane.conftest import is_ours, told
from tests.addon.pane.scripted import Scripted, served
from tests.browser import PATIENCE
from tests.simulator.outlook_host.mail import ANA, DESK, Mail, blueprint


@dataclass(frozen=True)
class Stage:
    """What stands around the page."""

    url: str
    doors: Scripted
    mail: Mail


@pytest.fixture(scope="session")
def outlook_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The page, for all tests of a process."""
    with served() as doors:
        addon = AddOn("service@gcp.example.org", "client-1", "https://inbox.example.org", doors.url)
        state = tmp_path_factory.mktemp("outlook") / "google.sqlite"
        world = open_world(
            Config(state, "http://google.invalid", addon=addon, staff=(Staff(ANA["email"], (DESK["email"],)),))
        )
        app, mail = Flask(__name__, static_folder=None), Mail()
        app.extensions["google"] = world
        app.register_blueprint(routes)
        app.register_blueprint(blueprint(mail))
        with loopback.serving(app) as url:
            doors.framed_by, doors.office = url, f"{url}/outlook-host/office.js"
            yield Stage(url, doors, mail)
        world.store.close()


@pytest.fixture
def stage(outlook_stage: Stage) -> Stage:
    """The same with two new messages, and a card for every one."""
    outlook_stage.mail.fill()
    outlook_stage.doors.answers.clear()
    outlook_stage.doors.heard.clear()
    outlook_stage.doors.answers["/outlook/message"] = told
    return outlook_stage


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The page, opened; a test fails when it or the pane reports an error or is forbidden anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if is_ours(said) else None)
    opened.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto(f"{stage.url}/outlook-host/")
    expect(opened.get_by_role("button", name="Blood test")).to_be_visible()
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def pane(page: Page) -> FrameLocator:
    """What is in the pane."""
    return page.frame_locator("#pane")
