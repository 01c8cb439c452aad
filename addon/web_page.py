"""The web page as it is given out: list and conversation side by side, for whoever signed in."""

from __future__ import annotations

import html

from flask import Response

from addon import pane_files

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
)


def page(csrf: str, name: str, conversation: int | None = None, beside: str = "") -> Response:
    """The page for one session: `csrf` goes back with every call, `name` is the person's.

    What it shows, it asks for itself; `conversation` is the one to begin with, `beside` the page in the list's place.
    """
    written = {
        "__INBOX_CSRF__": csrf,
        "__INBOX_NAME__": name,
        "__INBOX_CONVERSATION__": "" if conversation is None else str(conversation),
        "__INBOX_PAGE__": beside,
    }
    places = {place: html.escape(value) for place, value in written.items()}
    answer = Response(pane_files.filled(pane_files.WEB / "web.html", places), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Frame-Options"] = "DENY"
    return answer
