"""Whatever goes wrong becomes an answer: the one place that says which. No answer and no log tells what a mail said."""

from __future__ import annotations

import base64
import secrets
import traceback

import structlog
from flask import Flask, Response, g, request
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from addon import outlook_replies, replies, sign_in_page
from addon.consent import NeedsConsent
from addon.identity import Unauthentic
from addon.own_mail import NeedsSignIn, Unable
from addon.people import UnknownTenant
from addon.published_keys import KeysUnavailable
from addon.visits import Call, Stranger
from addon.wire import Malformed
from cards import kit, trouble
from cards.kit import Answer, Card, Move
from cards.wording import Wording, wording
from inbox.errors import InboxError, NotAllowed
from inbox.translation import N_

_log = structlog.get_logger(__name__)
_FRAMES = 12


def install(app: Flask) -> None:
    """Answer every error of the application here."""
    app.register_error_handler(Unauthentic, _unauthentic)
    app.register_error_handler(KeysUnavailable, _keys_unavailable)
    app.register_error_handler(Malformed, _malformed)
    app.register_error_handler(NeedsConsent, _needs_consent)
    app.register_error_handler(NeedsSignIn, _needs_sign_in)
    app.register_error_handler(Unable, _unable)
    app.register_error_handler(Stranger, _stranger)
    app.register_error_handler(UnknownTenant, _stranger)
    app.register_error_handler(InboxError, _refused)
    app.register_error_handler(RateLimitExceeded, _too_many)
    for error in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(error, _database_down)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _our_fault)


def _unauthentic(_error: Unauthentic) -> Response:
    """The reason is for us: who tries tokens learns nothing."""
    refused = Response("unauthorized", status=401, mimetype="text/plain")
    refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return refused


def _keys_unavailable(_error: KeysUnavailable) -> Response:
    return Response("try again later", status=503, mimetype="text/plain")


def _malformed(_error: Malformed) -> Response:
    return Response("bad request", status=400, mimetype="text/plain")


def _needs_consent(error: NeedsConsent) -> Response:
    return replies.of_json(error.answer)


def _needs_sign_in(error: NeedsSignIn) -> Response:
    """As Microsoft's own services ask for it; the pane signs in anew, with these claims, and calls again."""
    refused = Response("unauthorized", status=401, mimetype="text/plain")
    said = 'Bearer error="invalid_token"'
    if error.claims:
        claims = base64.b64encode(error.claims.encode()).decode()
        said = f'Bearer error="insufficient_claims", claims="{claims}"'
    refused.headers["WWW-Authenticate"] = said
    return refused


def _unable(error: Unable) -> Response:
    return _refused(error.refusal)


def _stranger(_error: Stranger | UnknownTenant) -> Response:
    return _card(trouble.no_access(_words()), status=403)


def _refused(error: InboxError) -> Response:
    return _card(trouble.refused(_words(), error), status=outlook_replies.status_of(error))


def _too_many(_error: RateLimitExceeded) -> Response:
    error = NotAllowed(N_("That was a lot in a short time. Please wait a minute."))
    return _card(trouble.refused(_words(), error), status=429)


def _database_down(error: Exception) -> Response:
    _log.error("the database cannot be used", error=type(error).__name__)
    if not _draws_cards():
        return Response("try again later", status=503, mimetype="text/plain")
    return _card(trouble.database_down(_words(), _retry()))


def _our_fault(error: Exception) -> Response:
    """Anything unforeseen. The person gets a reference to tell; the log says where it broke, never on what."""
    reference = secrets.token_hex(4)
    _log.error("something broke", reference=reference, error=type(error).__name__, where=_trace(error))
    if not _draws_cards():
        return Response(f"something broke, reference {reference}", status=500, mimetype="text/plain")
    return _card(trouble.our_fault(_words(), _retry(), reference))


def _of_http(error: HTTPException) -> Response:
    return Response(error.name, status=error.code, mimetype="text/plain")


def _card(card: Card, status: int = 200) -> Response:
    """On top of what is in view, so that nothing typed is lost. Gmail shows no card that comes with another status."""
    if _is_page():
        return sign_in_page.trouble(card.title, _text(card), status if status != 200 else 503)
    answer = Answer(card=card, move=Move.PUSH)
    return outlook_replies.of(answer, status) if _is_of_outlook() else replies.of(answer)


def _retry() -> kit.Act:
    """What the person was about, once more."""
    call: Call | None = g.get("call")
    parameters = call.event.parameters if call else {}
    if "conversation" in parameters:
        return kit.Open("conversation", {"conversation": parameters["conversation"]})
    return kit.Press("look-again") if call and call.event.has_mail else kit.Open("home")


def _words() -> Wording:
    call: Call | None = g.get("call")
    return call.wording if call else wording("en", "UTC")


def _draws_cards() -> bool:
    return request.path.startswith("/gmail/") or _is_of_outlook() or _is_of_web()


def _is_of_outlook() -> bool:
    """Its doors, not the pages that the pane consists of; and those of the web page, which are asked the same way."""
    return request.path.startswith(("/outlook/", "/app/")) and request.method == "POST"


def _is_of_web() -> bool:
    return request.blueprint in ("web", "sign-in")


def _is_page() -> bool:
    """The web page itself, and that to sign in on: what is in its way is told on a page."""
    return request.blueprint == "sign-in" or (request.blueprint == "web" and request.method == "GET")


def _text(card: Card) -> str:
    lines = (one for section in card.sections for one in section.widgets if isinstance(one, kit.Line))
    return " ".join(f"{one.above}: {one.text}" if one.above else str(one.text) for one in lines)


def _trace(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
