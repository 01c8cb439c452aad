"""Carries requests to Google for one mailbox: authorised, with time limits, not redirected, not sent twice unasked."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import httplib2
import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from sync.errors import TryAgain
from sync.line import Token, Tokens
from sync.providers.gmail import refusals

_CONNECT_SECONDS = 5.0


class Transport:
    """What Google's client sends its requests through, in place of httplib2, which silently sends again what broke."""

    def __init__(self, credentials: Credentials, tokens: Tokens, *, timeout: float) -> None:
        self._credentials: Any = credentials
        self._tokens = tokens
        self._session = requests.Session()
        self._session.max_redirects = 0
        self._limits = (min(_CONNECT_SECONDS, timeout), timeout)
        known = tokens.get()
        if known is not None:
            self._credentials.token = known.value
            self._credentials.expiry = known.expires_at.astimezone(UTC).replace(tzinfo=None)

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """Send once; a token that Google no longer likes is renewed once."""
        if not self._credentials.valid:
            self._renew()
        answer = self._send(uri, method, body, headers)
        if answer.status_code == 401:
            self._renew()
            answer = self._send(uri, method, body, headers)
        return _as_httplib2(answer), answer.content

    def _send(self, uri: str, method: str, body: Any, headers: dict[str, str] | None) -> requests.Response:
        authorised = dict(headers or {})
        self._credentials.apply(authorised)
        try:
            return self._session.request(
                method, uri, data=body, headers=authorised, timeout=self._limits, allow_redirects=False
            )
        except requests.RequestException as failure:
            raise TryAgain(f"Google cannot be reached: {type(failure).__name__}") from failure

    def _renew(self) -> None:
        try:
            self._credentials.refresh(partial(Request(self._session), timeout=self._limits))
        except GoogleAuthError as failure:
            raise refusals.of_credential(failure) from failure
        expiry: datetime | None = self._credentials.expiry
        if expiry is not None:
            self._tokens.put(Token(self._credentials.token, expiry.replace(tzinfo=UTC)))


def _as_httplib2(answer: requests.Response) -> httplib2.Response:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return httplib2.Response(headers | {"status": str(answer.status_code)})
