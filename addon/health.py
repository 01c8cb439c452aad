"""GET /healthz, /readyz and /metrics: for those who run the service, and for the machines that watch it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from addon import measures, session
from addon.desk import Desk, desk
from workers import ticker

routes = Blueprint("health", __name__)

_TICKS_ARE_LATE = 120.0


@routes.get("/healthz")
def healthz() -> Response:
    """This process answers."""
    return Response("ok", mimetype="text/plain")


@routes.get("/readyz")
def readyz() -> Response:
    """Whether everything it needs is there; what is not, is named."""
    here = desk()
    checks = {"database": _database(here), "redis": _redis(here), "ticker": _ticker(here)}
    is_ready = all(check["ok"] for check in checks.values())
    return Response(orjson.dumps(checks), status=200 if is_ready else 503, mimetype="application/json")


@routes.get("/metrics")
def metrics() -> Response:
    """For Prometheus, which asks from inside: what came through the public proxy finds nothing here."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        abort(404)
    return Response(measures.written(desk()), content_type=CONTENT_TYPE_LATEST)


def _database(here: Desk) -> dict[str, Any]:
    try:
        with session.unit(here.runtime, writes=False) as unit:
            unit.execute(text("SELECT 1"))
    except SQLAlchemyError as failure:
        return {"ok": False, "error": type(failure).__name__}
    return {"ok": True}


def _redis(here: Desk) -> dict[str, Any]:
    try:
        here.runtime.redis.ping()
    except RedisError as failure:
        return {"ok": False, "error": type(failure).__name__}
    return {"ok": True}


def _ticker(here: Desk) -> dict[str, Any]:
    """Without a ticker nothing is polled, woken or swept."""
    try:
        age = ticker.age(here.runtime, now=here.clock())
    except RedisError as failure:
        return {"ok": False, "error": type(failure).__name__}
    return {"ok": age is not None and age < _TICKS_ARE_LATE, "last_tick_seconds_ago": age and round(age, 1)}
