"""What Graph's refusals mean for a mailbox, and what an admin does about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import orjson

from sync.errors import AccessLost, CursorLost, ProviderError, Refrained, TryAgain

_RESET = frozenset({
    "syncstatenotfound", "resyncrequired", "syncstateinvalid", "resyncchangesapplydifferences",
    "resyncchangesuploaddifferences", "fullsyncrequired",
})  # fmt: skip
_NO_MAILBOX = frozenset({
    "errorinvaliduser", "mailboxnotenabledforrestapi", "mailboxnothostedinexchangeonline", "request_resourcenotfound",
    "errornonexistentmailbox", "mailboxnotsupportedforrestapi",
})  # fmt: skip
_PASSING = frozenset({408, 423, 424, 425})
_TOO_FAST = frozenset({429, 509})
_UNAUTHENTICATED = (
    "Microsoft no longer accepts our access.",
    "Check the application's secret or certificate, and the tenant's consent; then sync the mailbox.",
)
_FORBIDDEN = (
    "Microsoft does not let the application read this mailbox.",
    "Give it the application permissions Mail.ReadWrite, Mail.Send and MailboxSettings.ReadWrite, by consent or by "
    "RBAC for Applications with a scope that holds this mailbox. A change may take up to two hours; it is tried again "
    "by itself.",
)
_MISSING = (
    "Microsoft has no mailbox of this address that Graph can reach.",
    "It must be a mailbox in Exchange Online: not a group, not an alias, not one on a server of your own.",
)


def error(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ProviderError:
    """The error that an answer is which is no success."""
    code, message = _said(body)
    after, said = _wait(_header(headers, "retry-after"), now), f"Microsoft answered {status} {code}".strip()
    if status == 410 or code.lower() in _RESET:
        return CursorLost(said, status=status)
    if status in _TOO_FAST:
        return Refrained(said, after=after, status=status)
    if status >= 500 or status in _PASSING:
        return TryAgain(said, after=after, status=status)
    if status == 401:
        return AccessLost(*_UNAUTHENTICATED)
    if status == 403:
        return AccessLost(*_FORBIDDEN)
    if status == 404 and code.lower() in _NO_MAILBOX:
        return AccessLost(*_MISSING)
    return ProviderError(f"{said}: {message[:200]}", status=status)


def _said(body: bytes) -> tuple[str, str]:
    try:
        said = orjson.loads(body)["error"]
        return str(said.get("code") or ""), str(said.get("message") or "")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return "", ""


def _header(headers: Mapping[str, str], name: str) -> str:
    """In a batch the names of headers come in any case."""
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")


def _wait(header: str, now: datetime) -> float:
    """Seconds, which may be a fraction, or a date."""
    try:
        return max(float(header), 0.0) if header else 0.0
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)
