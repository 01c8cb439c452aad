"""Opening a connection: credentials unsealed, tokens shared and sealed, budgets kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from sync import connecting
from sync.connecting import SealedTokens
from sync.errors import AccessLost
from sync.line import Token
from sync.provider import Account
from tests.office import Office
from tests.valkey import serve
from workers.runtime import Runtime

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ACCOUNT = Account(7, "reception@clinic.example.org", b"{}")


def token(minutes: float) -> Token:
    return Token("ya29.secret", datetime.now(UTC) + timedelta(minutes=minutes))


def test_a_token_is_obtained_once_for_all_processes(office: Office) -> None:
    office.work.runtime.redis.flushall()
    for _ in range(3):
        connecting.open_provider(office.work.runtime, office.mailbox).profile()

    assert len(office.gmail.simulator.get("calls", method="token")["calls"]) == 1


def test_a_token_lies_sealed_in_redis_and_is_forgotten_before_its_end(runtime: Runtime, redis: Redis) -> None:
    shelf = SealedTokens(redis, runtime.ring, ACCOUNT)
    assert shelf.get() is None
    kept = token(60)
    shelf.put(kept)

    assert shelf.get() == kept
    (key,) = redis.keys("inbox:token:*")
    assert b"ya29" not in (redis.get(key) or b"")
    assert 50 * 60 < redis.ttl(key) <= 55 * 60


def test_a_token_is_of_no_use_to_another_mailbox_or_credential(runtime: Runtime, redis: Redis) -> None:
    SealedTokens(redis, runtime.ring, ACCOUNT).put(token(60))
    (key,) = redis.keys("inbox:token:7:*")
    name = key.decode() if isinstance(key, bytes) else key
    for_another = Account(8, "other@clinic.example.org", b"{}")
    redis.rename(name, name.replace(":7:", ":8:"))

    assert SealedTokens(redis, runtime.ring, for_another).get() is None
    redis.rename(name.replace(":7:", ":8:"), name)
    assert SealedTokens(redis, runtime.ring, Account(7, ACCOUNT.address, b'{"new": 1}')).get() is None


def test_a_token_that_ends_soon_is_not_shared(runtime: Runtime, redis: Redis) -> None:
    shelf = SealedTokens(redis, runtime.ring, ACCOUNT)
    shelf.put(token(4))

    assert shelf.get() is None


def test_without_redis_there_are_no_shared_tokens_but_mail_all_the_same(office: Office) -> None:
    with serve() as server:
        shelf = SealedTokens(server.client(), office.work.runtime.ring, ACCOUNT)
        server.stop()
        shelf.put(token(60))

        assert shelf.get() is None


def test_a_provider_that_nobody_knows_and_a_credential_that_cannot_be_opened_say_what_to_do(office: Office) -> None:
    unknown, foreign = office.mailbox, office.mailbox
    unknown.provider = "carrier-pigeon"
    foreign.credential = b"lost:" + b"0" * 40

    for mailbox in (unknown, foreign):
        with pytest.raises(AccessLost) as lost:
            connecting.open_provider(office.work.runtime, mailbox)
        assert lost.value.next_step
