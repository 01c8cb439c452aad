"""How one simulator is set up."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Subscription:
    """A Pub/Sub push subscription: where the notifications of a topic go, and as whom."""

    topic: str
    endpoint: str
    audience: str
    service_account: str
    name: str = "projects/simulated/subscriptions/gmail"
    minimum_backoff: float = 10
    maximum_backoff: float = 600
    acknowledge_within: float = 10


@dataclass(frozen=True)
class OAuthClient:
    """An OAuth client that is known to Google."""

    id: str
    secret: str = ""


@dataclass(frozen=True)
class AddOn:
    """The Workspace add-on the host page shows, and how its public addresses are reached on this machine."""

    service_account: str
    client_id: str
    public_origin: str
    internal_origin: str
    deployment: str = ""
    """Path or address of the deployment descriptor; empty: none is deployed."""


@dataclass(frozen=True)
class Staff:
    """Somebody who signs in at the host page, and the mailboxes they may open there."""

    email: str
    mailboxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """Everything that is settled before the simulator starts."""

    state: Path
    public_url: str
    subscriptions: tuple[Subscription, ...] = ()
    oauth_clients: tuple[OAuthClient, ...] = ()
    addon: AddOn | None = None
    staff: tuple[Staff, ...] = ()
    quota_per_minute: int | None = 6000
    method_costs: dict[str, int] = field(default_factory=dict)
    latency: float = 0
    clock_offset: float = 0
    push_interval: float = 1.0
    patient_every: float = 0
    """Seconds between the mails that an invented patient writes; 0: none does."""


def from_json(text: str, *, state: Path, public_url: str) -> Config:
    """Read the settings file; what it leaves out keeps its default."""
    values: dict[str, Any] = json.loads(text)
    addon = values.pop("addon", None)
    staff = (Staff(each["email"], tuple(each.get("mailboxes", ()))) for each in values.pop("staff", ()))
    return Config(
        state=state,
        public_url=public_url.rstrip("/"),
        subscriptions=tuple(Subscription(**each) for each in values.pop("subscriptions", ())),
        oauth_clients=tuple(OAuthClient(**each) for each in values.pop("oauth_clients", ())),
        addon=AddOn(**addon) if addon else None,
        staff=tuple(staff),
        **values,
    )
