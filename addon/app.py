"""The web service: its doors, who may pass them, and what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, request

from addon import (
    desk,
    gmail,
    health,
    hooks,
    hooks_graph,
    installation,
    limits,
    measures,
    outlook,
    pane,
    sign_in,
    troubles,
    web,
)
from workers.runtime import Runtime

PUBLIC = frozenset({
    "/healthz", "/readyz", "/metrics", "/about", "/manifests/google.json", "/manifests/outlook.xml",
    "/manifests/outlook.json", "/manifests/outlook.zip", "/outlook/pane", "/outlook/dialog", "/outlook/events",
    "/outlook/events.js", "/.well-known/microsoft-officeaddins-allowed.json", "/app/sign-in",
    "/app/sign-in/<provider>", "/app/sign-in/<provider>/back",
})  # fmt: skip
"""Doors that anybody may pass. All others belong to a blueprint that asks who is there."""

REDIS_PATIENCE = 0.3
"""Seconds to wait for Redis: somebody looks at a spinner, and every card can do without it."""
LOCK_PATIENCE = 5.0
"""Seconds to wait for another writer of a SQLite file; then a card offers to try again."""

_LARGEST_REQUEST = 1_000_000
_POLICY, _FRAMING = "Content-Security-Policy", "X-Frame-Options"
_NEVER_CHANGES = "public, max-age=31536000, immutable"
"""A file that is asked for by the digest of its content."""
_NAMED_BY_DIGEST = re.compile(r"/static/outlook/[A-Za-z]+-[A-Z0-9]{8}\.js$")
"""The shared parts of the pane, as its build names them."""
_HEADERS = {
    "Cache-Control": "no-store",
    _POLICY: "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    _FRAMING: "DENY",
}


def create_app(runtime: Runtime, *, clock: Callable[[], datetime] = desk.system_clock) -> Flask:
    """The web service over a runtime. Connects to nothing yet, so that it can be made before workers are forked."""
    app = Flask("addon", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.extensions[desk.NAME] = desk.furnish(runtime, clock)
    limits.install(app, runtime.redis, limit=runtime.settings.calls_per_person)
    for door in (gmail, outlook, pane, web, sign_in, hooks, hooks_graph, health, installation):
        app.register_blueprint(door.routes)
    app.after_request(_secure)
    measures.install(app)
    troubles.install(app)
    return app


def _secure(response: Response) -> Response:
    """What holds for every answer. A page that says itself who may frame it is not forbidden to be framed."""
    is_framed = _POLICY in response.headers
    for name, value in _HEADERS.items():
        if not (is_framed and name == _FRAMING):
            response.headers.setdefault(name, value)
    is_dated = "v" in request.args or _NAMED_BY_DIGEST.search(request.path)
    if request.endpoint == "static" and is_dated and response.status_code < 400:
        response.headers["Cache-Control"] = _NEVER_CHANGES
    return response
