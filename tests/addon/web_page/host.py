"""The web page's doors in a test: somebody is signed in, the product's own functions answer, and news is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Condition
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from addon import answering, outlook_event, outlook_replies, web_page
from addon.desk import desk
from addon.identity import Claims
from addon.visits import Call
from inbox.models import Door
from tests.addon.task_pane import Answered

ANA, BEN = "ana@clinic.example.org", "ben@clinic.example.org"
PATIENCE = 20
"""Seconds to wait for somebody to listen."""
_PERSON = "X-Person"
_END = ""


@dataclass
class Host:
    """Who is signed in, and news to those who listen."""

    app: Flask
    csrf: str = "a-token"
    is_signed_in: bool = True
    listeners: list[tuple[str, SimpleQueue[str]]] = field(default_factory=list)
    """Which conversation each listens for, and what it gets to hear."""
    arrival: Condition = field(default_factory=Condition)

    def sign_out(self) -> None:
        """The session ends elsewhere."""
        self.is_signed_in = False

    def sign_in_again(self) -> None:
        """In another tab of the same browser."""
        self.is_signed_in, self.csrf = True, "another-token"

    def by_ben(self, number: int, action: str, **typed: str) -> None:
        """A colleague does something to a conversation."""
        page = "note" if typed else "conversation"
        button = self._ask("actions/open", parameters={"page": page, "conversation": str(number)}).button(action)
        inputs = {button.fields[name]: value for name, value in typed.items()}
        self._ask(f"actions/{action}", parameters=dict(button.parameters), inputs=inputs)
        self.nudge(number)
        self.tell("presence", id=str(number), text="Ben Okafor: looking at it")

    def nudge(self, number: int) -> None:
        """Say that a conversation changed, also when it did not."""
        self.tell("list")
        self.tell("conversation", id=str(number))

    def tell(self, event: str, **said: str) -> None:
        """Send news to every page."""
        for _, news in self.listeners:
            news.put(f"event: {event}\ndata: {json.dumps(said)}\n\n")

    def hang_up(self) -> None:
        """End the connections that news goes over."""
        for _, news in self.listeners:
            news.put(_END)
        self.listeners.clear()

    def listen(self, conversation: str) -> SimpleQueue[str]:
        """Somebody listens from now on."""
        news: SimpleQueue[str] = SimpleQueue()
        with self.arrival:
            self.listeners.append((conversation, news))
            self.arrival.notify_all()
        return news

    def wait_for_listener(self, conversation: int | None = None) -> None:
        """Wait until somebody listens for a conversation."""
        wanted = "" if conversation is None else str(conversation)
        with self.arrival:
            assert self.arrival.wait_for(lambda: wanted in [one for one, _ in self.listeners], PATIENCE)

    def _ask(self, path: str, **more: Any) -> Answered:
        headers = {"X-CSRF-Token": self.csrf, _PERSON: BEN}
        answer = self.app.test_client().post(f"/app/{path}", json={"locale": "en", **more}, headers=headers)
        return Answered(answer.status_code, json.loads(answer.get_data()))


def install(app: Flask, host: Host) -> None:
    """Add the doors to the service."""
    routes = Blueprint("web-in-tests", __name__, url_prefix="/app")

    @routes.before_request
    def require_session() -> Response | None:
        if not host.is_signed_in:
            return Response("sign in", status=401)
        if request.method == "POST" and request.headers.get("X-CSRF-Token") != host.csrf:
            return Response("forbidden", status=403)
        return None

    @routes.get("")
    @routes.get("/conversations/<int:conversation>")
    def page(conversation: int | None = None) -> Response:
        return web_page.page(host.csrf, "Ana Ruiz", conversation)

    @routes.get("/live")
    def live() -> Response:
        news = host.listen(request.args.get("conversation", ""))
        return Response(_stream(news, request.headers.get("Last-Event-ID")), mimetype="text/event-stream")

    @routes.post("/home")
    def home() -> Response:
        return outlook_replies.of(answering.draw(desk(), _call(), "home"))

    @routes.post("/conversation")
    def conversation() -> Response:
        call = _call()
        number = call.event.parameters["id"]
        return outlook_replies.of(answering.draw(desk(), call, "conversation", conversation=number))

    @routes.post("/actions/<name>")
    def act(name: str) -> Response:
        return outlook_replies.of(answering.act(desk(), _call(), name))

    @routes.post("/sign-out")
    def sign_out() -> Response:
        host.sign_out()
        return Response(status=204)

    app.register_blueprint(routes)


def _call() -> Call:
    email = request.headers.get(_PERSON, ANA)
    who = Claims(f"subject of {email}", email, email_verified=True, hosted_domain="clinic.example.org")
    found = Call(outlook_event.read(request.get_data()), who, desk().clock(), door=Door.WEB)
    g.call = found
    return found


def _stream(news: SimpleQueue[str], mark: str | None) -> Iterator[str]:
    """News from now on; who was away looks at the list anew."""
    yield "retry: 50\nid: 1\n\n" + ("event: list\ndata: {}\n\n" if mark else "")
    while (said := news.get()) != _END:
        yield said
