"""Handing recorded events to the reactions: in batches, after the commit, at least once. The rows are the outbox."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox.models import Event, EventKind
from workers import queues
from workers.job import UnitsOfWork, hand_on, job
from workers.reactions import REACTIONS, Reaction

_AT_ONCE = 500
_LOST_AFTER = timedelta(seconds=30)


def after(session: Session, organization_id: int) -> None:
    """When the session's unit of work is committed, relay the events that it recorded for an organization."""
    hand_on(session, organization_id)


@job(queues.REACTIONS)
def relay_events(work: UnitsOfWork, organization_id: int) -> None:
    """Give each reaction the new events that it is for, one job a batch; then mark them as handed over."""
    while True:
        with work.unit(writes=False) as session:
            batch = _unrelayed(session, organization_id)
        if not batch:
            return
        for reaction, event_ids in _sorted(batch):
            reaction.now(work, event_ids)
        with work.unit() as session:
            _mark(session, work, list(batch))
        if len(batch) < _AT_ONCE:
            return


@job(queues.URGENT)
def sweep_outbox(work: UnitsOfWork) -> None:
    """Find events whose process died, or could not reach the queue, between the commit and the relay."""
    with work.unit(writes=False) as session:
        waiting = select(Event.organization_id).where(
            Event.relayed_at.is_(None), Event.recorded_at < work.clock() - _LOST_AFTER
        )
        for organization_id in session.scalars(waiting.distinct()):
            after(session, organization_id)


def _unrelayed(session: Session, organization_id: int) -> dict[int, EventKind]:
    query = select(Event.id, Event.kind).where(Event.organization_id == organization_id, Event.relayed_at.is_(None))
    return {row.id: row.kind for row in session.execute(query.order_by(Event.id).limit(_AT_ONCE))}


def _sorted(batch: dict[int, EventKind]) -> list[tuple[Reaction, list[int]]]:
    """The events by reaction. One whose queueing fails keeps all of them in the outbox: better twice than never."""
    wanted: dict[str, tuple[Reaction, list[int]]] = {}
    for event_id, kind in batch.items():
        for reaction in REACTIONS.get(kind, ()):
            wanted.setdefault(reaction.name, (reaction, []))[1].append(event_id)
    return list(wanted.values())


def _mark(session: Session, work: UnitsOfWork, event_ids: list[int]) -> None:
    session.execute(update(Event).where(Event.id.in_(event_ids)).values(relayed_at=work.clock()))
