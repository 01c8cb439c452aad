"""The doors of the pane over real HTTP, answering what a test tells them to, and remembering what they were asked."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request

from addon.pane_files import FOLDER, Names, page, script
from tests import loopback

Json = dict[str, Any]
Answer = Json | Response | Callable[[Json], Any]

POLICY = (
    "default-src 'none'; script-src 'self' {office}; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self' https://login.microsoftonline.com; base-uri 'none'; "
    "form-action 'self'; object-src 'none'; frame-ancestors {framed_by}"
)
"""What the product's own pages allow."""
PATIENCE = 20
"""Seconds an answer is held back at most."""


@dataclass(frozen=True)
class Heard:
    """One call."""

    path: str
    authorization: str
    body: Json
    cookies: str


@dataclass
class Scripted:
    """The answers by path, and the calls in their order."""

    url: str = ""
    framed_by: str = "'self'"
    office: str = "/office.js"
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    def last(self, path: str) -> Heard:
        """The newest call of a path."""
        return [each for each in self.heard if each.path == path][-1]

    def count(self, path: str) -> int:
        """How often a path was called."""
        return sum(each.path == path for each in self.heard)


class Gate:
    """An answer that is held back until a test lets it go."""

    def __init__(self, answer: Json) -> None:
        self.answer = answer
        self.arrived = threading.Event()
        self._opened = threading.Event()

    def __call__(self, _body: Json) -> Json:
        self.arrived.set()
        self._opened.wait(PATIENCE)
        return self.answer

    def open(self) -> None:
        """Let the answer go."""
        self._opened.set()


def shown(card: Json | None, navigate: str = "update", **more: Any) -> Json:
    """An answer of a door."""
    return {"navigate": navigate, "card": card, "notice": "", "title": "", "stateChanged": False, **more}


def card(*body: Json, **more: Any) -> Json:
    """A card with these elements."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def text(words: str, **more: Any) -> Json:
    """A paragraph."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def execute(title: str, verb: str, data: Json | None = None, **more: Any) -> Json:
    """A button that does something."""
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data or {}, **more}


def buttons(*actions: Json) -> Json:
    """A row of buttons."""
    return {"type": "ActionSet", "actions": list(actions)}


def links(title: str, url: str) -> Json:
    """A button that leads somewhere."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


@contextmanager
def served() -> Iterator[Scripted]:
    """The running doors."""
    doors = Scripted()
    with loopback.serving(application(doors), host="localhost") as doors.url:
        yield doors


def application(doors: Scripted) -> Flask:
    """Pages as the product gives them out, and doors that follow the script."""
    app = Flask(__name__, static_folder=None)

    @app.get("/outlook/<name>")
    def given_out(name: str) -> Response:
        if name == "events.js":
            return Response(script(name, names(doors)), mimetype="text/javascript")
        return Response(page(f"{name}.html", names(doors)), mimetype="text/html")

    @app.get("/static/outlook/<path:name>")
    def built(name: str) -> Response:
        kind = mimetypes.guess_type(name)[0]
        return Response((FOLDER / name).read_bytes(), mimetype=kind)

    @app.get("/office.js")
    def office() -> Response:
        return Response("// what Outlook gives stands in the page already", mimetype="text/javascript")

    @app.post("/outlook/<path:_path>")
    def ask(_path: str) -> Response:
        body = request.get_json()
        doors.heard.append(
            Heard(request.path, request.headers.get("Authorization", ""), body, request.headers.get("Cookie", ""))
        )
        answer = doors.answers.get(request.path, {})
        said = answer(body) if callable(answer) and not isinstance(answer, Response) else answer
        return app.make_response(said)

    @app.after_request
    def secure(response: Response) -> Response:
        place = urlsplit(doors.office)
        office = f"{place.scheme}://{place.netloc}" if place.netloc else "https://appsforoffice.microsoft.com"
        response.headers["Content-Security-Policy"] = POLICY.format(office=office, framed_by=doors.framed_by)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app


def names(doors: Scripted) -> Names:
    """What the pages are told of the installation."""
    return Names(
        client_id="11111111-2222-3333-4444-555555555555",
        authority="https://login.microsoftonline.com/organizations",
        scope="api://inbox.example.org/access_as_user",
        origin=doors.url,
        office_js=doors.office,
    )
