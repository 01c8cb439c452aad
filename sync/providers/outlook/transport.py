"""Carries requests to Graph for one mailbox: authorised, immutable ids, few at a time, time limits, not redirected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests

from sync.errors import ProviderError, TryAgain
from sync.line import Line, Token
from sync.providers.outlook.addressing import VERSION

_CONNECT_SECONDS = 5.0
_MARGIN = timedelta(minutes=1)
IMMUTABLE = 'IdType="ImmutableId"'


class Transport:
    """Sends what it is given once; a token that Microsoft no longer likes is renewed once."""

    def __init__(self, root: str, prove: Callable[[], Token], line: Line, *, timeout: float) -> None:
        self._root = f"{root.rstrip('/')}/{VERSION}"
        self._prove = prove
        """Gives a new token. Asked only when no process has one."""
        self._line = line
        self._token = line.tokens.get()
        self._session = requests.Session()
        self._session.max_redirects = 0
        self._limits = (min(_CONNECT_SECONDS, timeout), timeout)

    def path(self, link: str) -> str:
        """A link of Graph's, below the version of the API. Raises ProviderError for one that leads to another host."""
        ours, theirs = urlsplit(self._root), urlsplit(link)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc) or not theirs.path.startswith(f"{ours.path}/"):
            raise ProviderError("Microsoft Graph named a page on another host; it was not asked for")
        return link[len(self._root) :]

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, places: int = 1
    ) -> requests.Response:
        """Ask for a path below the version of the API."""
        token = self._token
        if token is None or token.expires_at - datetime.now(UTC) < _MARGIN:
            token = self._renew()
        with self._line.flights.hold(places):
            answer = self._send(method, path, body, headers, token)
        if answer.status_code == 401:
            token = self._renew()
            with self._line.flights.hold(places):
                answer = self._send(method, path, body, headers, token)
        return answer

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], token: Token
    ) -> requests.Response:
        preferred = ", ".join(filter(None, (IMMUTABLE, headers.get("Prefer", ""))))
        authorised = {**headers, "Prefer": preferred, "Authorization": f"Bearer {token.value}"}
        try:
            return self._session.request(
                method, f"{self._root}{path}", data=body, headers=authorised, timeout=self._limits,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as failure:
            # Not chained: the exception carries the request, and with it the token.
            raise TryAgain(f"Microsoft Graph cannot be reached: {type(failure).__name__}") from None

    def _renew(self) -> Token:
        self._token = self._prove()
        self._line.tokens.put(self._token)
        return self._token
