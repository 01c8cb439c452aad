"""What Google's refusals mean for a mailbox, and what an admin does about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import orjson
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError

from sync.errors import AccessLost, ProviderError, Refrained, TryAgain
from sync.providers.gmail.credentials import SCOPES

_RETRY_AFTER = re.compile(r"[Rr]etry after (\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))")
_TOO_FAST = frozenset({"userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "RESOURCE_EXHAUSTED"})
_QUOTA_ZONE = ZoneInfo("America/Los_Angeles")

_DELEGATION = (
    "In the Google Admin console, under Security, Access and data control, API controls, Domain-wide delegation, allow "
    f"the service account's client id the scope {SCOPES[0]}. Of a user's consent: connect the mailbox again."
)
_AGAIN = "Connect the mailbox again."
_FORBIDDEN = ("Google does not let our credential read this mailbox.", _DELEGATION)
_UNAUTHENTICATED = ("Google no longer accepts the credential.", f"Check its key or its consent. {_AGAIN}")
_ACCESS = {
    "domainPolicy": (
        "The policy of the mailbox's domain does not let this application read Gmail.",
        "In the Google Admin console, allow it under Security, Access and data control, API controls.",
    ),
    "accessNotConfigured": (
        "The Gmail API is not switched on in the Google Cloud project of the credential.",
        "In the Google Cloud console, open APIs and services, Library, Gmail API, and press Enable.",
    ),
    "insufficientPermissions": (f"The credential lacks the scope {SCOPES[0]}.", _DELEGATION),
    "failedPrecondition": (
        "Google has no Gmail mailbox for this address.",
        "It must be a licensed user with Gmail switched on, not a group or an alias.",
    ),
}
_CREDENTIAL = {
    "unauthorized_client": ("Google does not let the service account act for this mailbox.", _DELEGATION),
    "access_denied": ("Google does not let the service account act for this mailbox.", _DELEGATION),
    "invalid_grant": (
        "Google no longer accepts the credential: the mailbox was deleted or suspended, the key revoked, the consent "
        "withdrawn, the password changed, or this server's clock is wrong.",
        f"Mend that, then sync the mailbox. If it does not help: {_AGAIN.lower()}",
    ),
    "invalid_client": ("Google does not know the client of the credential.", _AGAIN),
    "deleted_client": ("The client of the credential was deleted.", _AGAIN),
}


class Lacking(ProviderError):
    """There is no such method. Google has it; another server of its API may not."""


@dataclass(frozen=True)
class Refusal:
    """An answer that is not a success, taken apart."""

    status: int
    reason: str
    message: str
    after: float
    """Seconds that Google asks us to wait, 0 when it says nothing."""

    @property
    def is_rate(self) -> bool:
        return self.status == 429 or (self.status == 403 and self.reason in _TOO_FAST)

    @property
    def is_passing(self) -> bool:
        """Whether asking again later may help."""
        return self.is_rate or self.status in (408, 425) or (self.status >= 500 and not self.is_lacking)

    @property
    def is_lacking(self) -> bool:
        """Whether the server knows no such method. A 404 with a reason is Google's, and about what was asked for."""
        return self.status in (405, 501) or (self.status == 404 and not self.reason)

    @property
    def is_gone(self) -> bool:
        return self.status in (404, 410)


def read(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Refusal:
    """Take an answer apart. Google writes errors in several shapes, and proxies write none of them."""
    reason, message = _reason(body)
    return Refusal(status, reason, message, _wait(headers.get("retry-after", ""), message, now))


def error(refusal: Refusal, now: datetime) -> ProviderError:
    """The error that a refusal of a whole call is."""
    status = refusal.status
    said = f"Google answered {status} {refusal.reason}".strip()
    if refusal.reason == "dailyLimitExceeded":
        return Refrained("today's quota of the Google project is used up", after=_until_tomorrow(now), status=status)
    if refusal.is_rate:
        return Refrained(said, after=refusal.after, status=status)
    if refusal.is_passing:
        return TryAgain(said, after=refusal.after, status=status)
    if status == 401:
        return AccessLost(*_UNAUTHENTICATED)
    if status == 403 or refusal.reason == "failedPrecondition":
        return AccessLost(*_ACCESS.get(refusal.reason, _FORBIDDEN))
    kind = Lacking if refusal.is_lacking else ProviderError
    return kind(f"{said}: {refusal.message[:200]}", status=status)


def of_credential(failure: GoogleAuthError) -> ProviderError:
    """The error that a failed refresh of the access token is."""
    if isinstance(failure, TransportError) or failure.retryable:
        return TryAgain("Google's token endpoint does not answer")
    if not isinstance(failure, RefreshError):
        return AccessLost(*_UNAUTHENTICATED)
    answer = failure.args[1] if len(failure.args) > 1 and isinstance(failure.args[1], dict) else {}
    return AccessLost(*_CREDENTIAL.get(str(answer.get("error")), _UNAUTHENTICATED))


def _reason(body: bytes) -> tuple[str, str]:
    try:
        said = orjson.loads(body)["error"]
        if isinstance(said, str):
            return said, ""
        first = (said.get("errors") or [{}])[0]
        return str(first.get("reason") or said.get("status") or ""), str(said.get("message") or "")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError):
        return "", ""


def _wait(header: str, message: str, now: datetime) -> float:
    if header.strip().isdigit():
        return float(header)
    try:
        found = _RETRY_AFTER.search(message)
        until = datetime.fromisoformat(found[1]) if found else parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)


def _until_tomorrow(now: datetime) -> float:
    """Google counts days in Pacific time."""
    there = now.astimezone(_QUOTA_ZONE)
    midnight = datetime.combine(there.date() + timedelta(days=1), time(), _QUOTA_ZONE)
    return (midnight.astimezone(UTC) - now).total_seconds()
