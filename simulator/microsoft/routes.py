"""Graph's addresses on this machine."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from simulator.google.routes import read, sent
from simulator.microsoft import batch, dispatch
from simulator.microsoft.world import PREFIX, World

routes = Blueprint("microsoft", __name__)


def world() -> World:
    """The simulation this process runs."""
    found = current_app.extensions["microsoft"]
    assert isinstance(found, World)
    return found


@routes.route(f"{PREFIX}/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def graph(rest: str) -> ResponseReturnValue:
    """One call to Graph, or several in one."""
    answer = batch.answer if rest == "v1.0/$batch" else dispatch.answer
    return sent(answer(world(), read()))
