"""Public keys that an identity provider publishes: fetched when needed, kept as long as it says, and never hammered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import regex
import requests

Key = TypeVar("Key")

_MAX_AGE = regex.compile(r"max-age=(\d+)")
_USUAL_AGE = timedelta(seconds=300)
_TIMEOUT = 3.0
_PAUSE = timedelta(seconds=30)
"""Between two fetches for keys that we do not know, and between two tries while nobody answers."""
_SHORT_PAUSE = timedelta(seconds=3)
"""Between two tries while there are no keys at all, so that callers do not wait in line for an issuer that is down."""


class KeysUnavailable(Exception):
    """The keys cannot be had, and none are kept."""


class UnknownKey(ValueError):
    """No key of this name is published."""


class PublishedKeys(Generic[Key]):
    """The keys at one address, by name, for all threads of a process."""

    def __init__(
        self, url: str, clock: Callable[[], datetime], read: Callable[[object], Mapping[str, Key]], *,
        pauses_at_once: bool = False, ca_file: str = "",
    ) -> None:  # fmt: skip
        """`read` makes keys of the JSON that was fetched; raises ValueError. Where keys are announced long before
        they are used, `pauses_at_once` after every fetch, not only after one for an unknown key. `ca_file` holds
        certificates to trust in the place of the usual ones."""
        self._url = url
        self._clock = clock
        self._read = read
        self._pauses_at_once = pauses_at_once
        self._trusted: str | bool = ca_file or True
        self._keys: Mapping[str, Key] = {}
        self._good_until: datetime | None = None
        self._pause_until: datetime | None = None
        self._lock = threading.Lock()

    def key(self, name: str) -> Key:
        """The key of a name. Raises UnknownKey, or KeysUnavailable when there is nothing to look in."""
        kept = self._keys
        if name in kept and self._is_fresh():
            return kept[name]
        with self._lock:
            if name not in self._keys or not self._is_fresh():
                self._fetch()
            found = self._keys.get(name)
        if found is None:
            raise UnknownKey("signed with a key that nobody publishes")
        return found

    def _is_fresh(self) -> bool:
        return self._good_until is not None and self._clock() < self._good_until

    def _fetch(self) -> None:
        """Ask, unless that was just done. What is kept stays good while nobody answers."""
        now = self._clock()
        if self._pause_until is not None and now < self._pause_until:
            if not self._keys:
                raise KeysUnavailable("the public keys could not be fetched a moment ago")
            return
        was_known = bool(self._keys) and self._is_fresh()
        try:
            self._keys, lifetime = self._download()
        except (requests.RequestException, ValueError) as error:
            if not self._keys:
                self._pause_until = now + _SHORT_PAUSE if self._pauses_at_once else None
                raise KeysUnavailable("the public keys cannot be fetched") from error
            self._pause_until = now + _PAUSE
        else:
            self._good_until = now + lifetime
            self._pause_until = now + _PAUSE if was_known or self._pauses_at_once else None

    def _download(self) -> tuple[Mapping[str, Key], timedelta]:
        response = requests.get(self._url, timeout=_TIMEOUT, verify=self._trusted)
        response.raise_for_status()
        keys = self._read(response.json())
        age = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
        return keys, timedelta(seconds=int(age.group(1))) if age else _USUAL_AGE
