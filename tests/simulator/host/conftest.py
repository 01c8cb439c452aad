"""The host page with a scripted add-on, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from simulator.app import create_app
from simulator.config import AddOn, Config, Staff
from simulator.google.world import World
from tests import loopback
from tests.browser import PATIENCE
from tests.simulator.host.scripted import PUBLIC, Scripted, descriptor, pushed, scripted_addon, text

DESK = "desk@clinic.example.org"
BILLING = "billing@clinic.example.org"
ANA = "ana@clinic.example.org"
BEN = "ben@clinic.example.org"


@dataclass(frozen=True)
class Stage:
    """The running page: the application behind it, its address, its add-on."""

    app: Flask
    url: str
    addon: Scripted

    @property
    def world(self) -> World:
        found = self.app.extensions["google"]
        assert isinstance(found, World)
        return found

    def deliver(
        self, subject: str, body: str = "Hello", *, to: str = DESK, sender: str = "Nora <nora@example.com>"
    ) -> str:
        """Let a mail arrive and give its id."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<{subject.replace(' ', '-')}@example.com>"
        mail.set_content(body)
        return self.deliver_raw(mail.as_bytes(), to=to)

    def deliver_raw(self, raw: bytes, *, to: str = DESK) -> str:
        """Let these bytes arrive and give the message's id."""
        return self.world.store.deliver(to, raw, received_at=datetime.now(UTC))[0]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A simulator with two shared mailboxes and two people; one opens both, one only billing."""
    with scripted_addon() as addon, served(tmp_path_factory.mktemp("host"), addon) as stage:
        yield stage


@contextmanager
def served(folder: Path, addon: Scripted) -> Iterator[Stage]:
    """Serve the page from a thread of this process."""
    app = create_app(
        Config(
            state=folder / "google.sqlite",
            public_url="http://google.invalid",
            quota_per_minute=None,
            addon=AddOn("service@gcp.example.org", "client-1", PUBLIC, addon.url, f"{addon.url}/deployment.json"),
            staff=(Staff(ANA, (DESK, BILLING)), Staff(BEN, (BILLING,))),
        )
    )
    store = app.extensions["google"].store
    for email, name in ((DESK, "Front Desk"), (BILLING, "Billing"), (ANA, "Ana Lund"), (BEN, "Ben Osei")):
        store.add_account(email, name)
    try:
        with loopback.serving(app) as url:
            yield Stage(app, url, addon)
    finally:
        store.close()


@pytest.fixture
def addon(stage: Stage) -> Scripted:
    """The add-on, with nothing said yet but a home card."""
    stage.addon.answers.clear()
    stage.addon.heard.clear()
    stage.addon.deployment = descriptor()
    host = stage.app.extensions["host"]
    host.read, host.time_limit = None, 30.0
    host.withdrawn.clear()
    stage.addon.answers["/home"] = pushed(text("This is home"), header={"title": "Home"})
    stage.addon.answers["/message"] = pushed(text("This is the mail"), header={"title": "Conversation"})
    return stage.addon


@dataclass(frozen=True)
class Visit:
    """A page that was opened, and the errors it reported."""

    page: Page
    errors: list[str]


@contextmanager
def visiting(browser: Browser, stage: Stage) -> Iterator[Visit]:
    """Open the page as a visitor nobody has seen before, in Berlin."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), [])
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda said: visit.errors.append(said.text) if is_ours(said) else None)
    open_page(visit.page, stage)
    yield visit
    context.close()


def is_ours(said: ConsoleMessage) -> bool:
    """Whether the browser complains of the page itself, and not of an answer a test made bad."""
    return said.type == "error" and "Failed to load resource" not in said.text


def open_page(page: Page, stage: Stage) -> None:
    """Go to the page and wait until it has started."""
    page.goto(f"{stage.url}/host/")
    page.locator("body[data-ready]").wait_for()


@pytest.fixture
def fresh_page(stage: Stage, addon: Scripted, browser: Browser) -> Iterator[Page]:
    """The page, just opened; a test fails when the page reports an error of its own."""
    with visiting(browser, stage) as visit:
        expect(visit.page.get_by_text("This is home")).to_be_visible()
        yield visit.page
        assert visit.errors == []


@pytest.fixture(scope="session")
def visit(stage: Stage, browser: Browser) -> Iterator[Visit]:
    """The page, opened once for many tests."""
    with visiting(browser, stage) as visit:
        yield visit


@pytest.fixture
def page(visit: Visit, addon: Scripted) -> Iterator[Page]:
    """The page as others left it, back in the inbox and at the add-on's home; quicker than a fresh one."""
    visit.errors.clear()
    visit.page.evaluate("location.hash = ''")
    visit.page.get_by_role("button", name="Inbox").click()
    if visit.page.get_by_role("button", name="Dismiss").is_visible():
        visit.page.get_by_role("button", name="Dismiss").click()
    visit.page.get_by_role("button", name="Add-on home").click()
    visit.page.get_by_role("button", name="Reload the add-on").click()
    expect(visit.page.get_by_text("This is home")).to_be_visible()
    expect(visit.page.locator("#addon .cover")).to_be_hidden()
    addon.heard.clear()
    yield visit.page
    assert visit.errors == []
