"""`make pictures`: takes the pictures of README and docs anew, from the demo as it runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import launched_browser
from tests.e2e import demo as demos
from tests.e2e.desk import Desk, sit_down
from tests.e2e.outlook import seat as outlook

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
WIDE, HIGH, NARROW = (1440, 900), (1440, 960), (360, 720)
PATIENCE = 60_000


def main() -> None:
    """Let the clinic's staff do some work, and take pictures of what they see."""
    expect.set_options(timeout=PATIENCE)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demos.running(Path(folder)) as demo, launched_browser() as browser:
        demo.await_models()
        for name, work in (("Tom Okafor", _work_as_tom), ("Elena Ruiz", _work_as_elena)):
            with _seat(browser, demo.url, name) as desk:
                work(desk)
        with _seat(browser, demo.url, "Maya Lindqvist", HIGH, sharpness=2) as desk:
            _take_home(desk)
            _take_search(desk)
            _take_card(desk)
        with _seat(browser, demo.url, "Jonas Weber") as desk:
            _take_german(desk)
        _take_outlook(browser, demo.url)
        # by now the mailbox shows what the conversations are
        with _seat(browser, demo.url, "Maya Lindqvist") as desk:
            _take_conversation(desk)
            _take_phone(desk)
    print(f"Seven pictures are in {FOLDER.relative_to(Path.cwd())}/")


@contextmanager
def _seat(browser: Browser, url: str, name: str, size: tuple[int, int] = WIDE, *, sharpness: int = 1) -> Iterator[Desk]:
    context = browser.new_context(
        viewport=ViewportSize(width=size[0], height=size[1]), device_scale_factor=sharpness,
        timezone_id="Europe/Berlin", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    yield sit_down(context, url, name)
    context.close()


def _work_as_tom(desk: Desk) -> None:
    """What hides behind a harmless subject is given to Maya; a child that had fever is home again, and followed up."""
    desk.read("Question about tomorrow")
    _sort(desk, "Urgent", "Urgent symptoms", "call back")
    _note(desk, "Dr. Haddad is on the phone with him, the ambulance is on its way. @Maya please free his slot.")
    desk.press("Assign…")
    desk.card.get_by_role("radio", name="Maya Lindqvist").check()
    desk.press("Assign")
    desk.hears("Assigned to Maya Lindqvist")
    desk.read("Baby with fever")
    is_over = desk.card.get_by_role("button", name="Not urgent")
    if is_over.is_visible():
        is_over.click()
        desk.hears("Saved")
    desk.press("Take")
    desk.hears("It is yours now.")
    _sort(desk, "High", "Follow-up pending doctor review", "call back")
    _note(desk, "The culture is back tomorrow. @Maya, tell me when the laboratory calls?")


def _work_as_elena(desk: Desk) -> None:
    """Some of the list gets an owner."""
    desk.read("Appointment", by="Rosalind Pike")
    desk.press("Take")
    desk.hears("It is yours now.")
    desk.read("(no subject)")
    desk.press("Take")
    desk.hears("It is yours now.")
    desk.press("Pending")
    desk.hears("Pending")


def _sort(desk: Desk, priority: str, category: str, tag: str) -> None:
    desk.press("Edit…")
    desk.card.get_by_label("Priority").select_option(label=priority)
    desk.card.get_by_label("Category").select_option(label=category)
    desk.card.get_by_role("checkbox", name=tag).check()
    desk.press("Save")
    desk.hears("Saved")


def _note(desk: Desk, text: str) -> None:
    desk.press("Note…")
    desk.type("Note", text)
    desk.press("Add note")
    desk.hears("Note added")


def _take_home(desk: Desk) -> None:
    desk.list("Team")
    _take(desk, "home", of_sidebar=True)


def _take_search(desk: Desk) -> None:
    desk.type("Search", "blood")
    desk.press("Search")
    desk.sees("Search")
    _take(desk, "search", of_sidebar=True)
    desk.sidebar.get_by_role("button", name="Back to the previous card").click()


def _take_card(desk: Desk) -> None:
    desk.read("Baby with fever")
    _take(desk, "card", of_sidebar=True)


def _take_conversation(desk: Desk) -> None:
    desk.read("Question about tomorrow")
    _take(desk, "conversation")


def _take_phone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    desk.show("Add-on")
    _take(desk, "phone")


def _take_german(desk: Desk) -> None:
    desk.speak("Deutsch")
    desk.sees("Vorgänge")
    desk.enter("care")
    desk.read("Tabletten")
    _take(desk, "german")


def _take_outlook(browser: Browser, url: str) -> None:
    """Oliver has taken what cannot wait, and asked Hanna."""
    context = browser.new_context(
        viewport=ViewportSize(width=WIDE[0], height=WIDE[1]), timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    seat = outlook.sit_down(context, url, "Oliver Grant")
    seat.read("Tablets from yesterday")
    seat.press("Take")
    seat.hears("It is yours now.")
    seat.press("Note…")
    seat.pane.get_by_role("textbox", name="Note").fill("I am calling her. @Hanna, what did we hand out yesterday?")
    seat.press("Add note")
    seat.hears("Note added")
    expect(seat.page.get_by_role("button", name="Take off Desk/@Oliver Grant")).to_be_visible()
    seat.page.screenshot(path=FOLDER / "outlook.png")
    assert seat.errors == []
    context.close()


def _take(desk: Desk, name: str, *, of_sidebar: bool = False) -> None:
    """Take the picture once nothing moves any more."""
    dismiss = desk.page.get_by_role("button", name="Dismiss")
    if dismiss.is_visible():
        dismiss.click()
    expect(desk.page.locator("#toast")).to_be_empty()
    desk.page.mouse.move(0, 0)
    place = FOLDER / f"{name}.png"
    if of_sidebar:
        desk.sidebar.screenshot(path=place)
    else:
        desk.page.screenshot(path=place)
    assert desk.errors == []


if __name__ == "__main__":
    main()
