"""One running simulation of Microsoft 365."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from simulator.config import Config
from simulator.google import keys
from simulator.google.calls import CallLog
from simulator.google.database import Database
from simulator.google.faults import Faults
from simulator.microsoft import applications
from simulator.microsoft.database import open_database
from simulator.microsoft.throttling import Throttle

PREFIX = "/graph"


@dataclass(frozen=True)
class World:
    """Everything a request may touch; clock, troubles and the log of calls are those of the whole simulator."""

    config: Config
    clock: Callable[[], datetime]
    store: Database
    faults: Faults
    calls: CallLog
    throttle: Throttle
    changed: threading.Event = field(default_factory=threading.Event)

    @property
    def graph_url(self) -> str:
        """Where Graph begins, without the version."""
        return f"{self.config.public_url}{PREFIX}"

    @property
    def entra_url(self) -> str:
        """Where Entra is reached; whoever checks insists on https."""
        return self.config.microsoft.entra_url or self.config.public_url


def open_world(config: Config, clock: Callable[[], datetime], faults: Faults, calls: CallLog) -> World:
    """Open the state file, and put into it what the configuration says and every Microsoft has."""
    store = open_database(config.state)
    with store.writing() as connection:
        if not keys.published(connection):
            keys.rotate(connection, now=clock())
        for tenant in config.microsoft.tenants:
            applications.add_tenant(connection, tenant.id, tenant.domain, tenant.name)
        for each in config.microsoft.applications:
            registered = {name: getattr(each, name) for name in applications.Application.__dataclass_fields__}
            applications.add(connection, applications.Application(**registered))
            applications.consent(connection, each.tenant, each.id, each.roles, each.granted)
    limits = Throttle(config.microsoft.concurrent_calls, config.microsoft.calls_in_ten_minutes)
    return World(config, clock, store, faults, calls, limits)
