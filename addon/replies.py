"""Answers as Gmail takes them: a trigger's envelope, or that of a press on a card."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from addon.desk import desk
from cards import workspace
from cards.kit import Answer
from manifests import google


def of(answer: Answer) -> Response:
    """An answer in the envelope that this request asks for."""
    envelope = workspace.render_to_press if is_press() else workspace.render_to_trigger
    return of_json(envelope(answer, desk().endpoints))


def of_json(body: dict[str, Any]) -> Response:
    """An answer that is no card."""
    return Response(orjson.dumps(body), mimetype="application/json")


def is_press() -> bool:
    """Whether somebody pressed something on a card, rather than opened something in Gmail."""
    return request.path.startswith(google.ACTIONS)
