"""The server's own addresses: what goes wrong with its answers from now on."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.openai.state import Ahead, State, Trouble

routes = Blueprint("openai-admin", __name__, url_prefix="/simulator/openai")


@routes.get("/trouble")
def trouble() -> ResponseReturnValue:
    """What goes wrong now, and what can."""
    always = _state().always
    return jsonify(always=always and {"kind": always.kind, "seconds": always.seconds}, kinds=get_args(Trouble))


@routes.put("/trouble")
def begin() -> ResponseReturnValue:
    """From now on, every answer goes wrong like this; an empty kind ends it."""
    body = request.get_json()
    kind = body.get("kind", "")
    if kind and kind not in get_args(Trouble):
        return jsonify(error=f"there is no trouble {kind}"), 400
    _state().always = Ahead(kind, float(body.get("seconds", 0.0))) if kind else None
    return trouble()


def _state() -> State:
    found = current_app.extensions["openai"]
    assert isinstance(found, State)
    return found
