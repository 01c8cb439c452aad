"""The page's own addresses. It only leads on, and frames nothing."""

from html import escape
from pathlib import Path

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from simulator.google.world import World

routes = Blueprint("start", __name__, static_folder="static", static_url_path="/start")

PAGE = Path(__file__).parent / "static" / "page.html"
WEB = "/app"
"""Where the add-on has its web page."""


@routes.get("/")
def page() -> ResponseReturnValue:
    """The page; the place of the web page is that of the add-on, where one is known."""
    world = current_app.extensions["google"]
    assert isinstance(world, World)
    addon = world.config.addon
    at = f"{addon.internal_origin}{WEB}" if addon else ""
    return Response(PAGE.read_text("utf-8").replace("{web}", escape(at)), mimetype="text/html")


@routes.after_request
def guard(response: Response) -> Response:
    """Nothing runs here."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
