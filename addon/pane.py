"""The pages that the add-in in Outlook consists of, as this installation gives them out. Nothing in them is secret."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify

from addon import pane_files
from addon.desk import desk
from addon.pane_files import Names
from inbox.settings import Settings
from manifests import outlook

routes = Blueprint("pane", __name__)


def names(settings: Settings) -> Names:
    """What the pages have to know of the installation."""
    return Names(
        client_id=settings.entra_client_id, authority=f"{settings.entra_authority}/organizations",
        scope=f"{settings.entra_app_uri}/{settings.entra_scope}", origin=settings.public_url,
        office_js=settings.office_js_url,
    )  # fmt: skip


def policy(settings: Settings) -> str:
    """What the pages may load and ask, and who may frame them: Outlook, nobody else."""
    place = urlsplit(settings.office_js_url)
    office = f"{place.scheme}://{place.netloc}"
    return (
        f"default-src 'none'; script-src 'self' {office}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {settings.entra_authority} {office}; base-uri 'none'; form-action 'self'; "
        f"object-src 'none'; frame-ancestors {settings.outlook_origins}"
    )


@routes.get(outlook.PANE)
def pane() -> Response:
    """The task pane, beside a mail that is read or written."""
    return _page("pane.html")


@routes.get("/outlook/dialog")
def dialog() -> Response:
    """The window to sign in with, where Outlook itself cannot."""
    return _page("dialog.html")


@routes.get(outlook.EVENTS)
def events() -> Response:
    """What Outlook loads unseen, to ask before a mail goes out."""
    return _page("events.html")


@routes.get(outlook.EVENTS_SCRIPT)
def events_script() -> Response:
    """The same for classic Outlook on Windows, which runs one script and no page."""
    return Response(pane_files.script("events.js", names(desk().settings)), mimetype="text/javascript")


@routes.get("/.well-known/microsoft-officeaddins-allowed.json")
def allowed() -> Response:
    """Which script of ours may call our doors from classic Outlook on Windows."""
    return jsonify({"allowed": [f"{desk().settings.public_url}{outlook.EVENTS_SCRIPT}"]})


def _page(name: str) -> Response:
    """A page says itself who may frame it, so that the service's own answer to that stays away."""
    settings = desk().settings
    answer = Response(pane_files.page(name, names(settings)), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = policy(settings)
    return answer
