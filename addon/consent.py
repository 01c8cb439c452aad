"""What a person must have allowed the add-on, and asking for exactly what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from addon.google_event import GoogleEvent
from manifests import google

TO_LOOK = (google.METADATA,)
TO_WRITE = (google.COMPOSE,)
TO_TRACK = (google.READ,)

_IMPLIED = {google.METADATA: google.READ}
"""Who may read the open mail may read its headers."""


class NeedsConsent(Exception):
    """The person has yet to allow something. Google asks them, then repeats the call by itself."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__("consent is missing")
        self.scopes = scopes

    @property
    def answer(self) -> dict[str, Any]:
        """What makes Google ask."""
        return {"requesting_google_scopes": {"scopes": list(self.scopes)}}


def require(event: GoogleEvent, scopes: Iterable[str]) -> None:
    """Go on only with everything allowed. Events from before people could choose do not say what is."""
    allowed = event.authorization.authorized_scopes
    missing = [
        scope for scope in scopes if allowed is not None and not {scope, _IMPLIED.get(scope, scope)} & set(allowed)
    ]
    if not event.authorization.user_id_token.get_secret_value():
        missing.append(google.EMAIL)
    if missing:
        raise NeedsConsent(tuple(missing))
