"""Somebody at the mail page with our sidebar, and what they do there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

LOOKS = 50
SYNC_PATIENCE = 60.0
"""Seconds until mail that was delivered has been read, on a busy machine."""


@dataclass(frozen=True)
class Desk:
    """The page as one person has it before them, and the errors it reported."""

    page: Page
    errors: list[str] = field(default_factory=list)

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_role("complementary", name="Add-on")

    @property
    def card(self) -> Locator:
        """The card on top."""
        return self.sidebar.get_by_role("article")

    @property
    def lists(self) -> Locator:
        """The lists that the home card offers."""
        return self.card.get_by_role("group", name="Chips").get_by_role("button")

    def list(self, name: str) -> None:
        """Look at one of them."""
        self.lists.filter(has_text=name).click()
        expect(self.card.get_by_role("region", name=name)).to_be_visible()

    def row(self, subject: str, *, by: str = "") -> Locator:
        """A thread in the list of mails."""
        return self.page.locator("#threads").get_by_role("button", name=subject).filter(has_text=by)

    def enter(self, mailbox: str) -> None:
        """Go to one of the mailboxes."""
        self.page.get_by_role("list", name="Mailboxes").get_by_role("button", name=mailbox).click()
        expect(self.row("").first).to_be_visible()

    def read(self, subject: str, *, by: str = "") -> None:
        """Open a mail and get its conversation's card; mail of this moment may have to be looked for again."""
        self.row(subject, by=by).click()
        self.show("Add-on")
        known = self.sidebar.get_by_role("article", name=subject, exact=True)
        again = self.card.get_by_role("button", name="Look again")
        for _ in range(LOOKS):
            expect(self.sidebar.locator(".cover")).to_be_hidden()
            expect(known.or_(again)).to_be_visible()
            if known.is_visible():
                break
            try:
                again.click(timeout=3_000)
            except TimeoutError:
                continue  # another card came between looking and pressing
        self.sees(subject)

    def sees(self, title: str) -> None:
        """Wait until a card with this title is on top, and done with."""
        expect(self.sidebar.get_by_role("article", name=title, exact=True)).to_be_visible()
        expect(self.sidebar.locator(".cover")).to_be_hidden()

    def reload_until(self, text: str) -> None:
        """Have the card drawn anew until it says this."""
        deadline = time.monotonic() + SYNC_PATIENCE
        while time.monotonic() < deadline:
            self.sidebar.get_by_role("button", name="Reload the add-on").click()
            expect(self.sidebar.locator(".cover")).to_be_hidden()
            if self.card.get_by_text(text).is_visible():
                return
        self.finds(text)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press something on the card."""
        self.card.get_by_role("button", name=name, exact=exact).click()

    def choose(self, name: str) -> None:
        """Choose from the card's menu of rarer things."""
        self.press("Card actions")
        self.page.get_by_role("menuitem", name=name).click()

    def type(self, label: str, text: str) -> None:
        """Fill a field of the card."""
        self.card.get_by_role("textbox", name=label, exact=True).fill(text)

    def hears(self, text: str) -> None:
        """Wait for a notification."""
        expect(self.page.locator("#toast")).to_contain_text(text)

    def finds(self, *texts: str) -> None:
        """Wait until the card says all of this."""
        for text in texts:
            expect(self.card).to_contain_text(text)

    def show(self, part: str) -> None:
        """Bring a part of the page to the front where there is no room for all."""
        tab = self.page.get_by_role("navigation", name="Views").get_by_role("button", name=part)
        if tab.is_visible():
            tab.click()

    def speak(self, language: str) -> None:
        """Choose the language of the mail page."""
        self.page.get_by_label("Language", exact=True).first.select_option(label=language)


def sit_down(context: BrowserContext, url: str, name: str) -> Desk:
    """Open the page as somebody of the staff."""
    desk = Desk(context.new_page())
    desk.page.on("pageerror", lambda error: desk.errors.append(str(error)))
    desk.page.on("console", lambda said: desk.errors.append(said.text) if said.type == "error" else None)
    desk.page.goto(f"{url}/host/")
    desk.page.locator("body[data-ready]").wait_for()
    who = desk.page.get_by_label("You are")
    if who.locator("option:checked").inner_text() != name:
        who.select_option(label=name)
    expect(desk.card).to_contain_text(name)
    expect(desk.row("").first).to_be_visible()
    return desk
