"""The pane beside invented messages, in a browser that reaches nothing but the doors of the test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.addon.pane.scripted import Scripted, buttons, card, execute, served, shown, text
from tests.browser import PATIENCE

OUTLOOK = Path(__file__).parent / "outlook.js"
ITEMS = {
    name: {
        "itemId": f"{name}/item+id",
        "conversationId": f"{name}/conversation",
        "internetMessageId": f"<{name}@example.org>",
        "subject": subject,
    }
    for name, subject in (("blood", "Blood test"), ("referral", "Referral"), ("invoice", "Invoice"))
}
Open = Callable[..., Page]
OPENING = "/outlook/actions/open"
NOTE = {
    "type": "Input.Text",
    "id": "text:note",
    "label": "Note",
    "isRequired": True,
    "errorMessage": "Write something.",
}


@pytest.fixture(scope="session")
def doors_of_pane() -> Iterator[Scripted]:
    """The doors, for all tests of a process."""
    with served() as doors:
        yield doors


@pytest.fixture
def doors(doors_of_pane: Scripted) -> Scripted:
    """The doors, with nothing said yet but a home card and a card for every message."""
    doors_of_pane.answers.clear()
    doors_of_pane.heard.clear()
    doors_of_pane.answers["/outlook/home"] = shown(card(text("This is home")), title="Home")
    doors_of_pane.answers["/outlook/message"] = told
    return doors_of_pane


def told(body: dict[str, Any]) -> dict[str, Any]:
    """A card that says which message it is about."""
    message = body["item"]["internetMessageId"]
    return shown(card(text(f"About {message}")), title=f"Conversation of {message}")


@pytest.fixture
def message(doors: Scripted) -> Scripted:
    """A conversation with a button to each kind of thing."""
    doors.answers["/outlook/message"] = shown(
        card(
            text("The conversation"),
            buttons(
                execute("Note", "open", {"page": "note"}, associatedInputs="none"),
                execute("Assign", "assign", {"to": "7", "version": "3"}),
                execute("Close", "close"),
            ),
        ),
        title="Blood test",
    )
    doors.answers[OPENING] = shown(
        card(text("A form"), NOTE, buttons(execute("Save", "add-note", {"conversation": "4"}))),
        "push",
        title="Add a note",
    )
    return doors


@pytest.fixture
def open_pane(browser: Browser, doors: Scripted) -> Iterator[Open]:
    """Opens the pane beside a message, as wide as it is in a browser. A test fails when the page reports an error."""
    errors: list[str] = []
    with ExitStack() as contexts:

        def open_one(
            *, first: str | None = "blood", at: str = "/outlook/pane", scripting: bool = True, **given: Any
        ) -> Page:
            context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=scripting)
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.route(re.compile(f"^(?!{re.escape(doors.url)}/|data:)"), refuse)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: errors.append(said.text) if is_ours(said) else None)
            page.add_init_script(f"window.given = {json.dumps({'items': ITEMS, 'first': first, **given})}")
            page.add_init_script(path=OUTLOOK)
            page.goto(doors.url + at)
            pages.append(page)
            return page

        pages: list[Page] = []
        yield open_one
        violations = [page.evaluate("window.outlook?.violations ?? []") for page in pages if not page.is_closed()]
        assert [each for each in violations if each] == []
    assert errors == []


def refuse(route: Route) -> None:
    """There is no other network."""
    raise AssertionError(f"the pane asked for {route.request.url}")


def is_ours(said: ConsoleMessage) -> bool:
    """Whether the browser complains of the page itself, not of what a test made bad or the policy forbids."""
    known = ("Failed to load resource", "Content Security Policy")
    return said.type == "error" and not any(each in said.text for each in known)


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds on the page. Playwright's own way needs `eval`, which the page forbids."""
    page.evaluate(
        f"""async () => {{
            const end = performance.now() + {PATIENCE};
            while (!({condition})) {{
                if (performance.now() > end) throw new Error("it never came true");
                await new Promise((next) => setTimeout(next, 10));
            }}
        }}"""
    )
