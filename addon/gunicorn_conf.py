"""How gunicorn runs the web service: a few processes with a few threads, loaded once before they are forked."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from addon import desk
from inbox import settings as all_settings

_settings = all_settings.load()
_SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The processes add up their measures in this folder. Prometheus' library looks for it while it is imported."""
_folder = "" if os.environ.get(_SHARED) else tempfile.mkdtemp(prefix="inbox-measures-")
os.environ.setdefault(_SHARED, _folder)

bind = [f"{_settings.web_host}:{_settings.web_port}"]
worker_class = "gthread"
workers = _settings.web_workers
threads = _settings.web_threads
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 75
control_socket_disable = True
"""It would lie in somebody's home directory."""
accesslog = None
"""None is written: it would tell who looked at what. The measures tell how the service fares."""
logconfig_dict: dict[str, object] = {
    "root": {},
    "loggers": {"gunicorn.error": {"level": _settings.log_level, "handlers": [], "propagate": True}},
}
"""What gunicorn says goes through our own log, which hides what nobody is to read there."""


def post_worker_init(worker: Any) -> None:
    """Let the streams of open pages end when the process is to end."""
    worker.wsgi.extensions[desk.NAME].streams.may_go_on = lambda: worker.alive


def on_exit(_server: object) -> None:
    """Leave no folder behind."""
    if _folder:
        shutil.rmtree(_folder, ignore_errors=True)
