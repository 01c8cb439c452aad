"""What Graph's refusals mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sync.errors import AccessLost, CursorLost, ProviderError, Refrained, TryAgain
from sync.providers.outlook import refusals

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def refusal(status: int, code: str = "", **headers: str) -> ProviderError:
    body = json.dumps({"error": {"code": code, "message": "No."}}).encode()
    return refusals.error(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, NOW)


@pytest.mark.parametrize(("status", "code", "kind"), [
    (410, "", CursorLost), (400, "SyncStateNotFound", CursorLost), (404, "syncStateNotFound", CursorLost),
    (409, "resyncRequired", CursorLost), (429, "ApplicationThrottled", Refrained), (503, "", TryAgain),
    (504, "UnknownError", TryAgain), (401, "InvalidAuthenticationToken", AccessLost),
    (403, "ErrorAccessDenied", AccessLost), (404, "ErrorInvalidUser", AccessLost),
    (404, "ErrorItemNotFound", ProviderError), (412, "ErrorIrresolvableConflict", ProviderError),
    (302, "", ProviderError),
])  # fmt: skip
def test_what_a_refusal_means(status: int, code: str, kind: type[ProviderError]) -> None:
    assert type(refusal(status, code)) is kind


@pytest.mark.parametrize(("header", "after"), [
    ("2.5", 2.5), ("2.128", 2.128), ("7", 7.0), ("", 0.0), ("soon", 0.0), ("-3", 0.0),
    ("Wed, 04 Mar 2026 09:30:09 GMT", 9.0),
])  # fmt: skip
@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
def test_how_long_to_wait_may_be_a_fraction_or_a_date(name: str, header: str, after: float) -> None:
    trouble = refusals.error(429, {name: header}, b"", NOW)

    assert isinstance(trouble, TryAgain)
    assert trouble.after == after


def test_lost_access_says_what_an_admin_does() -> None:
    for status in (401, 403):
        lost = refusal(status)
        assert isinstance(lost, AccessLost)
        assert lost.next_step


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "no"}', b'{"error": null}'])
def test_an_answer_that_is_none_of_graphs_is_understood_by_its_status(body: bytes) -> None:
    assert type(refusals.error(502, {}, body, NOW)) is TryAgain
