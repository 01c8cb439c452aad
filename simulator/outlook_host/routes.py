"""The page's own addresses. Mail and tokens come from the simulated Graph and Entra over the wire, as for anyone."""

from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from simulator.config import Config
from simulator.google.world import World

routes = Blueprint("outlook-host", __name__, url_prefix="/outlook-host", static_folder="static")

GRAPH = "/graph/v1.0"
SIMULATED = "/simulator/microsoft"


def config() -> Config:
    """How the simulator is set up."""
    world = current_app.extensions["google"]
    assert isinstance(world, World)
    return world.config


def add_in() -> str:
    """Where the pane comes from on this machine; empty when no add-in is installed."""
    found = config().addon
    return found.internal_origin if found else ""


@routes.after_request
def guard(response: Response) -> Response:
    """Nothing but our own files runs, and nothing but the add-in is framed."""
    framed = add_in() or "'none'"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        f" frame-src {framed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/")
def page() -> ResponseReturnValue:
    """The page itself."""
    return routes.send_static_file("page.html")


@routes.get("/office.js")
def office() -> ResponseReturnValue:
    """What the pane loads in the place of Microsoft's script."""
    return routes.send_static_file("office.js")


@routes.get("/session")
def start() -> ResponseReturnValue:
    """Where everything is, and who opens which mailboxes; somebody who is not named opens all of them."""
    opened = {each.email: list(each.mailboxes) for each in config().staff}
    return jsonify(addIn=add_in(), graph=GRAPH, simulated=SIMULATED, opened=opened)
