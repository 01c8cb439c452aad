"""Quota units."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.config import Config
from simulator.google import batch
from simulator.google.call import Request
from simulator.google.errors import ApiError
from simulator.google.quota import Quota
from simulator.google.world import open_world

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_a_user_has_so_many_units_in_any_minute() -> None:
    quota = Quota(50, {})
    quota.spend("ana", 30, now=NOW)
    quota.spend("bo", 50, now=NOW)

    with pytest.raises(ApiError) as caught:
        quota.spend("ana", 21, now=NOW + timedelta(seconds=59))

    assert (caught.value.code, caught.value.reason) == (403, "userRateLimitExceeded")
    assert "Retry after 2026-03-04T09:31:00" in caught.value.message
    quota.spend("ana", 21, now=NOW + timedelta(seconds=60))


def test_a_refused_call_costs_nothing() -> None:
    quota = Quota(50, {})
    for _ in range(3):
        with pytest.raises(ApiError):
            quota.spend("ana", 51, now=NOW)

    quota.spend("ana", 50, now=NOW)


def test_costs_can_be_set() -> None:
    quota = Quota(None, {"users.messages.get": 5})

    assert (quota.cost("users.messages.get"), quota.cost("users.messages.send")) == (5, 100)


def test_inner_calls_of_a_batch_are_refused_one_by_one(tmp_path: Path) -> None:
    config = Config(state=tmp_path / "state.sqlite", public_url="http://127.0.0.1", quota_per_minute=50)
    world = open_world(config)
    world.store.add_account("reception@example.org", "Reception")
    token = world.store.mint_access_token("reception@example.org", ["https://mail.google.com/"])
    part = "Content-Type: application/http\n\nGET /gmail/v1/users/me/messages/1a HTTP/1.1\n\n"
    body = f"--cut\n{part}--cut\n{part}--cut\n{part}--cut--".encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "multipart/mixed; boundary=cut"}

    answer = batch.answer(world, Request("POST", "/batch", [], headers, body)).body.decode()
    world.store.close()

    assert answer.count("HTTP/1.1 404 Not Found") == 2
    assert answer.count("HTTP/1.1 403 Forbidden") == answer.count('"userRateLimitExceeded"') == 1
