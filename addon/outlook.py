"""The doors of the add-in in Outlook: home page, open mail, compose, every button, and a look before sending."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request

from addon import answering, entra, limits, open_item, outlook_event, outlook_replies, own_mail, send_check
from addon.actions import ACTIONS, tracking
from addon.desk import desk
from addon.press import Action
from addon.visits import Call
from cards.kit import Answer
from inbox.mail import addresses
from inbox.models import Door

routes = Blueprint("outlook", __name__, url_prefix="/outlook")

BUTTONS = ACTIONS | {
    "look-again": Action(ACTIONS["look-again"].act, writes=False, ahead=open_item.card),
    "track": Action(tracking.track, form="not-tracked", ahead=own_mail.bring),
}
"""The same as everywhere, but for what asks about the open mail."""


@routes.before_request
def require_person() -> None:
    """Only a person whom Microsoft Entra vouches for may call. The database is not asked before that is sure."""
    here = desk()
    authorization = request.headers.get("Authorization")
    claims = entra.user(authorization, here.entra_keys, here.registration)
    event = outlook_event.read(request.get_data())
    g.call = Call(
        event, claims, here.clock(), may_be_late=not here.pulse.beats(), door=Door.OUTLOOK,
        assertion=entra.bearer(authorization),
    )  # fmt: skip
    limits.count(current_app)


@routes.post("/home")
def home() -> Response:
    """The add-in without an open mail."""
    return outlook_replies.of(answering.draw(desk(), g.call, "home"))


@routes.post("/message")
def message() -> Response:
    """Beside an open mail."""
    return outlook_replies.of(Answer(card=open_item.card(desk(), g.call)))


@routes.post("/compose")
def compose() -> Response:
    """Beside a mail that is being written: the templates."""
    first = next(iter(addresses.parse([g.call.event.parameters.get("to", "")])), None)
    return outlook_replies.of(answering.draw(desk(), g.call, "templates", to=first.address if first else ""))


@routes.post("/actions/<name>")
def act(name: str) -> Response:
    """A press on a card."""
    return outlook_replies.of(answering.act(desk(), g.call, name, BUTTONS))


@routes.post("/send-check")
def before_sending() -> Response:
    """A look at the conversation before a mail goes out: whether its writer should look first, and why."""
    departing = outlook_event.departing(request.get_data())
    why = send_check.doubts(desk(), g.call, departing)
    return outlook_replies.of_json({"hold": bool(why), "text": why})
