"""Who is looking at a conversation and who is writing a reply: leases in Redis that end by themselves.

Kept are ids and a name to show, for each conversation one sorted set a kind, by when each lease ends. Nothing here ever
fails: without Redis nobody is told of, and no card waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError

VIEWING, REPLYING = "viewing", "replying"
LASTS = {VIEWING: timedelta(seconds=30), REPLYING: timedelta(minutes=3)}
"""How long a lease holds unless it is renewed (a card action renews it, a draft that changes, too)."""
_IN_THE_MAILBOX = "mailbox"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person at a conversation; `person_id` is None for somebody who writes in the mailbox itself."""

    person_id: int | None
    name: str


Found = Mapping[int, Mapping[str, tuple[Somebody, ...]]]
"""By conversation and kind."""


def come(redis: Redis, organization_id: int, conversation_id: int, who: Somebody, kind: str, *, now: datetime) -> None:
    """Take or renew a lease."""
    end = now + LASTS[kind]
    key = _key(organization_id, conversation_id, kind)
    try:
        with redis.pipeline(transaction=False) as line:
            line.zadd(key, {_written(who): end.timestamp()})
            line.expire(key, LASTS[kind])
            line.execute()
    except RedisError:
        pass  # nobody is told; that harms less than a card that fails


def leave(redis: Redis, organization_id: int, conversation_id: int, who: Somebody, kind: str) -> None:
    """Give a lease back."""
    try:
        redis.zrem(_key(organization_id, conversation_id, kind), _written(who))
    except RedisError:
        pass  # it ends by itself


def at(redis: Redis, organization_id: int, conversation_ids: Sequence[int], *, now: datetime) -> Found:
    """Who is at which of the conversations, in one round trip."""
    asked = [(id_, kind) for id_ in conversation_ids for kind in LASTS]
    if not asked:
        return {}
    try:
        with redis.pipeline(transaction=False) as line:
            for id_, kind in asked:
                line.zrangebyscore(_key(organization_id, id_, kind), f"({now.timestamp()}", "+inf")
            answers = line.execute()
    except RedisError:
        return {}
    found: dict[int, dict[str, tuple[Somebody, ...]]] = {}
    for (id_, kind), members in zip(asked, answers, strict=True):
        if members:
            found.setdefault(id_, {})[kind] = tuple(_read(member) for member in members)
    return found


def draft_changed(redis: Redis, organization_id: int, conversation_ids: Iterable[int], *, now: datetime) -> None:
    """Somebody, nobody knows who, is writing in the threads of conversations."""
    for id_ in conversation_ids:
        come(redis, organization_id, id_, Somebody(None, ""), REPLYING, now=now)


def draft_ended(redis: Redis, organization_id: int, conversation_ids: Iterable[int]) -> None:
    """What was being written there was sent or thrown away."""
    for id_ in conversation_ids:
        leave(redis, organization_id, id_, Somebody(None, ""), REPLYING)


def _key(organization_id: int, conversation_id: int, kind: str) -> str:
    return f"inbox:{kind}:{organization_id}:{conversation_id}"


def _written(who: Somebody) -> str:
    number = _IN_THE_MAILBOX if who.person_id is None else str(who.person_id)
    return f"{number} {who.name[:_LONGEST_NAME]}"


def _read(member: bytes | str) -> Somebody:
    text = member.decode("utf-8", "replace") if isinstance(member, bytes) else member
    number, _, name = text.partition(" ")
    return Somebody(int(number) if number.isdecimal() else None, name)
