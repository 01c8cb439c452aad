"""What a person must have allowed the add-on, and asking for exactly what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from addon.google_event import GoogleEvent
from manifests import google

ALWAYS = (google.EXECUTE, google.EMAIL)
TO_LOOK = (google.EXECUTE, google.METADATA, google.EMAIL)
TO_WRITE = (google.EXECUTE, google.COMPOSE, google.EMAIL)
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
    if allowed is not None:
        missing = tuple(scope for scope in scopes if not {scope, _IMPLIED.get(scope, scope)} & set(allowed))
        if missing:
            raise NeedsConsent(missing)
    if not event.authorization.user_id_token.get_secret_value():
        raise NeedsConsent((google.EMAIL,))
