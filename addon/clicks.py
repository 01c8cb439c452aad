"""A press that comes twice is done once: a double click, or Google repeating it after a consent."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from addon.press import Press
from inbox.models.base import UtcDateTime

_KEEP = text(
    "INSERT INTO click (key, organization_id, at) VALUES (:key, :organization_id, :at) "
    "ON CONFLICT DO NOTHING RETURNING key"
).bindparams(bindparam("at", type_=UtcDateTime()))


def is_first(session: Session, action: str, press: Press) -> bool:
    """Whether this press is new. The same one a moment ago makes this wait until that is committed or undone."""
    viewer = press.view.viewer
    row = {"key": _key(action, press), "organization_id": viewer.organization_id, "at": press.view.now}
    return session.scalar(_KEEP, row) is not None


def _key(action: str, press: Press) -> str:
    """Who pressed what on which drawing of a card, with what typed."""
    said = [press.view.viewer.person_id, action, sorted(press.params.items()), dict(press.event.typed)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
