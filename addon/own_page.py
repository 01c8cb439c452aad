"""Whether a call was made by a page of our own: a browser says so, and no other page can make it say so."""

from __future__ import annotations

from flask import request

from addon.desk import desk

SAME, NAMELESS = "same-origin", "null"


def is_ours() -> bool:
    """What the browser says of where the call comes from. One that says nothing is held to its proof alone."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, SAME):
        return False
    return origin in (None, desk().settings.web_origin) or (origin == NAMELESS and site == SAME)
