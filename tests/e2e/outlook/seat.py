"""Somebody at the page in the manner of Outlook, with our pane beside the mail, and what they do there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

SYNC_PATIENCE = 100.0
"""Seconds until what was done in a mailbox has been read, on a busy machine."""
WATCH = "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
"""In every frame: what a policy forbade is an error like any other."""


@dataclass(frozen=True)
class Seat:
    """The page as one person has it before them, and the errors that it or a frame in it reported."""

    page: Page
    errors: list[str] = field(default_factory=list)

    @property
    def pane(self) -> FrameLocator:
        return self.page.frame_locator("#pane")

    @property
    def card(self) -> Locator:
        return self.pane.locator("#card")

    @property
    def title(self) -> Locator:
        return self.pane.get_by_role("heading", level=1)

    def row(self, subject: str) -> Locator:
        """A message in the list of mails."""
        return self.page.get_by_role("navigation", name="Messages").get_by_role("button", name=subject)

    def read(self, subject: str) -> None:
        """Open a message and get its conversation's card; mail of this moment may not be known yet."""
        self.row(subject).first.click()
        expect(self.pane.get_by_text(f"Beside: {subject}", exact=True)).to_be_visible()
        deadline = time.monotonic() + SYNC_PATIENCE
        while time.monotonic() < deadline:
            expect(self.pane.locator("main")).to_have_attribute("aria-busy", "false")
            if self.title.inner_text() == subject:
                break
            self.refresh()
        self.sees(subject)

    def sees(self, title: str) -> None:
        """Wait until a card with this title is on top, and done with."""
        expect(self.title).to_have_text(title)
        expect(self.pane.locator("main")).to_have_attribute("aria-busy", "false")
        expect(self.card).to_be_visible()

    def press(self, name: str) -> None:
        """Press something on the card."""
        self.card.get_by_role("button", name=name, exact=True).click()

    def hears(self, text: str) -> None:
        """Wait for a word at the foot of the pane."""
        expect(self.pane.get_by_role("status")).to_contain_text(text)

    def finds(self, *texts: str) -> None:
        """Wait until the card says all of this."""
        for text in texts:
            expect(self.card).to_contain_text(text)

    def refresh(self) -> None:
        """Have the card drawn anew."""
        self.pane.get_by_role("button", name="Refresh").click()
        expect(self.pane.locator("main")).to_have_attribute("aria-busy", "false")

    def refresh_until(self, text: str) -> None:
        """Have the card drawn anew until it says this."""
        deadline = time.monotonic() + SYNC_PATIENCE
        while time.monotonic() < deadline and text not in self.card.inner_text():
            self.refresh()
        self.finds(text)

    def answer(self, text: str) -> None:
        """Begin an answer to the open message, in Outlook itself."""
        self.page.get_by_role("button", name="Reply", exact=True).click()
        expect(self.pane.get_by_text("Beside the message you are writing")).to_be_visible()
        self.page.get_by_label("Text").fill(text)

    def send(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()


def sit_down(context: BrowserContext, url: str, name: str) -> Seat:
    """Open the page as somebody of the staff."""
    seat = Seat(context.new_page())
    seat.page.on("pageerror", lambda error: seat.errors.append(str(error)))
    seat.page.on("console", lambda said: seat.errors.append(said.text) if said.type in ("error", "warning") else None)
    seat.page.goto(f"{url}/outlook-host/")
    seat.page.locator("body[data-ready]").wait_for()
    who = seat.page.get_by_label("You are")
    if who.locator("option:checked").inner_text() != name:
        who.select_option(label=name)
    expect(seat.row("").first).to_be_visible()
    expect(seat.pane.get_by_role("heading", name="No message is selected")).to_be_visible()
    return seat
