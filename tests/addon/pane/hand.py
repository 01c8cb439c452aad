"""What a person does with the pane, and where they look."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def note(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note")


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)
