"""The real pane in a browser, before the real doors: a mail is opened, taken, noted on and closed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Note, Status
from tests import loopback
from tests.addon.entra import Entra
from tests.addon.open_mail import tracked
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
OUTLOOK = Path(__file__).parents[1] / "pane" / "outlook.js"
MAIL = "<blood@example.org>"
ITEMS = {
    "blood": {"itemId": "a/b+c", "conversationId": "d", "internetMessageId": MAIL, "subject": "Blood test"},
    "lunch": {"itemId": "e", "conversationId": "f", "internetMessageId": "<lunch@example.org>", "subject": "Lunch"},
}


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """The conversation of the mail."""
    with database.unit_of_work(make) as session:
        mail = tracked(session, clinic.front_desk, now=now, internet_id=MAIL, subject="Blood *test* <b>now</b>")
        return mail.conversation_id


@pytest.fixture
def address(service: Flask) -> Iterator[str]:
    """Where the service listens."""
    with loopback.serving(service, host="localhost") as address:
        yield address


@pytest.fixture
def pane(browser: Browser, address: str, entra: Entra, consented: None, conversation_id: int) -> Iterator[Page]:
    """The pane beside the mail. Outlook's bridge gives a token of Entra; the browser may complain of nothing."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    said: list[str] = []

    def sign_in(route: Route) -> None:
        token = f"Bearer {entra.of('ana@clinic.example.org')}"
        route.continue_(headers={**route.request.headers, "authorization": token})

    context.route(re.compile("^https://"), lambda route: route.fulfill(content_type="text/javascript", body=""))
    context.route(f"{address}/outlook/*", lambda route: sign_in(route) if _is_call(route) else route.continue_())
    context.route(f"{address}/outlook/actions/*", sign_in)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(f"window.given = {json.dumps({'items': ITEMS, 'first': 'blood'})}")
    page.add_init_script(path=OUTLOOK)
    page.goto(f"{address}/outlook/pane")
    yield page
    assert page.evaluate("window.outlook.violations") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert context.cookies() == []
    context.close()
    assert said == []


def test_a_mail_is_taken_noted_on_and_closed(pane: Page, make: Sessions, clinic: Clinic, conversation_id: int) -> None:
    expect(pane.locator("#title")).to_have_text("Blood *test* <b>now</b>")
    pane.get_by_role("button", name="Take").click()
    expect(pane.locator("#notice")).to_have_text("It is yours now.")

    pane.get_by_role("button", name="Note").first.click()
    pane.get_by_role("textbox").fill("She called, 1,2 & *more*")
    pane.get_by_role("button", name="Add note").click()
    expect(pane.locator("#notice")).to_contain_text("Note added")
    expect(pane.locator("#card")).to_contain_text("She called, 1,2 & *more*")

    pane.get_by_role("button", name="Close", exact=True).first.click()
    expect(pane.locator("#card")).to_contain_text("Closed")
    with database.unit_of_work(make, writes=False) as session:
        one = session.get_one(Conversation, conversation_id)
        assert (one.status, one.assignee_id) == (Status.CLOSED, clinic.ana.id)
        assert session.query(Note).one().text == "She called, 1,2 & *more*"


def test_going_to_another_mail_shows_that_one(pane: Page) -> None:
    expect(pane.locator("#title")).to_have_text("Blood *test* <b>now</b>")
    pane.evaluate("outlook.show('lunch')")
    expect(pane.locator("#title")).to_have_text("Not tracked")
    pane.evaluate("outlook.show('blood')")
    expect(pane.locator("#title")).to_have_text("Blood *test* <b>now</b>")


def _is_call(route: Route) -> bool:
    return route.request.method == "POST"
