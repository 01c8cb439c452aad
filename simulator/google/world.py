"""One running simulation: what is kept in the state file, and what lives only as long as the process."""

import threading
from dataclasses import dataclass, field

from simulator.config import Config
from simulator.google import consents, watches
from simulator.google.calls import CallLog
from simulator.google.faults import Faults
from simulator.google.quota import Quota
from simulator.google.store import Store
from simulator.google.timing import Clock


@dataclass(frozen=True)
class World:
    """Everything a request may touch; changed is set after each change, for the push to look."""

    config: Config
    clock: Clock
    store: Store
    quota: Quota
    faults: Faults = field(default_factory=Faults)
    calls: CallLog = field(default_factory=CallLog)
    changed: threading.Event = field(default_factory=threading.Event)
    held_back: dict[int, str] = field(default_factory=dict)
    """Notifications that wait for a newer one, and of which mailbox they tell."""


def open_world(config: Config) -> World:
    """Open the state file, and put into it what the configuration says and every Google has."""
    faults = Faults()
    clock = Clock(config.clock_offset, lambda: faults.skew)
    store = Store(config.state, clock=clock)
    with store.writing() as connection:
        for client in config.oauth_clients:
            consents.add_client(connection, client.id, client.secret)
            consents.allow_redirects(connection, client.id, client.redirects)
        for subscription in config.subscriptions:
            watches.subscribe(connection, subscription)
    return World(config, clock, store, Quota(config.quota_per_minute, config.method_costs), faults)
