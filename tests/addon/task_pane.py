"""Outlook's side of the add-in in tests: asks the doors as the pane does, and reads the cards that come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask
from werkzeug.test import TestResponse

from tests.adaptive_schema import card_problems


@dataclass(frozen=True)
class Answered:
    """What the pane gets to show."""

    status: int
    body: dict[str, Any]

    @property
    def card(self) -> dict[str, Any]:
        """The card that comes into view."""
        found: dict[str, Any] = self.body["card"]
        return found

    @property
    def name(self) -> str:
        return str(self.body["page"])

    @property
    def notice(self) -> str:
        return str(self.body["notice"])

    @property
    def text(self) -> str:
        """Everything that can be read, as JSON."""
        return json.dumps(self.body, ensure_ascii=False)

    def button(self, action: str, **params: str) -> Button:
        """The press on the card that does an action, with these parameters among others."""
        fields = {one["id"].partition(":")[2]: one["id"] for one in _each(self.card, "label") if "id" in one}
        for one in _each(self.card, "verb"):
            if one["verb"] == action and params.items() <= one["data"].items():
                return Button(action, one["data"], fields)
        raise AssertionError(f"no button {action} {params} on {self.name}")


def _each(node: Any, key: str) -> Iterator[dict[str, Any]]:
    """Every object with a key anywhere on a card."""
    if isinstance(node, dict):
        if key in node:
            yield node
        for value in node.values():
            yield from _each(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _each(value, key)


@dataclass(frozen=True)
class Button:
    """Something on a card that can be pressed."""

    action: str
    parameters: Mapping[str, str]
    fields: Mapping[str, str]
    """Ids of the fields beside it, by name."""


class Signs(Protocol):
    """Who makes the tokens that people come with."""

    def of(self, address: str, **claims: Any) -> str:
        """The token of a person."""
        ...


@dataclass
class Pane:
    """The pane of one person."""

    app: Flask
    entra: Signs
    email: str = "ana@clinic.example.org"
    locale: str = "en-US"
    zone: str = "Europe/Berlin"
    item: Mapping[str, str | None] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    """What their token says beside the usual."""

    def home(self) -> Answered:
        """The add-in without an open mail."""
        return self.ask("/outlook/home")

    def open(self, **item: str | None) -> Answered:
        """Open a mail, of which Outlook says these ids."""
        self.item = item
        return self.ask("/outlook/message")

    def press(self, button: Button, **typed: str) -> Answered:
        """Press something on a card; several choices are written with commas between them."""
        inputs = {button.fields[name]: value for name, value in typed.items()}
        return self.ask(f"/outlook/actions/{button.action}", parameters=dict(button.parameters), inputs=inputs)

    def act(self, action: str, params: Mapping[str, str]) -> Answered:
        """Press something, whether or not a card offers it."""
        return self.ask(f"/outlook/actions/{action}", parameters=dict(params))

    def ask(self, path: str, **more: Any) -> Answered:
        """One call as the pane makes it, which must be answered with a card or a few words."""
        answer = self.call(path, self.event(**more))
        shown = Answered(answer.status_code, json.loads(answer.get_data()))
        assert "our-fault" not in shown.text, "something broke; see the log"
        assert shown.body["card"] is None or card_problems(shown.card) == []
        assert {"navigate", "card", "notice", "title", "stateChanged"} <= shown.body.keys()
        return shown

    def call(self, path: str, event: Mapping[str, Any], *, authorization: str | None = None) -> TestResponse:
        """One call, whatever comes of it."""
        token = f"Bearer {self.entra.of(self.email, **self.claims)}" if authorization is None else authorization
        return self.app.test_client().post(
            path, data=json.dumps(event), headers={"Authorization": token}, content_type="application/json"
        )

    def event(self, **more: Any) -> dict[str, Any]:
        """The body of a call."""
        item = dict(self.item) if self.item else None
        said = {"locale": self.locale, "timeZone": self.zone, "item": item, "parameters": {}, "inputs": {}}
        return said | more
