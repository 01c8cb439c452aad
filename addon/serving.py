"""Running the web service: this process becomes gunicorn."""

from __future__ import annotations

import os
import sys

from inbox.settings import Settings


def run(settings: Settings, *, host: str, port: int) -> None:
    """Serve until the process is asked to end. Never comes back."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "--config", "python:addon.gunicorn_conf", "--bind", bind,
        "--log-level", settings.log_level.lower(), "addon.wsgi:app",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 our own interpreter, our own arguments
