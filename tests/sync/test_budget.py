"""The unit budget that all workers share."""

from __future__ import annotations

import subprocess
import sys

import pytest
from redis import Redis

from sync.budget import Bucket
from sync.errors import TryAgain
from tests.valkey import Valkey, serve

_SPEND = """
import sys
from redis import Redis
from sync.budget import Bucket
Bucket(Redis.from_url(sys.argv[1]), "budget", per_minute=6000).spend(700)
"""


def test_units_are_there_until_they_are_spent_by_whomever(redis: Redis) -> None:
    one, other = (Bucket(redis, "budget:1", per_minute=6000) for _ in range(2))
    one.spend(500)
    other.spend(500)

    with pytest.raises(TryAgain) as trouble:
        one.spend(500)

    assert 4 < trouble.value.after <= 500 / (5000 / 60)
    Bucket(redis, "budget:2", per_minute=6000).spend(500)


def test_two_processes_share_what_a_mailbox_has(redis: Redis, valkey: Valkey) -> None:
    subprocess.run([sys.executable, "-c", _SPEND, valkey.url], check=True)

    with pytest.raises(TryAgain):
        Bucket(redis, "budget", per_minute=6000).spend(700)


def test_a_backfill_leaves_units_to_fresh_mail(redis: Redis) -> None:
    fresh = Bucket(redis, "budget", per_minute=6000)
    old = Bucket(redis, "budget", per_minute=6000, reserve=0.4)
    old.spend(500)

    with pytest.raises(TryAgain):
        old.spend(200)
    fresh.spend(400)


def test_more_than_the_bucket_holds_is_given_when_it_is_full(redis: Redis) -> None:
    bucket = Bucket(redis, "budget", per_minute=60)
    bucket.spend(500)

    with pytest.raises(TryAgain) as trouble:
        bucket.spend(1)

    assert trouble.value.after > 60


def test_without_redis_nobody_counts_but_the_provider() -> None:
    with serve() as server:
        bucket = Bucket(server.client(), "budget", per_minute=60)
        server.stop()

        bucket.spend(500)
        bucket.spend(500)
