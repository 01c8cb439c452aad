"""The simulator as a web application."""

from flask import Flask

from simulator import admin
from simulator.config import Config
from simulator.google import routes
from simulator.google.world import open_world


def create_app(config: Config) -> Flask:
    """Google on localhost; the world behind it is app.extensions["google"]."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["google"] = open_world(config)
    app.register_blueprint(routes.routes)
    app.register_blueprint(admin.routes)
    return app
