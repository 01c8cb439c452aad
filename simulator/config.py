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
    redirects: tuple[str, ...] = ()
    """Where people who signed in come back to."""


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
class Tenant:
    """An organisation in Microsoft 365."""

    id: str = "6b0f3a52-8d1e-4c57-9a3b-2f7d5e8c1a40"
    domain: str = "example.org"
    name: str = "Example Clinic"


@dataclass(frozen=True)
class Registration:
    """An application registered with Entra, and what its tenant lets it do."""

    id: str
    tenant: str = Tenant.id
    name: str = "Application"
    secret: str = ""
    certificate: str = ""
    uri: str = ""
    scopes: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    """The scopes of Graph it may use for people."""


@dataclass(frozen=True)
class Microsoft:
    """The Microsoft side: tenants, applications, and where Entra is served over TLS."""

    tenants: tuple[Tenant, ...] = (Tenant(),)
    applications: tuple[Registration, ...] = ()
    tls_port: int = 0
    """Where Entra listens; 0: on any free port."""
    entra_url: str = ""
    """Under which address Entra is known; empty: that of the port."""
    certificate: Path | None = None
    """The certificate it shows, made at the start; whoever calls must trust it."""
    concurrent_calls: int | None = 4
    """How many calls an application may have under way for one mailbox."""
    calls_in_ten_minutes: int | None = 10_000
    """How many calls an application may make for one mailbox in ten minutes."""
    notification_backoff: float = 10
    """After how many seconds a notification that was not taken is sent again for the first time."""


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
    microsoft: Microsoft = Microsoft()
    smtp_port: int | None = None
    """Where the house takes mail for staff; 0: on any free port; None: nowhere."""
    model_key: str = "sk-simulated"
    """What the server of models wants to be shown."""
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
        oauth_clients=tuple(OAuthClient(**_frozen(each)) for each in values.pop("oauth_clients", ())),
        addon=AddOn(**addon) if addon else None,
        staff=tuple(staff),
        microsoft=_microsoft(values.pop("microsoft", {})),
        **values,
    )


def _microsoft(values: dict[str, Any]) -> Microsoft:
    """The part of the settings file that is about Microsoft."""
    given: dict[str, Any] = dict(values)
    if "tenants" in given:
        given["tenants"] = tuple(Tenant(**each) for each in given["tenants"])
    given["applications"] = tuple(Registration(**_frozen(each)) for each in given.get("applications", ()))
    return Microsoft(**given)


def _frozen(values: dict[str, Any]) -> dict[str, Any]:
    """Values whose lists do not change."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
