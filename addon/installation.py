"""GET /manifests/google.json: what an admin installs, made from the settings. Nothing in it is secret."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response

from addon.desk import desk
from manifests import google

routes = Blueprint("installation", __name__, url_prefix="/manifests")


@routes.get("/google.json")
def of_google() -> Response:
    """The deployment of the Google Workspace add-on."""
    body = orjson.dumps(google.deployment(desk().settings), option=orjson.OPT_INDENT_2)
    return Response(body, mimetype="application/json")
