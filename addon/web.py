"""The doors of the web page: the page, its cards, every button, and news as it happens."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from redis.exceptions import RedisError

from addon import (
    answering,
    cookies,
    limits,
    live,
    outlook_event,
    outlook_replies,
    session,
    sign_in_page,
    streams,
    web_page,
    web_sessions,
)
from addon.desk import desk
from addon.inputs import number
from addon.live import Watched
from addon.outlook import BUTTONS
from addon.outlook_event import OutlookEvent
from addon.own_page import is_ours
from addon.visits import Call, Stranger
from addon.web_sessions import WebSession
from inbox.models import Door

routes = Blueprint("web", __name__, url_prefix="/app")

_PROOF = "X-CSRF-Token"
_IN_FORM = "csrf"
_UNATTENDED = "X-Unattended"
"""Said by a page that asks by itself, because something changed: that keeps nobody signed in."""


@routes.before_request
def require_person() -> ResponseReturnValue | None:
    """Only somebody who is signed in, whatever is asked; and changes only from our own page, by its token."""
    here = desk()
    found = web_sessions.find(
        here.runtime.redis, cookies.read(cookies.SESSION), here.web_lasts, now=here.clock(),
        is_use=request.endpoint != "web.news" and _UNATTENDED not in request.headers,
    )  # fmt: skip
    if found is None:
        return _signed_out()
    if request.method == "POST" and not (is_ours() and _is_proven(found)):
        return _error(sign_in_page.FORGED, 403)
    g.web_session = found
    is_call = request.method == "POST" and request.endpoint != "web.sign_out"
    event = outlook_event.read(request.get_data()) if is_call else OutlookEvent(locale=sign_in_page.words().language)
    g.call = Call(event, found.claims, here.clock(), may_be_late=not here.pulse.beats(), door=Door.WEB)
    limits.count(current_app)
    return None


@routes.get("")
@routes.get("/")
def page() -> Response:
    """List and conversation, side by side."""
    return _shell()


@routes.get("/conversations/<int(max=999999999999999999):conversation>")
def page_of(conversation: int) -> Response:
    """The same, with a conversation to begin with. Whether there is one, its card says."""
    return _shell(conversation)


@routes.get('/<any("settings", "policies", "rules", "board", "my-day", "notices"):beside>')
def page_beside(beside: str) -> Response:
    """The same, with another page in the place of the list. Who may see it, its card says."""
    return _shell(beside=beside)


@routes.post("/home")
def home() -> Response:
    """The list."""
    return outlook_replies.of(answering.draw(desk(), g.call, "home"))


@routes.post("/conversation")
def conversation() -> Response:
    """One conversation."""
    asked_for = g.call.event.parameters.get("id", "")
    return outlook_replies.of(answering.draw(desk(), g.call, "conversation", conversation=asked_for))


@routes.post("/actions/<name>")
def act(name: str) -> Response:
    """A press on a card."""
    return outlook_replies.of(answering.act(desk(), g.call, name, BUTTONS))


@routes.get("/live")
def news() -> Response:
    """What changes, while the page is open."""
    here = desk()
    watched = Watched(
        g.web_session.id, g.call, number(request.args.get("conversation", "")),
        request.headers.get("Last-Event-ID", ""), streams.departure(request.environ),
    )  # fmt: skip
    give_back = here.streams.take(_person())
    if give_back is None:
        return _events(live.short(here, watched))
    answer = _events(live.stream(here, watched))
    answer.call_on_close(give_back)
    return answer


@routes.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """The session ends. A script gets no page to look at."""
    web_sessions.end(desk().runtime.redis, g.web_session.id)
    is_script = _PROOF in request.headers
    answer = current_app.response_class(status=204) if is_script else redirect(sign_in_page.SIGN_IN, 303)
    cookies.forget(answer, cookies.SESSION)
    return answer


@routes.errorhandler(RedisError)
def redis_down(_: RedisError) -> ResponseReturnValue:
    """Nobody can tell who is signed in; a page that is open asks again by itself."""
    if request.endpoint == "web.news":
        return _events(live.short())
    if request.method == "GET":
        return sign_in_page.out_of_reach()
    return _error(sign_in_page.OUT_OF_REACH, 503)


def _shell(conversation: int | None = None, beside: str = "") -> Response:
    found: WebSession = g.web_session
    here = desk()
    try:
        name = session.visit(here.runtime, g.call, lambda _unit, view: view.viewer.name, writes=False)
    except Stranger:
        return sign_in_page.no_access(found.csrf)
    return web_page.page(found.csrf, name, conversation, beside)


def _signed_out() -> ResponseReturnValue:
    """People are shown where to sign in; scripts are told."""
    if request.method == "GET" and request.endpoint in ("web.page", "web.page_of", "web.page_beside"):
        return redirect(f"{sign_in_page.SIGN_IN}?next={quote(request.path)}", 303)
    if _IN_FORM in request.form:
        return redirect(sign_in_page.SIGN_IN, 303)
    return _error(sign_in_page.SIGNED_OUT, 401)


def _is_proven(found: WebSession) -> bool:
    """By its header; a form, which can set none, by a field."""
    said = request.headers.get(_PROOF, "")
    if not said and request.endpoint == "web.sign_out":
        said = request.form.get(_IN_FORM, "")
    return hmac.compare_digest(said.encode(), found.csrf.encode())


def _error(text: str, status: int) -> Response:
    return outlook_replies.of_json({"error": sign_in_page.words().gettext(text)}, status)


def _events(told: object) -> Response:
    """Nothing between here and the browser is to hold it back."""
    answer = current_app.response_class(told, mimetype="text/event-stream")  # type: ignore[arg-type]
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _person() -> str:
    return hashlib.sha256(f"{g.call.claims.issuer} {g.call.claims.subject}".encode()).hexdigest()
