"""The doors through which people come to the web page: to a provider and back. Anybody may knock."""

from __future__ import annotations

import secrets

import regex
import structlog
from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from redis.exceptions import RedisError

from addon import cookies, session, sign_in_page, web_page, web_sessions
from addon.desk import desk
from addon.identity import Claims, Unauthentic
from addon.open_id import OpenId, Unreachable
from addon.outlook_event import OutlookEvent
from addon.own_page import is_ours
from addon.people import UnknownTenant
from addon.visits import Call, Stranger
from addon.web_sessions import Pending
from inbox.models import Door

routes = Blueprint("sign-in", __name__)

_log = structlog.get_logger(__name__)


class Cancelled(Exception):
    """The person did not go on."""


_REFUSALS: dict[type[Exception], tuple[str, int]] = {
    Cancelled: (sign_in_page.CANCELLED, 400),
    Unauthentic: (sign_in_page.UNPROVEN, 403),
    Unreachable: (sign_in_page.UNREACHABLE, 503),
    UnknownTenant: (sign_in_page.NO_TENANT, 403),
    Stranger: (sign_in_page.NO_ACCESS, 403),
}
"""Why nobody is signed in, and what is said of it."""
_CANCELLED = ("access_denied", "consent_required", "interaction_required", "login_required")
_WORD, _LONGEST_WORD = regex.compile(r"[^a-z_]"), 40
_PLACES = regex.compile(rf"/app(?:/conversations/[0-9]{{1,18}}|/(?:{'|'.join(web_page.BESIDE)}))?")
_LONGEST = 2000


@routes.get(sign_in_page.SIGN_IN)
def choose() -> Response:
    """With whom to sign in."""
    return _page(_place(request.args.get("next", "")))


@routes.post(f"{sign_in_page.SIGN_IN}/<provider>")
def start(provider: str) -> ResponseReturnValue:
    """Off to the provider."""
    here, next_ = _known(provider), _place(request.form.get("next", ""))
    if not is_ours():
        return _page(next_, sign_in_page.FORGED, 403)
    try:
        attempt = here.begin(_back(provider))
    except Unreachable:
        return _page(next_, sign_in_page.UNREACHABLE, 503)
    browser = cookies.read(cookies.BROWSER) or secrets.token_urlsafe(32)
    if not web_sessions.await_return(desk().runtime.redis, Pending(provider, browser, next_, attempt)):
        return _page(next_, sign_in_page.TOO_MANY, 429)
    answer = redirect(attempt.address, 303)
    cookies.keep_browser(answer, browser)
    return answer


@routes.get(f"{sign_in_page.SIGN_IN}/<provider>/back")
def back(provider: str) -> ResponseReturnValue:
    """Back from the provider, with its word for who somebody is."""
    here, redis = _known(provider), desk().runtime.redis
    pending = web_sessions.returned(
        redis, request.args.get("state", "")[:_LONGEST], whom=provider, browser=cookies.read(cookies.BROWSER)
    )
    if pending is None:
        return _page("", sign_in_page.AGAIN, 400)
    try:
        claims = here.finish(_code(), pending.attempt, _back(provider))
        _let_in(claims)
    except tuple(_REFUSALS) as refusal:
        _log.info("a sign-in failed", provider=provider, why=f"{type(refusal).__name__}: {refusal}")
        return _page(pending.next, *_REFUSALS[type(refusal)])
    return _signed_in(claims, pending.next)


@routes.errorhandler(RedisError)
def redis_down(_error: RedisError) -> Response:
    """Who signs in could not be remembered."""
    return sign_in_page.out_of_reach()


def _code() -> str:
    """What the provider gave the browser to bring. Raises Cancelled, or Unauthentic."""
    code, error = request.args.get("code", ""), request.args.get("error", "")
    if error and error not in _CANCELLED:
        raise Unauthentic(f"the provider says {_WORD.sub('', error)[:_LONGEST_WORD]}")
    if error or not 0 < len(code) <= _LONGEST:
        raise Cancelled
    return code


def _let_in(claims: Claims) -> None:
    """Whether the organization knows them. Raises Stranger, or UnknownTenant."""
    here = desk()
    call = Call(OutlookEvent(locale=sign_in_page.words().language), claims, here.clock(), door=Door.WEB)
    session.visit(here.runtime, call, lambda _unit, _view: None, writes=False)


def _signed_in(claims: Claims, next_: str) -> ResponseReturnValue:
    """What the browser was known by before is good for nothing any more."""
    here = desk()
    if before := cookies.read(cookies.SESSION):
        web_sessions.end(here.runtime.redis, before)
    begun = web_sessions.begin(here.runtime.redis, claims, here.web_lasts, now=here.clock())
    answer = redirect(next_, 303)
    cookies.keep_session(answer, begun.id)
    cookies.forget(answer, cookies.BROWSER)
    return answer


def _known(provider: str) -> OpenId:
    found = desk().sign_in.get(provider)
    return found if found is not None else abort(404)


def _place(asked: str) -> str:
    """Only to places of our own, whatever a link says."""
    return asked if _PLACES.fullmatch(asked) else sign_in_page.HOME


def _back(provider: str) -> str:
    return f"{desk().settings.web_origin}{sign_in_page.SIGN_IN}/{provider}/back"


def _page(next_: str, trouble: str = "", status: int = 200) -> Response:
    providers = (one.provider for one in desk().sign_in.values())
    return sign_in_page.sign_in(providers, next_ or sign_in_page.HOME, trouble=trouble, status=status)
