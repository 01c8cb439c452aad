"""Signing in as people see it: narrow, light and dark, for screen readers, by keyboard, under the page's own policy."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.addon.web.conftest import ORIGIN
from tests.addon.web.running import running

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


def test_people_sign_in_by_keyboard_and_axe_finds_nothing(service: Flask, browser: Browser) -> None:
    said: list[str] = []
    with running(service), browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.on("console", lambda one: said.append(one.text))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for path in ("/app/conversations/7", "/app/sign-in/google/back?state=lost"):
                page.goto(ORIGIN + path)
                results: Any = Axe().run(page, options={"resultTypes": ["violations"]})
                assert [each["id"] for each in results.response["violations"]] == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.get_by_role("alert")).to_contain_text("Please sign in again")
        assert all("400" in one for one in said), said

        page.goto(f"{ORIGIN}/app/conversations/7")
        said.clear()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Sign in with Google")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Ana").first.click()
        page.wait_for_url(f"{ORIGIN}/app/conversations/7")
        assert page.evaluate("document.cookie") == ""
        assert not [one for one in said if "Content Security Policy" in one]
