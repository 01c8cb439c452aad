"""A browser on the web page in tests: signs in at the simulated providers, and asks the doors as the page does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from addon import desk as desks
from addon import web_sessions
from addon.desk import Desk
from addon.identity import GOOGLE, Claims
from inbox.models import Person, PersonIdentity
from tests.adaptive_schema import card_problems
from tests.addon.task_pane import Answered, Button
from tests.simulator.running import Running

_CSRF = re.compile(r'data-csrf="([^"]+)"')


def known(session: Session, who: Person, now: datetime) -> None:
    """A person who signed in with Google before, as `Visitor.enter` does."""
    session.add(
        PersonIdentity(
            organization_id=who.organization_id, person_id=who.id, issuer=GOOGLE, subject=f"person-{who.id}",
            created_at=now,
        )
    )  # fmt: skip


def desk_of(app: Flask) -> Desk:
    """What the service holds."""
    found = app.extensions[desks.NAME]
    assert isinstance(found, Desk)
    return found


@dataclass
class Visitor:
    """One browser."""

    app: Flask
    csrf: str = ""
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def origin(self) -> str:
        return desk_of(self.app).settings.web_origin

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser holds."""
        jar = self.client._cookies or {}
        return {one.key: one.value for one in jar.values()}

    def open(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any request, from the origin of the page."""
        headers = {"Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
        if method == "POST":
            headers = {"Origin": self.origin, **headers}
        return self.client.open(path, method=method, base_url=self.origin, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.open("GET", path, **more)

    def start(self, provider: str, next_: str = "/app") -> str:
        """Press the button of a provider; gives where the browser is sent."""
        answer = self.open("POST", f"/app/sign-in/{provider}", data={"next": next_})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.headers["Location"])

    def back(self, address: str) -> TestResponse:
        """Come back to the address that a provider sends the browser to."""
        return self.get(address.removeprefix(self.origin))

    def sign_in(self, provider: str, account: str, *, next_: str = "/app", ca_file: str = "") -> TestResponse:
        """The whole way: off to a provider, choose an account there, and back."""
        return self.back(choose(self.start(provider, next_), account, ca_file=ca_file))

    def enter(self, redis: Redis, who: Person | str) -> Visitor:
        """Be signed in at once, as somebody who signed in before, or under a subject."""
        here = desk_of(self.app)
        claims = Claims(who if isinstance(who, str) else f"person-{who.id}", "", False, "")
        begun = web_sessions.begin(redis, claims, here.web_lasts, now=here.clock())
        name = "__Host-inbox" if self.origin.startswith("https") else "inbox"
        host = str(urlsplit(self.origin).hostname)
        self.client.set_cookie(name, begun.id, domain=host, secure=self.origin.startswith("https"))
        self.csrf = begun.csrf
        return self

    def page(self, path: str = "/app") -> str:
        """Open the page, and know its token from now on."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        text = answer.get_data(as_text=True)
        found = _CSRF.search(text)
        assert found is not None
        self.csrf = found.group(1)
        return text

    def call(self, path: str, **more: Any) -> TestResponse:
        """One question as the page asks it, whatever comes of it."""
        headers = {"X-CSRF-Token": self.csrf, **more.pop("headers", {})}
        said = {"locale": "en", "timeZone": "Europe/Berlin", "item": None, "parameters": {}, "inputs": {}, **more}
        return self.open("POST", path, data=json.dumps(said), headers=headers, content_type="application/json")

    def ask(self, path: str, **more: Any) -> Answered:
        """One question that must be answered with a card or a few words."""
        answer = self.call(path, **more)
        shown = Answered(answer.status_code, json.loads(answer.get_data()))
        assert "our-fault" not in shown.text, "something broke; see the log"
        assert shown.body["card"] is None or card_problems(shown.card) == []
        return shown

    def press(self, button: Button, **typed: str) -> Answered:
        """Press something on a card."""
        inputs = {button.fields[name]: value for name, value in typed.items()}
        return self.ask(f"/app/actions/{button.action}", parameters=dict(button.parameters), inputs=inputs)


def choose(address: str, account: str, *, ca_file: str = "") -> str:
    """Choose an account at a provider; gives where the browser is sent."""
    form = {"account": account} if account else {"cancel": "1"}
    answer = requests.post(address, data=form, timeout=10, allow_redirects=False, verify=ca_file or True)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def account_at_microsoft(simulator: Running, email: str, *, tenant: str) -> str:
    """Somebody who signs in there; gives their object id."""
    told = {"email": email, "name": email.partition("@")[0].title(), "purpose": "user", "tenant": tenant}
    return str(simulator.post("microsoft/accounts", told)["id"])
