"""What the web service holds while it runs, and how its parts get at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app

from addon import sign_in_providers
from addon.entra import Registration
from addon.entra_keys import EntraKeys
from addon.google_keys import GoogleKeys
from addon.open_id import OpenId
from addon.pulse import Pulse
from addon.streams import Streams
from addon.web_sessions import Lasts
from cards.workspace import Endpoints
from inbox.settings import Settings
from sync.providers.outlook.on_behalf import OnBehalf
from workers.runtime import Runtime

NAME = "inbox"


@dataclass(frozen=True)
class Desk:
    """What the doors need: runtime, keys, clock, with whom people sign in, open pages, how own mail is asked for."""

    runtime: Runtime
    keys: GoogleKeys
    entra_keys: EntraKeys
    pulse: Pulse
    sign_in: Mapping[str, OpenId]
    """With whom people sign in on the web page."""
    streams: Streams
    clock: Callable[[], datetime]
    behalf: OnBehalf

    @property
    def settings(self) -> Settings:
        return self.runtime.settings

    @property
    def registration(self) -> Registration:
        """What Microsoft Entra knows of us."""
        return _registration(self.settings)

    @property
    def web_lasts(self) -> Lasts:
        """How long people stay signed in on the web page."""
        known = self.settings
        return Lasts(timedelta(minutes=known.web_idle_minutes), timedelta(hours=known.web_session_hours))

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
        pulse=Pulse(runtime.redis, clock), sign_in=sign_in_providers.of(known, _registration(known), clock),
        streams=Streams(min(known.web_streams, known.web_threads // 2)), clock=clock,
        behalf=OnBehalf(known, runtime.redis, runtime.ring),
    )  # fmt: skip


def _registration(known: Settings) -> Registration:
    audiences = (known.entra_client_id, known.entra_app_uri)
    return Registration(known.entra_authority, known.entra_client_id, audiences, known.entra_scope)


def desk() -> Desk:
    """The desk of the application that answers the current request."""
    found = current_app.extensions[NAME]
    assert isinstance(found, Desk)
    return found
