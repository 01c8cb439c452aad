"""The web page's doors in a test: somebody is signed in, and the product's own functions answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Condition

from flask import Blueprint, Flask, Response, g, request

from addon import answering, outlook_event, outlook_replies, web_page
from addon.desk import desk
from addon.identity import Claims
from addon.visits import Call
from inbox.models import Door

_END = ""
PATIENCE = 20
"""Seconds to wait for somebody to listen."""


@dataclass
class Host:
    """Who is signed in, and news to those who listen."""

    email: str = "ana@clinic.example.org"
    csrf: str = "a-token"
    is_signed_in: bool = True
    listeners: list[tuple[str, SimpleQueue[str]]] = field(default_factory=list)
    """Which conversation each listens for, and what it gets to hear."""
    arrival: Condition = field(default_factory=Condition)

    @property
    def claims(self) -> Claims:
        """What was vouched for when they signed in."""
        return Claims(f"subject of {self.email}", self.email, email_verified=True, hosted_domain="clinic.example.org")

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

    def wait_for_listener(self, conversation: str = "") -> None:
        """Wait until somebody listens for a conversation."""
        with self.arrival:
            assert self.arrival.wait_for(lambda: conversation in [one for one, _ in self.listeners], PATIENCE)


def install(app: Flask, host: Host) -> None:
    """Add the doors to the service."""
    routes = Blueprint("web-in-tests", __name__, url_prefix="/app")

    @routes.before_request
    def require_session() -> Response | None:
        if not host.is_signed_in:
            return Response("sign in", status=401 if request.method == "POST" else 403)
        if request.method == "POST" and request.headers.get("X-CSRF-Token") != host.csrf:
            return Response("forbidden", status=403)
        return None

    @routes.get("")
    @routes.get("/conversations/<int:conversation>")
    def page(conversation: int | None = None) -> Response:
        return web_page.page(host.csrf, "Ana <Ruiz>", conversation)

    @routes.get("/live")
    def live() -> Response:
        news = host.listen(request.args.get("conversation", ""))
        return Response(_stream(news, request.headers.get("Last-Event-ID")), mimetype="text/event-stream")

    @routes.post("/home")
    def home() -> Response:
        return outlook_replies.of(answering.draw(desk(), _call(host), "home"))

    @routes.post("/conversation")
    def conversation() -> Response:
        call = _call(host)
        number = call.event.parameters["id"]
        return outlook_replies.of(answering.draw(desk(), call, "conversation", conversation=number))

    @routes.post("/actions/<name>")
    def act(name: str) -> Response:
        return outlook_replies.of(answering.act(desk(), _call(host), name))

    @routes.post("/sign-out")
    def sign_out() -> Response:
        host.is_signed_in = False
        return Response(status=204)

    app.register_blueprint(routes)


def _call(host: Host) -> Call:
    g.call = Call(outlook_event.read(request.get_data()), host.claims, desk().clock(), door=Door.WEB)
    found: Call = g.call
    return found


def _stream(news: SimpleQueue[str], mark: str | None) -> Iterator[str]:
    """News from now on; who was away looks at the list anew."""
    yield "retry: 50\nid: 1\n\n" + ("event: list\ndata: {}\n\n" if mark else "")
    while (said := news.get()) != _END:
        yield said
