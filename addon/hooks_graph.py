"""POST /hooks/graph: Microsoft says that mail changed, or that it says so no more. Hints: the sync looks for itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson
import structlog
from flask import Blueprint, Response, g, request
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from addon import session
from addon.desk import Desk, desk
from addon.wire import Malformed, Text, Tolerant
from inbox.models import Mailbox, MailboxState
from inbox.secrets import KeyRing
from sync import wakeups, watch
from sync.providers.outlook import subscriptions
from workers import sync_jobs
from workers.job import UnitsOfWork

routes = Blueprint("hooks_graph", __name__, url_prefix="/hooks")

_TOKEN = "validationToken"  # noqa: S105
_LONGEST_TOKEN = 2000
_LARGEST_REQUEST = 4_000_000
_MOST = 10_000
"""Notifications in one call; Microsoft's would be longer than a request may be before they are so many."""
_TAKEN, _LATER = 202, 503
_CHANGED = ""
_ENDED = frozenset({"reauthorizationRequired", "subscriptionRemoved"})
"""After these nothing is told until somebody acts. After all others, `missed` among them, looking is enough."""
_log = structlog.get_logger(__name__)

Told = Mapping[int, set[str]]
"""What was said of each mailbox: events in the life of its subscription, and the empty word for changes."""


class Notification(Tolerant):
    """What Microsoft says. What changed is not looked at: the sync keeps a place of its own."""

    client_state: Text = ""
    lifecycle_event: Text = _CHANGED


@routes.before_request
def require_state() -> None:
    """Only what repeats a state that we gave is believed. Whoever asks if we are here says nothing, and needs none."""
    request.max_content_length = _LARGEST_REQUEST
    g.told = None if _TOKEN in request.args else believed(desk().runtime.ring, read(request.get_data()))


@routes.post("/graph")
def graph() -> Response:
    """Take whatever can be read, or Microsoft sends it for hours; refuse only what cannot be kept now."""
    if g.told is None:
        return greeting()
    try:
        _wake(desk(), g.told)
    except (SQLAlchemyError, RedisError) as failure:
        _log.warning("notifications could not be kept", error=type(failure).__name__)
        return Response(status=_LATER)
    return Response(status=_TAKEN)


def greeting() -> Response:
    """Repeat what Microsoft gave to see whether the address is ours: as plain text, never as a page."""
    tokens = request.args.getlist(_TOKEN)
    if len(tokens) != 1 or not 0 < len(tokens[0]) <= _LONGEST_TOKEN or not tokens[0].isprintable():
        raise Malformed
    return Response(tokens[0], mimetype="text/plain")


def read(body: bytes) -> list[Notification]:
    """The notifications of a call. Raises Malformed for what Microsoft never sends."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed from None
    listed = said.get("value") if isinstance(said, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise Malformed
    return [Notification.model_validate(one) if isinstance(one, dict) else Notification() for one in listed]


def believed(ring: KeyRing, notifications: list[Notification]) -> Told:
    """What is said by those who know the state of a mailbox. Others are counted, and not answered otherwise."""
    told: dict[int, set[str]] = {}
    unknown = 0
    for one in notifications:
        mailbox_id = subscriptions.mailbox_of(ring, one.client_state)
        if mailbox_id is None:
            unknown += 1
        else:
            told.setdefault(mailbox_id, set()).add(one.lifecycle_event)
    if unknown:
        _log.warning("notifications came that nobody here asked for", count=unknown)
    return told


def _wake(here: Desk, told: Told) -> None:
    """Keep the hints, then queue a sync for each mailbox. Raises when either cannot be done."""
    with session.unit(here.runtime, writes=True) as unit:
        woken = _note(unit, told, here.clock())
    work = UnitsOfWork(here.runtime, here.clock)
    for mailbox_id in woken:
        sync_jobs.sync_mailbox.now(work, mailbox_id)
        if told[mailbox_id] & _ENDED:
            sync_jobs.mend_watch.now(work, mailbox_id)


def _note(unit: Session, told: Told, now: datetime) -> list[int]:
    """A subscription that ended is noted in the mailbox's row: should its job get lost, the schedule finds it there."""
    query = select(Mailbox).where(Mailbox.id.in_(told), Mailbox.state != MailboxState.PAUSED).order_by(Mailbox.id)
    woken = list(unit.scalars(query))
    for mailbox in woken:
        if _CHANGED in told[mailbox.id]:
            watch.pushed(mailbox, now=now)
        if told[mailbox.id] & _ENDED:
            watch.ended(mailbox, now=now)
        wakeups.note(unit, mailbox.id, now)
    return [mailbox.id for mailbox in woken]
