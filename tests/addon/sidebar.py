"""Gmail's side of the add-on in tests: posts events as Google does, and reads the cards that come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from manifests import google as descriptor
from tests.addon.google import Google
from tests.workspace_schema import problems

PUBLIC = "https://inbox.example.org"


@dataclass(frozen=True)
class Shown:
    """What Gmail gets to show."""

    status: int
    body: dict[str, Any]

    @property
    def action(self) -> dict[str, Any]:
        """Navigation and notification, whatever the envelope."""
        inner = self.body.get("renderActions", self.body)
        found: dict[str, Any] = inner.get("action", {})
        return found

    @property
    def card(self) -> dict[str, Any]:
        """The card that comes into view."""
        found: dict[str, Any] = next(iter(self.navigation.values()))
        return found

    @property
    def navigation(self) -> dict[str, Any]:
        """The last step of the navigation."""
        found: dict[str, Any] = self.action["navigations"][-1]
        return found

    @property
    def notification(self) -> str:
        return str(self.action.get("notification", {}).get("text", ""))

    @property
    def text(self) -> str:
        """Everything that can be read, as JSON."""
        return json.dumps(self.body, ensure_ascii=False)

    def button(self, action: str, **params: str) -> dict[str, Any]:
        """The press on the card that names an action, with these parameters among others; an empty one is absent."""
        for one in actions(self.card):
            sent = parameters(one)
            fits = all(sent.get(name, "") == value for name, value in params.items())
            if one["function"].endswith(f"/gmail/actions/{action}") and fits:
                return one
        raise AssertionError(f"no button {action} {params} on {self.card['name']}")


def actions(node: Any) -> Iterator[dict[str, Any]]:
    """All presses anywhere on a card."""
    if isinstance(node, dict):
        if "function" in node:
            yield node
        for value in node.values():
            yield from actions(value)
    elif isinstance(node, list):
        for value in node:
            yield from actions(value)


def parameters(action: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a press."""
    return {one["key"]: one["value"] for one in action.get("parameters", ())}


def strings(*values: str) -> dict[str, Any]:
    """A text field or a selection, filled in."""
    return {"stringInputs": {"value": list(values)}}


@dataclass
class Sidebar:
    """The sidebar of one person."""

    app: Flask
    google: Google
    email: str = "ana@clinic.example.org"
    locale: str = "en"
    zone: str = "Europe/Berlin"
    tokens: tuple[str, str] = ("", "")
    """Of the user and of the open mail, to ask Gmail with."""
    message_id: str = ""
    scopes: tuple[str, ...] | None = descriptor.SCOPES

    def home(self) -> Shown:
        """The add-on without an open mail."""
        return self.ask("/gmail/home")

    def open(self, message_id: str) -> Shown:
        """Open a mail."""
        self.message_id = message_id
        return self.ask("/gmail/message")

    def press(self, button: Mapping[str, Any], **inputs: Any) -> Shown:
        """Press something on a card; texts are typed into fields."""
        path = str(button["function"]).removeprefix(PUBLIC)
        filled = {name: strings(value) if isinstance(value, str) else value for name, value in inputs.items()}
        return self.ask(path, parameters=parameters(button), formInputs=filled)

    def ask(self, path: str, **common: Any) -> Shown:
        """One call as Google makes it, which must be answered."""
        answer = self.call(path, self.event(**common))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        shown = Shown(answer.status_code, json.loads(answer.get_data()))
        assert "our-fault" not in shown.text, "something broke; see the log"
        assert problems(shown.body) == []
        return shown

    def call(self, path: str, event: Mapping[str, Any], *, authorization: str | None = None) -> TestResponse:
        """One call, whatever comes of it."""
        client: FlaskClient = self.app.test_client()
        headers = self.headers(path) if authorization is None else {"Authorization": authorization}
        return client.post(path, data=json.dumps(event), headers=headers, content_type="application/json")

    def headers(self, path: str) -> dict[str, str]:
        """What Google proves itself with."""
        return {"Authorization": f"Bearer {self.google.system(PUBLIC + path)}"}

    def event(self, **common: Any) -> dict[str, Any]:
        """The body of a call."""
        gmail = {"messageId": self.message_id, "threadId": "thread-f:1", "accessToken": self.tokens[1]}
        authorization = {"userIdToken": self.google.of(self.email), "userOAuthToken": self.tokens[0]}
        if self.scopes is not None:
            authorization |= {"authorizedScopes": list(self.scopes)}  # type: ignore[dict-item]
        zone = {"timeZone": {"id": self.zone, "offset": 3600000}} if self.zone else {}
        return {
            "commonEventObject": {"userLocale": self.locale, "hostApp": "GMAIL", "platform": "WEB", **zone, **common},
            "authorizationEventObject": authorization,
            **({"gmail": gmail} if self.message_id else {}),
        }
