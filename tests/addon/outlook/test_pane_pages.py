"""The pages of the pane as they are given out: what they may do, who may frame them, what is written into them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from werkzeug.test import TestResponse

from tests.addon.conftest import Furnish
from tests.addon.entra import APPLICATION
from tests.addon.sidebar import PUBLIC

PAGES = ("/outlook/pane", "/outlook/dialog", "/outlook/events")
POLICY = (
    "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' https://login.microsoftonline.com https://appsforoffice.microsoft.com; base-uri 'none'; "
    "form-action 'self'; object-src 'none'; frame-ancestors https://outlook.cloud.microsoft "
    "https://outlook.office.com https://outlook.office365.com https://outlook.live.com"
)

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_do_what_it_must_and_be_framed_by_outlook_alone(service: Flask, path: str) -> None:
    answer = _get(service, path)

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "X-Frame-Options" not in answer.headers and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/about", "/healthz", "/static/outlook/pane.js", "/outlook/events.js", "/nowhere"])
def test_everything_else_may_not_be_framed(service: Flask, path: str) -> None:
    answer = _get(service, path)

    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_settings_say_who_frames_it_and_where_office_and_tokens_come_from(furnish: Furnish) -> None:
    service = furnish(
        outlook_origins="https://outlook.office365.us", entra_authority="https://login.microsoftonline.us",
        office_js_url="https://office.example.us/lib/office.js",
    )  # fmt: skip
    answer = _get(service, "/outlook/pane")

    said = answer.headers["Content-Security-Policy"]
    assert said.endswith("frame-ancestors https://outlook.office365.us")
    assert "script-src 'self' https://office.example.us;" in said
    assert "connect-src 'self' https://login.microsoftonline.us https://office.example.us;" in said
    assert 'src="https://office.example.us/lib/office.js"' in answer.text


@pytest.mark.parametrize("wrong", ["http://outlook.office.com", "https://outlook.office.com/", "*", "", "https://a;b"])
def test_who_frames_it_is_said_by_origins_alone(furnish: Furnish, wrong: str) -> None:
    with pytest.raises(ValueError, match="https origins"):
        furnish(outlook_origins=wrong)


def test_this_very_machine_may_frame_it_without_https(furnish: Furnish) -> None:
    service = furnish(outlook_origins="http://localhost:8902", office_js_url="http://localhost:8902/office.js")

    assert "frame-ancestors http://localhost:8902" in _get(service, "/outlook/pane").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "wrong",
    [{"entra_authority": "http://a"}, {"entra_authority": "https://a/b"}, {"entra_authority": "https://a https://b"},
     {"office_js_url": "http://a/office.js"}, {"office_js_url": "https://a; script-src */office.js"}],
)  # fmt: skip
def test_where_office_and_tokens_come_from_is_https(furnish: Furnish, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be an https"):
        furnish(**wrong)


@pytest.mark.parametrize("path", [*PAGES, "/outlook/events.js"])
def test_nothing_is_left_to_be_written_in(service: Flask, path: str) -> None:
    text = _get(service, path).text

    assert "__INBOX_" not in text
    if path not in ("/outlook/events",):
        assert APPLICATION in text and f"api://inbox.example.org/{APPLICATION}/access_as_user" in text


def test_every_file_that_a_page_names_is_there_and_may_be_kept(service: Flask) -> None:
    named: set[str] = set()
    for path in PAGES:
        named |= set(re.findall(r'(?:src|href)="(/[^"]+)"', _get(service, path).text))
    assert any("pane.js" in one for one in named)
    for one in named:
        answer = _get(service, one)
        assert answer.status_code == 200, one
        assert answer.mimetype == ("text/css" if ".css" in one else "text/javascript")
        assert one == "/outlook/events.js" or "immutable" in answer.headers["Cache-Control"]


def test_a_file_that_is_not_there_is_not_kept(service: Flask) -> None:
    for one in ("/static/outlook/chunk-AAAAAAAA.js", "/static/outlook/nothing.js?v=1"):
        assert _get(service, one).headers["Cache-Control"] == "no-store"


def test_classic_outlook_may_run_the_one_script_and_no_other(service: Flask) -> None:
    said = _get(service, "/.well-known/microsoft-officeaddins-allowed.json")

    assert said.get_json() == {"allowed": [f"{PUBLIC}/outlook/events.js"]}


@pytest.mark.parametrize(
    ("host", "is_shown"), [("https://outlook.office.com", True), ("https://outlook.cloud.microsoft", True),
                           ("https://outlook.office365.com", True), ("https://outlook.live.com", True),
                           ("https://evil.example.org", False), ("https://office.com", False)]
)  # fmt: skip
def test_a_browser_shows_the_pane_within_outlook_and_nowhere_else(
    service: Flask, browser: Browser, host: str, is_shown: bool
) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.route("**/*", lambda route: _answer(route, service, host))
    page.goto(f"{host}/mail")

    shown = [one for one in page.frames if one.url.startswith(PUBLIC)]
    assert bool(shown) is is_shown
    assert _has_pane(page) is is_shown
    assert any("frame-ancestors" in one or "Refused to frame" in one or "Framing" in one for one in refused) is (
        not is_shown
    )
    context.close()


def _has_pane(page: Page) -> bool:
    return any(one.query_selector("#main") is not None for one in page.frames if one is not page.main_frame)


def _answer(route: Route, service: Flask, host: str) -> None:
    """Outlook's page, which frames the pane; the pane from the service; nothing else."""
    address = route.request.url
    if address.startswith(host):
        route.fulfill(content_type="text/html", body=f'<iframe src="{PUBLIC}/outlook/pane"></iframe>')
    elif address.startswith(PUBLIC):
        answer = _get(service, address.removeprefix(PUBLIC))
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.get_data())
    else:
        route.fulfill(content_type="text/javascript", body="")


def _get(service: Flask, path: str) -> TestResponse:
    """An answer whose file, if it is one, is read and closed."""
    return service.test_client().get(path, buffered=True)
