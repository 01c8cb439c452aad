"""The mail that somebody has open, read with the tokens of the add-on's event; they are used once and never kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests

from inbox.mail import addresses, references
from sync.errors import AccessLost, TryAgain

_TIMEOUT = (1.0, 1.5)
"""Seconds to connect and to answer: somebody is looking at a spinner."""
_RAW_TIMEOUT = (1.0, 15.0)
_HEADERS = ("Message-ID", "To", "Cc", "Delivered-To")


@dataclass(frozen=True)
class Tokens:
    """What the event carries: one token for the user, one for the open mail. Never log this."""

    user: str = field(repr=False)
    message: str = field(repr=False)


@dataclass(frozen=True)
class CurrentMessage:
    """What tells a mail apart from others, whom it was sent to, and when it came."""

    internet_message_id: str | None
    recipients: frozenset[str]
    received_at: datetime


def headers(api_url: str, provider_id: str, tokens: Tokens) -> CurrentMessage | None:
    """Who the open mail is. None when Gmail does not give it. Raises TryAgain or AccessLost."""
    params = {"format": "metadata", "metadataHeaders": list(_HEADERS), "fields": "internalDate,payload/headers"}
    found = _get(api_url, provider_id, params, tokens, _TIMEOUT)
    if found is None:
        return None
    fields = [
        (str(field.get("name", "")).lower(), str(field.get("value", "")))
        for field in found.get("payload", {}).get("headers", ())
    ]
    ids = [value for name, value in fields if name == "message-id"]
    sent_to = [value for name, value in fields if name != "message-id"]
    return CurrentMessage(
        internet_message_id=references.message_id(ids[0]) if ids else None,
        recipients=frozenset(one.address for one in addresses.parse(sent_to)),
        received_at=datetime.fromtimestamp(int(found.get("internalDate", 0)) / 1000, UTC),
    )


def raw(api_url: str, provider_id: str, tokens: Tokens) -> bytes | None:
    """The whole open mail. None when Gmail does not give it. Raises TryAgain or AccessLost."""
    found = _get(api_url, provider_id, {"format": "raw", "fields": "raw"}, tokens, _RAW_TIMEOUT)
    text = str(found.get("raw", "")) if found else ""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if text else None


def _get(
    api_url: str, provider_id: str, params: dict[str, Any], tokens: Tokens, timeout: tuple[float, float]
) -> dict[str, Any] | None:
    url = f"{api_url}/gmail/v1/users/me/messages/{quote(provider_id, safe='')}"
    both = {"Authorization": f"Bearer {tokens.user}", "X-Goog-Gmail-Access-Token": tokens.message}
    try:
        response = requests.get(url, params=params, headers=both, timeout=timeout, allow_redirects=False)
    except requests.RequestException:
        # Not chained: the exception carries the request, and with it the tokens.
        raise TryAgain("Gmail does not answer", after=5) from None
    if response.status_code in (400, 404):
        return None
    if response.status_code in (401, 403):
        raise AccessLost("Gmail does not let the add-on read this mail", "Allow the add-on to read the open mail.")
    if response.status_code != 200:
        raise TryAgain(f"Gmail answers {response.status_code}", after=5)
    answer: dict[str, Any] = response.json()
    return answer
