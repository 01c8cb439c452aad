"""The simulator as a web application."""

from flask import Flask, redirect

from simulator import admin
from simulator.config import Config
from simulator.google import routes
from simulator.google.world import open_world
from simulator.host import routes as host
from simulator.outlook_host import routes as outlook_host


def create_app(config: Config) -> Flask:
    """Google on localhost; the world behind it is app.extensions["google"]."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["google"] = open_world(config)
    app.register_blueprint(routes.routes)
    app.register_blueprint(admin.routes)
    app.register_blueprint(host.routes)
    app.register_blueprint(outlook_host.routes)
    app.add_url_rule("/", "home", lambda: redirect("/host/"))
    return app
