"""GET /manifests/…: what an admin installs, made from the settings, and /about for whoever asks. Nothing is secret."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, current_app

from addon.desk import desk
from addon.outlook_package import package
from manifests import google, outlook, outlook_json, outlook_xml

routes = Blueprint("installation", __name__)


@routes.get("/manifests/google.json")
def of_google() -> Response:
    """The deployment of the Google Workspace add-on."""
    return _json(google.deployment(desk().settings))


@routes.get("/manifests/outlook.xml")
def of_outlook() -> Response:
    """The manifest of the Outlook add-in that every client takes."""
    return Response(outlook_xml.manifest(desk().settings), mimetype="application/xml")


@routes.get("/manifests/outlook.json")
def of_outlook_unified() -> Response:
    """The unified manifest of the Outlook add-in."""
    return _json(outlook_json.manifest(desk().settings))


@routes.get("/manifests/outlook.zip")
def of_outlook_packed() -> Response:
    """The unified manifest as it is uploaded: in a package with its pictures."""
    return Response(package(desk().settings), mimetype="application/zip")


@routes.get(outlook.ABOUT)
def about() -> Response:
    """What this is, who runs it, and what happens to data: every manifest leads here."""
    return current_app.send_static_file("about.html")


def _json(manifest: dict[str, Any]) -> Response:
    return Response(orjson.dumps(manifest, option=orjson.OPT_INDENT_2), mimetype="application/json")
