"""The simulator as a process: one worker with threads, and the push beside it."""

from collections.abc import Callable
from contextlib import ExitStack
from email.utils import format_datetime
from typing import Any

import gunicorn.util
from flask import Flask
from gunicorn.app.base import BaseApplication

from simulator.app import create_app
from simulator.config import Config
from simulator.google.push import pushing
from simulator.microsoft import notifications, tls
from simulator.post import server as post
from simulator.seed import patient

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by us rather than by a command line."""

    def __init__(self, config: Config, host: str, port: int) -> None:
        self.simulator = tls.prepared(config, host)
        self.host = host
        self.bind = f"{host}:{port}"
        self.background = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 30,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": self.stop_background,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application, in the worker; threads must begin after it was forked."""
        app: Flask = create_app(self.simulator)
        clock = app.extensions["google"].clock
        # Gunicorn dates every answer by itself; a Google whose clock is wrong dates them wrongly.
        gunicorn.util.http_date = lambda: format_datetime(clock(), usegmt=True)
        self.background.enter_context(pushing(app.extensions["google"]))
        self.background.enter_context(notifications.telling(app.extensions["microsoft"]))
        self.background.enter_context(tls.serving(app, self.simulator, self.host))
        if self.simulator.smtp_port is not None:
            shown = self.simulator.microsoft.certificate
            taking = post.receiving(
                app.extensions["post"], host=self.host, port=self.simulator.smtp_port,
                security=post.Security(shown) if shown else None,
            )  # fmt: skip
            self.background.enter_context(taking)
        if self.simulator.patient_every:
            store, microsoft = app.extensions["google"].store, app.extensions["microsoft"]
            self.background.enter_context(patient.writing(store, microsoft, every=self.simulator.patient_every))
        return app

    def stop_background(self, arbiter: object, worker: object) -> None:
        """End the threads before the worker goes."""
        self.background.close()


def serve(config: Config, host: str, port: int) -> None:
    """Answer until told to stop."""
    Server(config, host, port).run()
