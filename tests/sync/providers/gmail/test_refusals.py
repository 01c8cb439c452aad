"""What each of Google's refusals means."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from google.auth.exceptions import RefreshError, TransportError

from sync.errors import AccessLost, ProviderError, TryAgain
from sync.providers.gmail import refusals

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def body(reason: str, message: str = "", status: str = "") -> bytes:
    return json.dumps({"error": {"errors": [{"reason": reason}], "message": message, "status": status}}).encode()


def error(status: int, content: bytes = b"", retry_after: str = "") -> ProviderError:
    return refusals.error(refusals.read(status, {"retry-after": retry_after}, content, NOW), NOW)


def failed(code: str, *, retryable: bool = False) -> RefreshError:
    return RefreshError(code, {"error": code}, retryable=retryable)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (429, b""), (500, b"not json"), (502, b"<html>"), (503, body("backendError")), (408, b""),
        (403, body("userRateLimitExceeded")), (403, body("rateLimitExceeded")),
        (403, json.dumps({"error": {"status": "RESOURCE_EXHAUSTED"}}).encode()),
    ],
)  # fmt: skip
def test_what_passes_is_tried_again(status: int, content: bytes) -> None:
    assert isinstance(error(status, content), TryAgain)


def test_google_may_say_how_long_to_wait_in_a_header_or_in_its_text() -> None:
    said = body("userRateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-03-04T09:30:42.500Z")
    date = error(503, retry_after="Wed, 04 Mar 2026 09:31:00 GMT")
    seconds = error(429, retry_after="7")
    text = error(403, said)

    assert isinstance(date, TryAgain) and date.after == 60
    assert isinstance(seconds, TryAgain) and seconds.after == 7
    assert isinstance(text, TryAgain) and text.after == 42.5


def test_a_time_that_cannot_be_read_is_no_time() -> None:
    odd = error(429, body("rateLimitExceeded", "Retry after 2026-99-99T00:00:00Z"), "soon")

    assert isinstance(odd, TryAgain) and odd.after == 0


def test_the_daily_limit_is_waited_for_until_midnight_in_california() -> None:
    trouble = error(403, body("dailyLimitExceeded"))

    assert isinstance(trouble, TryAgain) and trouble.after == 22.5 * 3600


@pytest.mark.parametrize(
    ("status", "content", "step"),
    [
        (401, b"", "connect the mailbox again"),
        (403, body("domainPolicy"), "API controls"),
        (403, body("insufficientPermissions"), "gmail.modify"),
        (403, body("accessNotConfigured"), "press Enable"),
        (403, body("forbidden", "Delegation denied for them"), "Domain-wide delegation"),
        (403, b"", "Domain-wide delegation"),
        (400, body("failedPrecondition"), "licensed user"),
    ],
)
def test_what_an_admin_must_mend_comes_with_the_next_step(status: int, content: bytes, step: str) -> None:
    lost = error(status, content)

    assert isinstance(lost, AccessLost)
    assert step.lower() in lost.next_step.lower()


def test_other_refusals_are_for_good() -> None:
    refusal = error(400, body("invalidArgument", "Bad id"))

    assert type(refusal) is ProviderError
    assert refusal.status == 400
    assert "Bad id" in str(refusal)


@pytest.mark.parametrize("code", ["unauthorized_client", "invalid_grant", "invalid_client", "something_new"])
def test_a_refused_credential_is_lost_access(code: str) -> None:
    lost = refusals.of_credential(failed(code))

    assert isinstance(lost, AccessLost)
    assert lost.next_step


def test_a_silent_token_endpoint_is_tried_again() -> None:
    unreachable = TransportError("no route")  # type: ignore[no-untyped-call]
    for failure in (unreachable, failed("busy", retryable=True)):
        assert isinstance(refusals.of_credential(failure), TryAgain)
