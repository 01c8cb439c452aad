"""Drawing pages as every host gets them, checked on the way, and finding things on them as Gmail shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event

from cards.adaptive_answer import render_answer
from cards.kit import NOTHING_TYPED, Answer, Card, Form
from cards.pages import PAGES
from cards.view import View, view_of
from cards.workspace import Endpoints, render_to_trigger
from inbox import database
from inbox.database import Sessions
from inbox.models import Person
from tests import adaptive_schema, clinic
from tests.cards import parity
from tests.workspace_schema import problems
from workers import previews

ENDPOINTS = Endpoints("https://inbox.example.org")


class Drawer:
    """Somebody before the sidebar, at a moment."""

    def __init__(self, make: Sessions, now: datetime, who: Person, language: str = "en") -> None:
        self.make, self.now, self.who, self.language = make, now, who, language

    def __call__(self, page: str, form: Form = NOTHING_TYPED, may_be_late: bool = False, **params: object) -> Drawn:
        """A page as every host gets it; fails on whatever one of them would mind, and where they differ."""
        with database.unit_of_work(self.make, writes=False) as session:
            viewer = clinic.viewer(session, self.who, language=self.language)
            view = view_of(viewer, now=self.now, drawn="a-drawing", form=form, may_be_late=may_be_late,
                           outward=previews.of_conversation)  # fmt: skip
            card = PAGES[page](session, view, {key: str(value) for key, value in params.items()})
        return Drawn(card)

    def view(self) -> View:
        """The view that pages are drawn with."""
        with database.unit_of_work(self.make, writes=False) as session:
            viewer = clinic.viewer(session, self.who, language=self.language)
        return view_of(viewer, now=self.now, drawn="a-drawing", outward=previews.of_conversation)


class Drawn:
    """A card as JSON."""

    def __init__(self, card: Card) -> None:
        answer = render_to_trigger(Answer(card=card), ENDPOINTS)
        assert problems(answer) == []
        self.card = card
        self.adaptive = render_answer(Answer(card=card))
        assert adaptive_schema.card_problems(self.adaptive["card"]) == []
        self.json: dict[str, Any] = answer["action"]["navigations"][0]["pushCard"]
        self.text = json.dumps(self.json, ensure_ascii=False)
        assert parity.of_adaptive(self.adaptive) == parity.of_google(self.json)

    @property
    def widgets(self) -> list[dict[str, Any]]:
        return [widget for section in self.json["sections"] for widget in section["widgets"]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [widget["decoratedText"] for widget in self.widgets if "decoratedText" in widget]

    @property
    def actions(self) -> list[str]:
        """What can be done on it, in order."""
        return [action["function"].rpartition("/")[2] for action in _found(self.json, "function")]

    def presses(self, name: str) -> list[dict[str, str]]:
        """The parameters of every press that does something."""
        return [
            {one["key"]: one["value"] for one in action["parameters"]}
            for action in _found(self.json, "function")
            if action["function"] == ENDPOINTS.action(name)
        ]

    @property
    def needs(self) -> set[tuple[str, ...]]:
        """What must be filled in for one button or another."""
        return {tuple(action["requiredWidgets"]) for action in _found(self.json, "requiredWidgets")}

    def opened(self, page: str) -> list[dict[str, str]]:
        """The parameters of everything that opens a page."""
        return [params for params in self.presses("open") if params["page"] == page]

    def field(self, name: str) -> dict[str, Any]:
        """A form field by its name."""
        return next(field for field in _found(self.json, "label") if field.get("name") == name)

    def chosen(self, name: str) -> list[str]:
        """The options of a field that are chosen."""
        return [item["value"] for item in self.field(name)["items"] if item["selected"]]


def _found(value: Any, key: str) -> Iterator[dict[str, Any]]:
    """Every object with a key, in order."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for item in value.values():
            yield from _found(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _found(item, key)


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
