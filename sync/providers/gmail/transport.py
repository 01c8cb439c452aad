"""Carries requests to Google for one mailbox: authorised, with time limits, not redirected, not sent twice unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
_MARGIN = timedelta(minutes=1)


class Transport:
    """What Google's client sends its requests through, in place of httplib2, which silently sends again what broke."""

    def __init__(self, prove: Callable[[], Credentials], tokens: Tokens, *, timeout: float) -> None:
        self._prove = prove
        """Gives credentials. Asked only for a new token: reading a private key takes longer than most calls."""
        self._tokens = tokens
        self._token = tokens.get()
        self._session = requests.Session()
        self._session.max_redirects = 0
        self._limits = (min(_CONNECT_SECONDS, timeout), timeout)

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """Send once; a token that Google no longer likes is renewed once."""
        token = self._token
        if token is None or token.expires_at - datetime.now(UTC) < _MARGIN:
            token = self._renew()
        answer = self._send(uri, method, body, headers, token)
        if answer.status_code == 401:
            answer = self._send(uri, method, body, headers, self._renew())
        return _as_httplib2(answer), answer.content

    def _send(
        self, uri: str, method: str, body: Any, headers: dict[str, str] | None, token: Token
    ) -> requests.Response:
        authorised = {**(headers or {}), "authorization": f"Bearer {token.value}"}
        try:
            return self._session.request(
                method, uri, data=body, headers=authorised, timeout=self._limits, allow_redirects=False
            )
        except requests.RequestException as failure:
            raise TryAgain(f"Google cannot be reached: {type(failure).__name__}") from failure

    def _renew(self) -> Token:
        credentials: Any = self._prove()
        try:
            credentials.refresh(partial(Request(self._session), timeout=self._limits))
        except GoogleAuthError as failure:
            raise refusals.of_credential(failure) from failure
        expiry: datetime = credentials.expiry or datetime.now(UTC)
        self._token = Token(credentials.token, expiry.replace(tzinfo=UTC))
        self._tokens.put(self._token)
        return self._token


def _as_httplib2(answer: requests.Response) -> httplib2.Response:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return httplib2.Response(headers | {"status": str(answer.status_code)})
