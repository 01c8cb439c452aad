"""What gunicorn serves: `gunicorn --config python:addon.gunicorn_conf addon.wsgi:app`."""

from addon.app import LOCK_PATIENCE, REDIS_PATIENCE, create_app
from inbox import log, settings
from workers import runtime

_settings = settings.load()
log.configure(_settings.log_level)
app = create_app(runtime.build(_settings, redis_patience=REDIS_PATIENCE, lock_patience=LOCK_PATIENCE))
