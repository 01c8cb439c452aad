"""Google's public certificates, by the names of their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from addon.published_keys import PublishedKeys


class GoogleKeys(PublishedKeys[str]):
    """The certificates at one address, as PEM."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        super().__init__(url, clock, _certificates)

    def certificate(self, key_id: str) -> str:
        """The certificate of a key. Raises UnknownKey, or KeysUnavailable when there is nothing to look in."""
        return self.key(key_id)


def _certificates(published: object) -> Mapping[str, str]:
    if not isinstance(published, dict) or not all(isinstance(pem, str) for pem in published.values()):
        raise ValueError("these are no certificates")
    return published
