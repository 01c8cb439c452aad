"""Clocks follow what happens, ring when it is time, and are reckoned anew when promises change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import label_marks
from inbox.clocks import keeping, ringing
from inbox.models import Clock, ClockState, Conversation, Event, Policy, Status
from workers import queues, sync_jobs
from workers.job import UnitsOfWork, job

_AT_ONCE = 100
_log = structlog.get_logger(__name__)


@job(queues.REACTIONS)
def follow_with_clocks(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Bring the clocks of conversations up to date with what happened in them, wherever anything was ever promised."""
    with work.unit(writes=False) as session:
        promising = select(Policy.organization_id)
        query = select(Event.conversation_id).where(Event.id.in_(event_ids), Event.organization_id.in_(promising))
        ids = sorted(id_ for id_ in session.scalars(query.distinct()) if id_ is not None)
    for _ in reckon(work, ids):
        pass


@job(queues.URGENT)
def ring_clocks(work: UnitsOfWork) -> None:
    """Warn of what is due soon, and do what follows a breach."""
    rung = ringing.AT_ONCE
    while rung == ringing.AT_ONCE:
        now = work.clock()
        with work.unit() as session:
            ids = ringing.due(session, now=now)
            rung = len(ids)
            with _labels_follow(session, ids, now=now):
                ringing.ring(session, ids, now=now)


@job(queues.BACKFILL)
def reckon_anew(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Policies or calendars say something else now: all clocks that are not over go by that, and open mail gets one."""
    with work.unit(writes=False) as session:
        changed = session.scalars(select(Event.organization_id).where(Event.id.in_(event_ids)).distinct()).all()
    for organization_id in changed:
        ids = concerned(work, organization_id)
        for done in reckon(work, ids):
            _log.info("clocks are reckoned anew", organization_id=organization_id, done=done, of=len(ids))


def concerned(work: UnitsOfWork, organization_id: int) -> list[int]:
    """The conversations whose clocks are reckoned anew when an organization promises something else."""
    with work.unit(writes=False) as session:
        of_clocks = select(Clock.conversation_id).where(
            Clock.organization_id == organization_id, Clock.state.in_((ClockState.RUNNING, ClockState.PAUSED))
        )
        open_ = select(Conversation.id).where(
            Conversation.organization_id == organization_id, Conversation.status != Status.CLOSED,
            Conversation.is_listed,
        )  # fmt: skip
        return sorted({*session.scalars(of_clocks.distinct()), *session.scalars(open_)})


def reckon(work: UnitsOfWork, conversation_ids: Sequence[int]) -> Iterator[int]:
    """Reckon anew, some at a time; gives how many are done."""
    for start in range(0, len(conversation_ids), _AT_ONCE):
        some = conversation_ids[start : start + _AT_ONCE]
        _follow(work, some)
        yield start + len(some)


def _follow(work: UnitsOfWork, conversation_ids: Sequence[int]) -> None:
    now = work.clock()
    with work.unit() as session, _labels_follow(session, conversation_ids, now=now):
        keeping.follow(session, conversation_ids, now=now)


@contextmanager
def _labels_follow(session: Session, conversation_ids: Sequence[int], *, now: datetime) -> Iterator[None]:
    """What is overdue no more loses its label, whoever notices first."""
    overdue = select(Conversation.id).where(Conversation.id.in_(conversation_ids), Conversation.is_overdue)
    before = set(session.scalars(overdue))
    yield
    session.flush()
    changed = before ^ set(session.scalars(overdue))
    for mailbox_id in label_marks.mark(session, sorted(changed), now=now) if changed else ():
        sync_jobs.ask(session, mailbox_id, now=now)
