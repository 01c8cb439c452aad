"""POST /hooks/gmail: Pub/Sub says that a mailbox changed. A hint, no more: the sync it wakes looks for itself."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from addon import identity, session
from addon.desk import desk
from addon.wire import Part, Text
from inbox.mail import addresses
from inbox.models import Mailbox, MailboxState
from sync import watch
from workers import sync_jobs

routes = Blueprint("hooks", __name__, url_prefix="/hooks")

_DONE, _LATER = 204, 503


class Hint(Part):
    """What a push says. Its history id is not looked at: the sync keeps a cursor of its own."""

    email_address: Text


@routes.before_request
def require_pubsub() -> None:
    """Only the service account of our own push subscription may call."""
    here = desk()
    if not here.settings.google_push_account:
        raise identity.Unauthentic("no account is configured that may push")
    identity.require_google(
        request.headers.get("Authorization"), here.keys,
        audience=here.settings.push_audience, account=here.settings.google_push_account,
    )  # fmt: skip


@routes.post("/gmail")
def gmail() -> Response:
    """Acknowledge whatever cannot be used, or Pub/Sub sends it for ever; refuse only what we cannot keep now."""
    hint = read(request.get_data())
    here = desk()
    if hint is not None:
        try:
            with session.unit(here.runtime, writes=True) as unit:
                _wake(unit, addresses.normalise(hint.email_address), here.clock())
        except DBAPIError:
            return Response(status=_LATER)
    return Response(status=_DONE)


def read(body: bytes) -> Hint | None:
    """What the push says; None when it cannot be understood. Its data is base64 in either alphabet."""
    try:
        data = json.loads(body)["message"]["data"]
        plain = data.translate(str.maketrans("-_", "+/")).rstrip("=")
        return Hint.model_validate(json.loads(base64.b64decode(plain + "=" * (-len(plain) % 4))))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _wake(unit: Session, address: str, now: datetime) -> None:
    """One address may be a mailbox of several organizations."""
    query = select(Mailbox).where(Mailbox.address == address, Mailbox.state != MailboxState.PAUSED)
    for mailbox in unit.scalars(query):
        watch.pushed(mailbox, now=now)
        sync_jobs.ask(unit, mailbox.id, now=now)
