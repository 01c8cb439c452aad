"""The web page over a small clinic, in a browser that reaches nothing else and may complain of nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route
from redis import Redis

from inbox import database
from inbox.database import Sessions
from tests import loopback
from tests.addon.conftest import Furnish
from tests.addon.visitor import Visitor, known
from tests.addon.web_page.host import Host
from tests.browser import PATIENCE
from tests.clinic import Clinic, conversation
from tests.simulator.running import free_port

Open = Callable[..., Page]
SUBJECTS = ("Blood *test* <b>now</b>", "Referral to cardiology", "Invoice 12")
WATCH = "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"


@pytest.fixture
def numbers(make: Sessions, clinic: Clinic, now: datetime) -> list[int]:
    """Three open conversations of Ana's, the first one the newest."""
    with database.unit_of_work(make) as session:
        made = [
            conversation(session, clinic.front_desk, now=now, subject=subject, assignee_id=clinic.ana.id)
            for subject in reversed(SUBJECTS)
        ]
        return [one.id for one in reversed(made)]


@pytest.fixture
def service(furnish: Furnish, clinic: Clinic) -> Flask:
    """The web service over a small clinic."""
    return furnish(web_url=f"http://localhost:{free_port()}", web_threads=16)


@pytest.fixture
def host(service: Flask, numbers: list[int], redis: Redis, clinic: Clinic, make: Sessions, now: datetime) -> Host:
    """Ana and Ben are signed in."""
    with database.unit_of_work(make) as session:
        known(session, clinic.ana, now)
        known(session, clinic.ben, now)
    ben = Visitor(service).enter(redis, clinic.ben)
    return Host(service, redis, Visitor(service).enter(redis, clinic.ana), ben, clinic.ana)


@pytest.fixture
def address(service: Flask, host: Host) -> Iterator[str]:
    """Where the service listens."""
    with loopback.serving(service, host="localhost", port=urlsplit(host.ana.origin).port or 0) as address:
        yield address
        host.hang_up()


@pytest.fixture
def open_page(browser: Browser, address: str, host: Host) -> Iterator[Open]:
    """Opens the page in a browser of this width."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/app", *, width: int = 1440, **given: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", **given)
        contexts.append(context)
        host.enter(context)
        context.set_default_timeout(PATIENCE)
        context.route(re.compile(f"^(?!{re.escape(address)}/|data:)"), refuse)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda one: said.append(one.text) if one.type == "error" and is_ours(one.text) else None)
        page.add_init_script(WATCH)
        page.goto(address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert said == []


def is_ours(text: str) -> bool:
    """Whether the browser complains of the page, not of an answer that a test made bad."""
    return "Failed to load resource" not in text


def refuse(route: Route) -> None:
    """There is no other network."""
    raise AssertionError(f"the page asked for {route.request.url}")
