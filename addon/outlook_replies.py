"""Answers as the pane in Outlook takes them: a card, how it comes into view, and a few words."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from addon.desk import desk
from cards import kit, workspace
from cards.kit import Answer, Move
from inbox.errors import InboxError, Invalid, NotAllowed, NotFound, Stale

_NAVIGATE = {Move.PUSH: "push", Move.UPDATE: "update", Move.BACK: "pop", Move.ROOT: "home"}
_STATUS: dict[type[InboxError], int] = {NotFound: 404, NotAllowed: 403, Stale: 409, Invalid: 422}


def of(answer: Answer, status: int | None = None) -> Response:
    """An answer; one that refuses something has the status of its refusal, and a card all the same."""
    body: dict[str, Any] = {
        "navigate": _NAVIGATE[answer.move] if answer.card else "none",
        "card": drawn(answer.card) if answer.card else None,
        "notice": answer.notification,
        "title": answer.card.title if answer.card else "",
        "stateChanged": answer.has_changed,
    }
    if answer.draft is not None:
        body["draft"] = {"text": answer.draft.text, "subject": answer.draft.subject}
    if answer.completions is not None:
        body["completions"] = list(answer.completions)
    return of_json(body, status or status_of(answer.refusal))


def of_json(body: dict[str, Any], status: int = 200) -> Response:
    """An answer that is no card."""
    return Response(orjson.dumps(body), status=status, mimetype="application/json")


def status_of(refusal: InboxError | None) -> int:
    """How HTTP says what was refused."""
    return next((_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS), 200 if refusal is None else 400)


def drawn(card: kit.Card) -> dict[str, Any]:
    """The card as the pane draws it."""
    return workspace.render(card, desk().endpoints)
