"""The web page as it is given out: list and conversation side by side, for whoever signed in."""

from __future__ import annotations

import html

from flask import Response


def page(csrf: str, name: str, conversation: int | None) -> Response:
    """The page for one session: `csrf` goes back with every call, `name` is the person's."""
    said = {"csrf": csrf, "name": name, "conversation": "" if conversation is None else str(conversation)}
    told = " ".join(f'data-{key}="{html.escape(value)}"' for key, value in said.items())
    answer = Response(f"<!doctype html><html lang=en {told}><title>Embedded Inbox</title>", mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
    return answer
