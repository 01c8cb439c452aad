"""Telling a page that is open of what changes, as it happens: server-sent events that say that, never what.

Each stream holds a thread of the process. Whoever finds no place for one is told at once what there is to tell, and
asks again in a few seconds; so does everybody while Redis is away.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from addon import session, web_sessions
from addon.company import RedisCompany
from addon.desk import Desk
from addon.visits import Call, Stranger
from cards import words
from cards.view import View
from inbox import access
from inbox.access import Viewer
from inbox.errors import NotFound
from inbox.events import Change
from workers import news
from workers.news import News

RETRY = 5000
"""Milliseconds after which a browser without a stream asks again."""
_LIST = "event: list\ndata: {}\n\n"
_RESUME = 1000
_PAUSE = 0.5
"""Seconds between two looks for news."""
_LOOK_AROUND = 2.0
_HEARTBEAT = 10.0
"""Seconds between signs of life: they show which browsers are gone, and whether the person still has access."""
_OVERLAP = 10.0
"""Seconds that a page may have been on its way before its stream begins."""


@dataclass(frozen=True)
class Watched:
    """What a page shows, and what it knows."""

    session_id: str
    call: Call
    conversation: int | None
    mark: str
    """Where the page left off; empty when it begins."""
    has_gone: Callable[[], bool] = lambda: False
    """Whether nobody listens any more."""


@dataclass(frozen=True)
class _Sight:
    """What the person behind a page may see now."""

    viewer: Viewer
    view: View
    conversation: int | None
    """That of the page, or the one it was merged into; None without access."""


@dataclass
class _Page:
    """One page while it is told: what it knows, and when it was last looked after."""

    here: Desk
    watched: Watched
    sight: _Sight
    mark: str
    told: str | None = None
    looked_at: float = 0.0
    beat_at: float = field(default_factory=time.monotonic)

    def news(self) -> Iterator[str]:
        """What changed since the last time. What the person may see is read anew before anything is said."""
        found = news.since(self.here.runtime.redis, self.sight.viewer.organization_id, self.mark)
        self.mark = found.mark
        if found.changes:
            self.sight = _sight(self.here, self.watched)
            if said := _said(found, self.sight, self.watched):
                yield f"id: {self.mark}\n{said}"

    def company(self, now: float) -> Iterator[str]:
        """Who else is there, when that is another than before, and the person may still see it."""
        if self.sight.conversation is None or now - self.looked_at < _LOOK_AROUND:
            return
        self.looked_at = now
        company = RedisCompany(self.here.runtime.redis, self.sight.viewer, self.here.clock())
        text = " · ".join(words.company(self.sight.view, company.enter(self.sight.conversation)))
        if text == self.told:
            return
        self.told, self.sight = text, _sight(self.here, self.watched)
        if self.sight.conversation is not None:
            yield f"event: presence\ndata: {json.dumps({'id': self.watched.conversation, 'text': text})}\n\n"

    def sign_of_life(self, now: float) -> Iterator[str]:
        """Now and then, after making sure that the person still has access."""
        if now - self.beat_at >= _HEARTBEAT:
            self.beat_at = now
            self.sight = _sight(self.here, self.watched)
            yield ": still here\n\n"


def stream(here: Desk, watched: Watched) -> Iterator[str]:
    """Tell a page until the stream is old enough, the session ended, or something is in the way."""
    try:
        page, missed = _begin(here, watched)
        yield f"retry: {_RESUME}\nid: {page.mark}\n\n{missed}"
        ends = time.monotonic() + here.settings.web_stream_seconds
        while time.monotonic() < ends and here.streams.may_go_on() and not watched.has_gone():
            if not _is_signed_in(here, watched):
                yield _LIST  # the page asks, and learns that it has to sign in
                return
            now = time.monotonic()
            yield from page.news()
            yield from page.company(now)
            yield from page.sign_of_life(now)
            time.sleep(_PAUSE)
    except (RedisError, SQLAlchemyError):
        yield short()  # asking again is all that helps
    except Stranger:
        yield _LIST


def short(here: Desk | None = None, watched: Watched | None = None) -> str:
    """For a page that gets no stream: when to ask again, and what changed since it last did."""
    if here is None or watched is None:
        return f"retry: {RETRY}\n{_LIST}"
    redis = here.runtime.redis
    sight = _sight(here, watched)
    if not news.is_recent(redis, watched.mark):
        return f"retry: {RETRY}\nid: {news.now(redis)}\n{_LIST}{_of(watched) if watched.mark else ''}"
    found = news.since(redis, sight.viewer.organization_id, watched.mark)
    return f"retry: {RETRY}\nid: {found.mark}\n{_said(found, sight, watched) or chr(10)}"


def _begin(here: Desk, watched: Watched) -> tuple[_Page, str]:
    """The page as it begins, and what it has to look at again."""
    redis, sight = here.runtime.redis, _sight(here, watched)
    if news.is_recent(redis, watched.mark):
        return _Page(here, watched, sight, watched.mark), ""
    if watched.mark:
        return _Page(here, watched, sight, news.now(redis)), _LIST + _of(watched)
    return _Page(here, watched, sight, news.now(redis, ago=_OVERLAP)), ""


def _said(found: News, sight: _Sight, watched: Watched) -> str:
    """What of the news concerns the person."""
    seen = [one for one in found.changes if _sees(sight.viewer, one)]
    if found.is_whole and not seen:
        return ""
    shown = {watched.conversation, sight.conversation} - {None}
    is_shown = not found.is_whole or any(one.conversation_id in shown for one in seen)
    return _LIST + (_of(watched) if is_shown else "")


def _of(watched: Watched) -> str:
    """That the conversation of the page changed."""
    if watched.conversation is None:
        return ""
    return f"event: conversation\ndata: {json.dumps({'id': watched.conversation})}\n\n"


def _sees(viewer: Viewer, change: Change) -> bool:
    return access.sees_team(viewer, change.organization_id, change.team_id)


def _is_signed_in(here: Desk, watched: Watched) -> bool:
    """Listening is no use of a session: it ends also while a page is open."""
    found = web_sessions.find(
        here.runtime.redis, watched.session_id, here.web_lasts, now=here.clock(), is_use=False
    )  # fmt: skip
    return found is not None


def _sight(here: Desk, watched: Watched) -> _Sight:
    """What the person may see at this moment. Raises Stranger."""
    return session.visit(here.runtime, watched.call, lambda unit, view: _seen(unit, view, watched), writes=False)


def _seen(unit: Session, view: View, watched: Watched) -> _Sight:
    shown: int | None = None
    if watched.conversation is not None:
        with suppress(NotFound):  # unknown or forbidden: nothing is told of it
            shown = access.conversation_for(unit, view.viewer, watched.conversation).id
    return _Sight(view.viewer, view, shown)
