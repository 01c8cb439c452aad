"""What gunicorn serves: `gunicorn --config python:addon.gunicorn_conf addon.wsgi:app`."""

from addon.app import create_app
from inbox import settings
from workers import runtime

app = create_app(runtime.build(settings.load()))
