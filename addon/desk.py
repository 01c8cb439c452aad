"""What the web service holds while it runs, and how its parts get at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app

from addon.entra import Registration
from addon.entra_keys import EntraKeys
from addon.google_keys import GoogleKeys
from addon.pulse import Pulse
from cards.workspace import Endpoints
from inbox.settings import Settings
from sync.providers.outlook.on_behalf import OnBehalf
from workers.runtime import Runtime

NAME = "inbox"


@dataclass(frozen=True)
class Desk:
    """Runtime, the keys of those who vouch for people, the clock, whether the queue can be reached, and how
    people's own mail is asked for."""

    runtime: Runtime
    keys: GoogleKeys
    entra_keys: EntraKeys
    pulse: Pulse
    clock: Callable[[], datetime]
    behalf: OnBehalf

    @property
    def settings(self) -> Settings:
        return self.runtime.settings

    @property
    def registration(self) -> Registration:
        """What Microsoft Entra knows of us."""
        known = self.settings
        return Registration(
            known.entra_authority,
            known.entra_client_id,
            (known.entra_client_id, known.entra_app_uri),
            known.entra_scope,
        )

    @property
    def endpoints(self) -> Endpoints:
        return Endpoints(self.settings.public_url)


def system_clock() -> datetime:
    """The one place of the web service that reads the clock."""
    return datetime.now(UTC)


def furnish(runtime: Runtime, clock: Callable[[], datetime]) -> Desk:
    """A desk for one process."""
    known = runtime.settings
    return Desk(
        runtime=runtime, keys=GoogleKeys(known.google_certs_url, clock),
        entra_keys=EntraKeys(known.entra_keys, clock, ca_file=known.entra_ca_file),
        pulse=Pulse(runtime.redis, clock), clock=clock,
        behalf=OnBehalf(known, runtime.redis, runtime.ring),
    )  # fmt: skip


def desk() -> Desk:
    """The desk of the application that answers the current request."""
    found = current_app.extensions[NAME]
    assert isinstance(found, Desk)
    return found
