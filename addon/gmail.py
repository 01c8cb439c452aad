"""The doors of the Gmail add-on: home page, open mail, compose, settings, and every button on a card."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request

from addon import answering, consent, google_event, identity, limits, open_mail, replies
from addon.desk import desk
from addon.visits import Call
from cards.kit import Answer
from manifests import google

routes = Blueprint("gmail", __name__)

_NEEDED = {
    google.MESSAGE: consent.TO_LOOK,
    google.WRITE: consent.TO_WRITE,
    google.ACTIONS + "insert-template": consent.TO_WRITE,
}


@routes.before_request
def require_google() -> None:
    """Only Google may call, and only for a person it vouches for. The database is not asked before that is sure."""
    here = desk()
    identity.require_google(
        request.headers.get("Authorization"), here.keys,
        audience=here.settings.public_url + request.path, account=here.settings.google_addon_account,
    )  # fmt: skip
    event = google_event.read(request.get_data())
    consent.require(event, _NEEDED.get(request.path, ()))
    token = event.authorization.user_id_token.get_secret_value()
    claims = identity.user(token, here.keys, client_id=here.settings.google_client_id)
    g.call = Call(event, claims, here.clock(), may_be_late=not here.pulse.beats())
    limits.count(current_app)


@routes.post(google.HOME)
def home() -> Response:
    """The add-on without an open mail."""
    return replies.of(answering.draw(desk(), g.call, "home"))


@routes.post(google.MESSAGE)
def message() -> Response:
    """Beside an open mail."""
    return replies.of(Answer(card=open_mail.card(desk(), g.call)))


@routes.post(google.WRITE)
def write() -> Response:
    """Beside a mail that is being written: the templates."""
    to = google_event.of(g.call.event).gmail.first_recipient
    return replies.of(answering.draw(desk(), g.call, "templates", to=to))


@routes.post(google.SETTINGS)
def settings() -> Response:
    """The person's own settings, from the add-on's menu."""
    return replies.of(answering.draw(desk(), g.call, "settings"))


@routes.post(google.ACTIONS + "<name>")
def act(name: str) -> Response:
    """A press on a card."""
    return replies.of(answering.act(desk(), g.call, name))
