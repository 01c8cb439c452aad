"""What changed, told to the pages that are open: kept in Redis for a while, one stream of ids an organization.

Nothing here is the truth: a page that hears of a change asks for its card anew, and is shown what it may see then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import regex
import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from inbox import database, events
from inbox.events import Change

KEPT_FOR = timedelta(minutes=10)
"""Whoever was away for longer looks at everything anew."""
KEPT = 1000
"""Changes of one organization; the oldest give way."""
_MARK = regex.compile(r"[0-9]{1,15}-[0-9]{1,10}")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class News:
    """What was told since a mark, and the mark to ask from the next time."""

    mark: str
    changes: tuple[Change, ...] = ()
    is_whole: bool = True
    """Whether nothing in between gave way."""


def after(session: Session) -> None:
    """When the session's unit of work is committed, tell of what it changed."""
    changed = events.changes(session)
    redis: Redis | None = session.info.get("redis")
    if redis is not None and changed:
        database.after_commit(session, lambda: _tell(redis, changed))


def now(redis: Redis, *, ago: float = 0.0) -> str:
    """A mark some seconds back. Raises RedisError."""
    seconds, microseconds = redis.time()
    return f"{max(0, int((seconds - ago) * 1000) + microseconds // 1000)}-0"


def is_recent(redis: Redis, mark: str) -> bool:
    """Whether everything since the mark is still known. Raises RedisError."""
    if _MARK.fullmatch(mark) is None:
        return False
    seconds, _ = redis.time()
    return 0 <= seconds + 1 - int(mark.partition("-")[0]) / 1000 <= KEPT_FOR.total_seconds()


def since(redis: Redis, organization_id: int, mark: str) -> News:
    """What changed in an organization since a mark. Raises RedisError."""
    found: list[tuple[bytes, dict[bytes, bytes]]]
    found = redis.xrange(_key(organization_id), min=f"({mark}", count=KEPT)  # type: ignore[assignment]
    if not found:
        return News(mark)
    changes = dict.fromkeys(_read(organization_id, fields) for _, fields in found)
    return News(found[-1][0].decode(), tuple(changes), is_whole=len(found) < KEPT)


def _tell(redis: Redis, changed: Iterable[Change]) -> None:
    try:
        with redis.pipeline(transaction=False) as line:
            for one in changed:
                line.xadd(
                    _key(one.organization_id), {"team": one.team_id, "conversation": one.conversation_id or 0},
                    maxlen=KEPT, approximate=False,
                )  # fmt: skip
            for organization_id in {one.organization_id for one in changed}:
                line.expire(_key(organization_id), KEPT_FOR)
            line.execute()
    except RedisError as failure:
        # Open pages learn of it when they next ask.
        _log.warning("open pages could not be told of a change", error=type(failure).__name__)


def _read(organization_id: int, fields: dict[bytes, bytes]) -> Change:
    return Change(organization_id, int(fields[b"team"]), int(fields[b"conversation"]) or None)


def _key(organization_id: int) -> str:
    return f"inbox:news:{organization_id}"
