"""Answers as the pane in Outlook takes them: a card, how it comes into view, and a few words."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from cards import adaptive_answer
from cards.kit import Answer, Move
from inbox.errors import InboxError, Invalid, NotAllowed, NotFound, Stale

_NAVIGATE = {Move.PUSH: "push", Move.UPDATE: "update", Move.BACK: "pop", Move.ROOT: "home"}
_MORE = ("again", "waits", "draft", "completions", "helps")
_STATUS: dict[type[InboxError], int] = {NotFound: 404, NotAllowed: 403, Stale: 409, Invalid: 422}


def of(answer: Answer, status: int | None = None) -> Response:
    """An answer; one that refuses something has the status of its refusal, and a card all the same."""
    said = adaptive_answer.render_answer(answer)
    body: dict[str, Any] = {
        "navigate": _NAVIGATE[answer.move] if answer.card else "none",
        "page": said.get("page", ""),
        "conversation": said.get("conversation", ""),
        "version": said.get("version", ""),
        "card": said.get("card"),
        "notice": said.get("notification", ""),
        "title": said.get("title", ""),
        "stateChanged": answer.has_changed,
        **{name: said[name] for name in _MORE if name in said},
    }
    return of_json(body, status or status_of(answer.refusal))


def of_json(body: dict[str, Any], status: int = 200) -> Response:
    """An answer that is no card."""
    return Response(orjson.dumps(body), status=status, mimetype="application/json")


def status_of(refusal: InboxError | None) -> int:
    """How HTTP says what was refused."""
    return next((_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS), 200 if refusal is None else 400)
