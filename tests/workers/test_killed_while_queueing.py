"""Killed at every command to Redis, which goes on living: markers and half-queued jobs keep no work from being done."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from redis import ConnectionPool, Redis, UnixDomainSocketConnection
from sqlalchemy import func, select

from inbox import assignment, database, notes
from inbox.models import Conversation, Delivery, Event, Note, Person
from tests.clinic import actor
from tests.office import Office
from tests.queued import Clock, work_on
from tests.valkey import Valkey
from workers import housekeeping, relay, sync_jobs
from workers.job import UnitsOfWork

_ROOT = Path(__file__).parents[2]
_OURS = tuple(f"{_ROOT / name}{os.sep}" for name in ("inbox", "sync", "workers"))
_MARKER_LASTS = 60
_DELAY = 30.0


@dataclass
class Watch:
    """Notes where Redis is talked to, and kills the process at one of these sites."""

    target: str = ""
    seen: list[str] = field(default_factory=list)
    command: str = ""

    def passing(self, when: str) -> None:
        site = f"{when} {self.command} of {_where()}"
        self.seen.append(site)
        if site == self.target:
            os.kill(os.getpid(), signal.SIGKILL)


_watches: list[Watch] = []


class WatchedConnection(UnixDomainSocketConnection):
    """To Redis; each command can be the last, before it is said or before its answer is heard."""

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        for watch in _watches:
            watch.command = bytes(b"".join(command)[:60]).split(b"\r\n")[2].decode()
            watch.passing("before")
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]

    def read_response(self, *args: Any, **named: Any) -> Any:
        for watch in _watches:
            watch.passing("after")
        return super().read_response(*args, **named)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watched(office: Office, valkey: Valkey, clock: Clock) -> Iterator[Office]:
    """The office, whose talk with Redis is watched."""
    pool = ConnectionPool(connection_class=WatchedConnection, path=str(valkey.folder / "valkey.sock"))
    with Redis(connection_pool=pool) as redis:
        make = database.sessions(office.work.runtime.engine)
        make.configure(info={"redis": redis})
        runtime = replace(office.work.runtime, redis=redis, make=make)
        yield replace(office, work=UnitsOfWork(runtime, clock))
    pool.disconnect()


def press(office: Office, number: int) -> None:
    """Somebody writes a note, and takes the conversation or gives it away."""
    person = (office.clinic.ana, office.clinic.ben)[number % 2]
    with office.work.unit() as session:
        one = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        assert one is not None
        by = actor(person, office.work.clock())
        notes.add(session, one, f"Note {number}", by=by)
        assignment.assign(session, one, session.get_one(Person, person.id), by=by)


def push(office: Office, _: int) -> None:
    """There is news of the mailbox, and it is to be looked at again in a while."""
    with office.work.unit() as session:
        sync_jobs.ask(session, office.mailbox_id, now=office.work.clock())
        sync_jobs.sync_mailbox.later(session, _DELAY, office.mailbox_id)


def go_on_later(office: Office, clock: Clock) -> None:
    """The minutes pass in which leases and markers run out, and what recurs recurs."""
    redis = office.work.runtime.redis
    for _ in range(2):
        clock.pass_by(minutes=3)
        for marker in redis.scan_iter("inbox:queued:*"):
            assert 0 < redis.ttl(marker) <= _MARKER_LASTS + _DELAY, "a marker runs out by itself"
            redis.delete(marker)
        office.be_patient_no_longer()
        housekeeping.find_lost_work.run(office.work)
        relay.sweep_outbox.run(office.work)
        work_on(office.work)


def killed(office: Office, deed: Callable[[], None], site: str) -> bool:
    """Do it in a child that is killed at a site. Says whether it came there."""
    child = os.fork()
    if child == 0:
        office.work.runtime.engine.dispose(close=False)
        _watches.append(Watch(site))
        deed()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def sites_of(deed: Callable[[], None]) -> list[str]:
    """Where Redis is talked to."""
    _watches.append(watch := Watch())
    try:
        deed()
    finally:
        _watches.clear()
    return list(dict.fromkeys(watch.seen))


def unrelayed(office: Office) -> int:
    with office.work.unit(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Event).where(Event.relayed_at.is_(None))) or 0


def notes_of(office: Office) -> list[str]:
    with office.work.unit(writes=False) as session:
        return list(session.scalars(select(Note.text).order_by(Note.id)))


def doubled(office: Office) -> list[tuple[object, ...]]:
    with office.work.unit(writes=False) as session:
        said = select(Event.kind, Event.message_id).where(Event.message_id.is_not(None))
        messages = select(Delivery.message_id).group_by(Delivery.message_id)
        queries = (said.group_by(Event.kind, Event.message_id), messages)
        return [tuple(row) for query in queries for row in session.execute(query.having(func.count() > 1))]


@pytest.mark.parametrize("change", [press, push])
def test_killed_at_any_word_to_redis_the_work_is_found_by_the_sweeps(
    watched: Office, clock: Clock, change: Callable[[Office, int], None]
) -> None:
    alive = {watched.gmail.deliver(at=clock.now)}
    watched.read_everything()
    work_on(watched.work)
    changes = count(1)

    def begin() -> Callable[[], None]:
        number = next(changes)
        clock.pass_by(hours=1)
        if change is push:
            alive.add(watched.gmail.deliver(at=clock.now))

        def deed() -> None:
            change(watched, number)
            work_on(watched.work)

        return deed

    sites = sites_of(begin())
    for site in sites:
        assert killed(watched, begin(), site), site
        go_on_later(watched, clock)

        assert set(watched.held) == alive, site
        assert watched.is_settled, site
        assert unrelayed(watched) == 0, site

    assert {"_claim", "put", "release"} <= {site.split(":")[1] for site in sites if ":" in site}
    assert notes_of(watched) == [f"Note {number + 1}" for number in range(len(sites) + 1) if change is press]
    assert doubled(watched) == []


def _where() -> str:
    """The innermost function of ours."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_OURS):
            return f"{Path(file).relative_to(_ROOT)}:{frame.f_code.co_name}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return "a worker"
