"""The web service: its doors, who may pass them, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response

from addon import desk, gmail, health, hooks, installation, limits, measures, outlook, troubles
from workers.runtime import Runtime

PUBLIC = frozenset({"/healthz", "/readyz", "/metrics", "/manifests/google.json"})
"""Doors that anybody may pass. All others belong to a blueprint that asks who is there."""

REDIS_PATIENCE = 0.3
"""Seconds to wait for Redis: somebody looks at a spinner, and every card can do without it."""
LOCK_PATIENCE = 5.0
"""Seconds to wait for another writer of a SQLite file; then a card offers to try again."""

_LARGEST_REQUEST = 1_000_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(runtime: Runtime, *, clock: Callable[[], datetime] = desk.system_clock) -> Flask:
    """The web service over a runtime. Connects to nothing yet, so that it can be made before workers are forked."""
    app = Flask("addon", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.extensions[desk.NAME] = desk.furnish(runtime, clock)
    limits.install(app, runtime.redis, limit=runtime.settings.calls_per_person)
    for routes in (gmail.routes, outlook.routes, hooks.routes, health.routes, installation.routes):
        app.register_blueprint(routes)
    app.after_request(_secure)
    measures.install(app)
    troubles.install(app)
    return app


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
