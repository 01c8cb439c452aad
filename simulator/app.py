"""The simulator as a web application."""

from flask import Flask

from simulator import admin
from simulator.config import Config
from simulator.google import routes, sign_in_routes
from simulator.google.world import open_world
from simulator.host import routes as host
from simulator.microsoft import admin as microsoft_admin
from simulator.microsoft import routes as microsoft
from simulator.microsoft.entra import routes as entra
from simulator.microsoft.world import open_world as open_microsoft
from simulator.openai import admin as openai_admin
from simulator.openai import routes as openai
from simulator.openai.state import State
from simulator.outlook_host import routes as outlook_host
from simulator.post import routes as post
from simulator.post.tray import Tray
from simulator.start import routes as start


def create_app(config: Config) -> Flask:
    """Google and Microsoft on localhost; the worlds behind them are app.extensions["google"] and ["microsoft"]."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["google"] = google = open_world(config)
    app.extensions["microsoft"] = open_microsoft(config, google.clock, google.faults, google.calls)
    app.register_blueprint(routes.routes)
    app.register_blueprint(sign_in_routes.routes)
    app.register_blueprint(admin.routes)
    app.register_blueprint(microsoft.routes)
    app.register_blueprint(microsoft_admin.routes)
    app.register_blueprint(entra.routes)
    app.register_blueprint(host.routes)
    app.register_blueprint(outlook_host.routes)
    app.extensions["post"] = Tray()
    app.register_blueprint(post.routes)
    app.extensions["openai"] = State(key=config.model_key)
    app.register_blueprint(openai.routes, url_prefix="/openai")
    app.register_blueprint(openai_admin.routes)
    app.register_blueprint(start.routes)
    return app
