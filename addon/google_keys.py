"""Google's public certificates: fetched when needed, kept as long as Google says, fetched anew for an unknown key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import regex
import requests

_MAX_AGE = regex.compile(r"max-age=(\d+)")
_TIMEOUT = 3.0
_PAUSE = timedelta(seconds=30)
"""Between two fetches for keys that we do not know, and between two tries while Google does not answer."""


class KeysUnavailable(Exception):
    """Google's certificates cannot be had, and none are kept."""


class UnknownKey(ValueError):
    """Google publishes no key of this name."""


class GoogleKeys:
    """The certificates at one address, for all threads of a process."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock
        self._certificates: Mapping[str, str] = {}
        self._good_until: datetime | None = None
        self._pause_until: datetime | None = None
        self._lock = threading.Lock()

    def certificate(self, key_id: str) -> str:
        """The certificate of a key, as PEM. Raises UnknownKey, or KeysUnavailable when there is nothing to look in."""
        kept = self._certificates
        if key_id in kept and self._is_fresh():
            return kept[key_id]
        with self._lock:
            if key_id not in self._certificates or not self._is_fresh():
                self._fetch()
            found = self._certificates.get(key_id)
        if found is None:
            raise UnknownKey("signed with a key that Google does not publish")
        return found

    def _is_fresh(self) -> bool:
        return self._good_until is not None and self._clock() < self._good_until

    def _fetch(self) -> None:
        """Ask Google, unless that was just done. What is kept stays good while Google does not answer."""
        now = self._clock()
        if self._certificates and self._pause_until is not None and now < self._pause_until:
            return
        was_known = bool(self._certificates) and self._is_fresh()
        try:
            self._certificates, lifetime = _download(self._url)
        except (requests.RequestException, ValueError) as error:
            if not self._certificates:
                raise KeysUnavailable("Google's certificates cannot be fetched") from error
            self._pause_until = now + _PAUSE
        else:
            self._good_until = now + lifetime
            self._pause_until = now + _PAUSE if was_known else None


def _download(url: str) -> tuple[dict[str, str], timedelta]:
    response = requests.get(url, timeout=_TIMEOUT)
    response.raise_for_status()
    certificates = response.json()
    if not isinstance(certificates, dict) or not all(isinstance(pem, str) for pem in certificates.values()):
        raise ValueError("these are no certificates")
    age = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
    return certificates, timedelta(seconds=int(age.group(1)) if age else 300)
