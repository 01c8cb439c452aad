"""A headless Chromium for tests that look at pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE = 20_000
"""Milliseconds to wait for what should show on a page."""


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""


def find_chromium() -> str | None:
    """The path of a Chromium: the one installed, else Playwright's own; None when there is neither."""
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    if installed:
        return installed
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """A running browser; NoBrowser tells how to get one."""
    path = find_chromium()
    if path is None:
        raise NoBrowser("There is no Chromium for the tests. `make browser` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process: there cannot be two."""
    expect.set_options(timeout=PATIENCE)
    with launched_browser() as launched:
        yield launched
