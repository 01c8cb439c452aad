"""What a process of ours holds while it runs: settings, database, Redis, keys. Built once at its start."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from inbox import database
from inbox.database import Sessions
from inbox.secrets import KeyRing
from inbox.settings import Settings

_REDIS_PATIENCE = 2.0
"""Seconds to wait for Redis before doing without it; a worker that waits for jobs takes longer by itself."""
_LOCK_PATIENCE = 30.0
"""Seconds to wait for another writer of a SQLite file: work that nobody looks at has time."""


@dataclass(frozen=True)
class Runtime:
    """Shared by web, workers, ticker and command line."""

    settings: Settings
    engine: Engine
    make: Sessions
    redis: Redis
    ring: KeyRing

    @property
    def message_id_keys(self) -> tuple[bytes, ...]:
        """Keys of the keyed hash in our own Message-IDs, newest first."""
        return self.ring.derived("message-id")

    @property
    def ledger_keys(self) -> tuple[bytes, ...]:
        """Keys that seal the ledger, newest first."""
        return self.ring.derived("ledger")


def build(
    settings: Settings, *, redis_patience: float = _REDIS_PATIENCE, lock_patience: float = _LOCK_PATIENCE
) -> Runtime:
    """Open what the settings name. Connects to nothing yet. Raises ValueError for an unusable key ring."""
    engine = database.connect(settings.database_url, lock_patience=lock_patience)
    redis = Redis.from_url(
        settings.redis_url, socket_connect_timeout=redis_patience, socket_timeout=redis_patience,
        health_check_interval=30, retry=Retry(NoBackoff(), 1),
    )  # fmt: skip
    make = database.sessions(engine)
    make.configure(info={"redis": redis})
    ring = KeyRing.parse(settings.secret_keys.get_secret_value())
    return Runtime(settings=settings, engine=engine, make=make, redis=redis, ring=ring)
