"""Who is looking at a conversation and who is writing a reply: leases in Redis that end by themselves.

Kept are ids and a name to show, for each organization one sorted set a kind, by when each lease ends: as long as people
are many and leases short, that is read faster than a set for each conversation of a list. Nothing here ever fails:
without Redis nobody is told of, and no card waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis
from redis.client import Pipeline
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


def come(redis: Redis, organization_id: int, conversation_id: int, who: Somebody, kind: str, *, now: datetime) -> bool:
    """Take or renew a lease. Says whether Redis was there."""
    try:
        with redis.pipeline(transaction=False) as line:
            _take(line, organization_id, conversation_id, who, kind, now)
            line.execute()
    except RedisError:
        return False  # nobody is told; that harms less than a card that fails
    return True


def enter(
    redis: Redis, organization_id: int, conversation_id: int, who: Somebody, *, now: datetime
) -> Mapping[str, tuple[Somebody, ...]] | None:
    """Take the lease of looking and see who is there, in one round trip; None when Redis does not answer."""
    try:
        with redis.pipeline(transaction=False) as line:
            _take(line, organization_id, conversation_id, who, VIEWING, now)
            found = _ask(line, organization_id, [conversation_id], now)
    except RedisError:
        return None
    return found.get(conversation_id, {})


def leave(redis: Redis, organization_id: int, conversation_id: int, who: Somebody, kind: str) -> None:
    """Give a lease back."""
    try:
        redis.zrem(_key(organization_id, kind), _written(conversation_id, who))
    except RedisError:
        pass  # it ends by itself


def at(redis: Redis, organization_id: int, conversation_ids: Sequence[int], *, now: datetime) -> Found:
    """Who is at which of the conversations, in one round trip, however many they are."""
    if not conversation_ids:
        return {}
    try:
        with redis.pipeline(transaction=False) as line:
            return _ask(line, organization_id, conversation_ids, now)
    except RedisError:
        return {}


def draft_changed(redis: Redis, organization_id: int, conversation_ids: Iterable[int], *, now: datetime) -> None:
    """Somebody, nobody knows who, is writing in the threads of conversations."""
    for id_ in conversation_ids:
        come(redis, organization_id, id_, Somebody(None, ""), REPLYING, now=now)


def draft_ended(redis: Redis, organization_id: int, conversation_ids: Iterable[int]) -> None:
    """What was being written there was sent or thrown away."""
    for id_ in conversation_ids:
        leave(redis, organization_id, id_, Somebody(None, ""), REPLYING)


def _take(line: Pipeline, organization_id: int, conversation_id: int, who: Somebody, kind: str, now: datetime) -> None:
    key = _key(organization_id, kind)
    line.zremrangebyscore(key, "-inf", now.timestamp())
    line.zadd(key, {_written(conversation_id, who): (now + LASTS[kind]).timestamp()})
    line.expire(key, LASTS[kind])


def _ask(line: Pipeline, organization_id: int, conversation_ids: Sequence[int], now: datetime) -> Found:
    """Carry out what waits in the line, and then see who is at the conversations."""
    for kind in LASTS:
        line.zrangebyscore(_key(organization_id, kind), f"({now.timestamp()}", "+inf")
    answers, wanted = line.execute()[-len(LASTS) :], set(conversation_ids)
    found: dict[int, dict[str, tuple[Somebody, ...]]] = {}
    for kind, members in zip(LASTS, answers, strict=True):
        for id_, who in map(_read, members):
            if id_ in wanted:
                here = found.setdefault(id_, {})
                here[kind] = (*here.get(kind, ()), who)
    return found


def _key(organization_id: int, kind: str) -> str:
    return f"inbox:{kind}:{organization_id}"


def _written(conversation_id: int, who: Somebody) -> str:
    number = _IN_THE_MAILBOX if who.person_id is None else str(who.person_id)
    return f"{conversation_id} {number} {who.name[:_LONGEST_NAME]}"


def _read(member: bytes | str) -> tuple[int, Somebody]:
    text = member.decode("utf-8", "replace") if isinstance(member, bytes) else member
    conversation_id, number, name = text.split(" ", 2)
    return int(conversation_id), Somebody(int(number) if number.isdecimal() else None, name)
