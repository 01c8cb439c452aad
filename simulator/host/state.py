"""What the host page keeps while it runs: scopes people took back, and the deployment last read."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.config import Config
from simulator.host import deployment
from simulator.host.deployment import Deployment, Refused

KEPT_FOR = 10.0


@dataclass
class Host:
    """One page's memory. Nobody has taken anything back at first: installing grants every scope."""

    time_limit: float = 30.0
    withdrawn: dict[str, set[str]] = field(default_factory=dict)
    read: tuple[float, Deployment] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def deployed(host: Host, config: Config) -> Deployment:
    """The add-on's deployment, read again after a while so that a changed one is seen."""
    if config.addon is None or not config.addon.deployment:
        raise Refused("No add-on is deployed")
    with host.lock:
        if host.read and time.monotonic() - host.read[0] < KEPT_FOR:
            return host.read[1]
    fresh = deployment.read(config.addon.deployment)
    with host.lock:
        host.read = (time.monotonic(), fresh)
    return fresh


def granted(host: Host, person: str, scopes: Iterable[str]) -> list[str]:
    """Which of the add-on's scopes a person lets it have."""
    with host.lock:
        withdrawn = set(host.withdrawn.get(person, ()))
    return [scope for scope in scopes if scope not in withdrawn]


def change_consent(host: Host, person: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
    """A person grants scopes, or takes them back."""
    with host.lock:
        host.withdrawn[person] = (host.withdrawn.get(person, set()) - set(add)) | set(remove)
