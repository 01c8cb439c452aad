"""Rules follow what happens, wait for time to pass, and forget why they did something weeks ago."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from inbox.models import Conversation, Event, EventKind, Rule, RuleRun, RuleWait, Status
from inbox.rules import deciding, gathering, occasions, running, waiting
from inbox.rules.deciding import Listed
from workers import queues, sending_jobs
from workers.job import UnitsOfWork, job

_AT_ONCE = 100
_FORGOTTEN_AT_ONCE = 1_000
_log = structlog.get_logger(__name__)
_T = TypeVar("_T")
Looking = Callable[[Session, _T, Sequence[Listed], datetime, bytes], list[int]]


@job(queues.REACTIONS)
def follow_with_rules(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Let rules look at what happened: event by event, each in a unit of its own, in the order of the events."""
    for organization_id, (rules, ids) in _wanted(work, event_ids).items():
        _log.debug("rules look at events", organization=organization_id, events=len(ids))
        _each(work, ids, rules, _run_event)


def look_at_arrivals(work: UnitsOfWork, event_ids: Sequence[int]) -> None:
    """Let rules look at the mail that began or opened conversations, before somebody is chosen for these.

    That rules look at it anew in their own job changes nothing; what goes wrong here is tried again there.
    """
    opened, arrived = aliased(Event), aliased(Event)
    with work.unit(writes=False) as session:
        query = (
            select(arrived.id)
            .join(opened, opened.conversation_id == arrived.conversation_id)
            .where(
                opened.id.in_(event_ids), opened.kind.in_((EventKind.CREATED, EventKind.OPENED)),
                arrived.kind.in_(occasions.ARRIVALS),
                (arrived.id > opened.id) | (arrived.recorded_at == opened.recorded_at),
            )
            .distinct()
        )  # fmt: skip
        ids = session.scalars(query).all()
    try:
        for organization_id, (rules, wanted) in _wanted(work, ids).items():
            _log.debug("rules look before routing", organization=organization_id, events=len(wanted))
            _each(work, wanted, rules, _run_event)
    except Exception as error:  # noqa: BLE001 rules have a job of their own, and routing waits for no rule
        _log.warning("routing goes on without rules", error=type(error).__name__)


@job(queues.REACTIONS)
def plan_rules(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Write down for when rules wait in the conversations in which something happened."""
    with work.unit(writes=False) as session:
        query = select(Event.organization_id, Event.conversation_id).where(
            Event.id.in_(event_ids), Event.organization_id.in_(select(Rule.organization_id).where(Rule.is_current))
        )
        places = {(row[0], row[1]) for row in session.execute(query.distinct()) if row[1] is not None}
    for organization_id in sorted({one for one, _ in places}):
        _plan(work, organization_id, sorted(id_ for one, id_ in places if one == organization_id))


@job(queues.BACKFILL)
def plan_rules_anew(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Rules say something else now: what is not closed, and wherever one waits, is planned by that."""
    with work.unit(writes=False) as session:
        changed = session.scalars(select(Event.organization_id).where(Event.id.in_(event_ids)).distinct()).all()
    for organization_id in changed:
        with work.unit(writes=False) as session:
            open_ = select(Conversation.id).where(
                Conversation.organization_id == organization_id, Conversation.status != Status.CLOSED,
                Conversation.is_listed,
            )  # fmt: skip
            waiting_ = select(RuleWait.conversation_id).where(RuleWait.organization_id == organization_id)
            ids = sorted({*session.scalars(open_), *session.scalars(waiting_.distinct())})
        _plan(work, organization_id, ids)


@job(queues.URGENT)
def run_due_rules(work: UnitsOfWork) -> None:
    """Let rules look at the conversations for which their time has come."""
    with work.unit(writes=False) as session:
        places = waiting.due(session, now=work.clock())
        query = select(Conversation.id, Conversation.organization_id)
        owners = {row[0]: row[1] for row in session.execute(query.where(Conversation.id.in_([p[0] for p in places])))}
        known = {id_: gathering.in_force(session, id_) for id_ in set(owners.values())}
    for organization_id, rules in known.items():
        _each(work, [place for place in places if owners.get(place[0]) == organization_id], rules, _run_due)


@job(queues.REACTIONS)
def forget_old_rule_runs(work: UnitsOfWork) -> None:
    """Why a rule did something, or did not, is kept for some weeks."""
    before = work.clock() - timedelta(days=work.runtime.settings.rule_log_days)
    forgotten = _FORGOTTEN_AT_ONCE
    while forgotten == _FORGOTTEN_AT_ONCE:
        with work.unit() as session:
            old = select(RuleRun.id).where(RuleRun.at < before).order_by(RuleRun.at).limit(_FORGOTTEN_AT_ONCE)
            ids = session.scalars(old).all()
            session.execute(delete(RuleRun).where(RuleRun.id.in_(ids)))
            forgotten = len(ids)


def _wanted(work: UnitsOfWork, event_ids: Sequence[int]) -> dict[int, tuple[list[Listed], list[int]]]:
    """The events that any rule is for, in order, with the rules in force, by organization."""
    found: dict[int, tuple[list[Listed], list[int]]] = {}
    with work.unit(writes=False) as session:
        ruled = Event.organization_id.in_(select(Rule.organization_id).where(Rule.is_current))
        for event in session.scalars(select(Event).where(Event.id.in_(event_ids), ruled).order_by(Event.id)):
            if event.organization_id not in found:
                found[event.organization_id] = gathering.in_force(session, event.organization_id), []
            rules, ids = found[event.organization_id]
            happening = occasions.happening(event)
            if happening is not None and any(deciding.is_for(one.part, happening) for one in rules):
                ids.append(event.id)
    return found


def _each(work: UnitsOfWork, things: Iterable[_T], rules: Sequence[Listed], look: Looking[_T]) -> None:
    """Each in a unit of its own: one that goes wrong keeps no other from being looked at, and is tried again."""
    trouble: Exception | None = None
    for thing in things:
        try:
            with work.unit() as session:
                for outgoing_id in look(session, thing, rules, work.clock(), work.runtime.message_id_keys[0]):
                    sending_jobs.send_reply.after(session, outgoing_id)
        except Exception as error:  # noqa: BLE001 raised again below, after the others had their turn
            _log.error("rules could not look at something", error=type(error).__name__)
            trouble = trouble or error
    if trouble is not None:
        raise trouble


def _run_event(session: Session, event_id: int, rules: Sequence[Listed], now: datetime, key: bytes) -> list[int]:
    return running.run_event(session, event_id, rules, now=now, key=key)


def _run_due(
    session: Session, place: tuple[int, str, int], rules: Sequence[Listed], now: datetime, key: bytes
) -> list[int]:
    return waiting.run_due(session, place, rules, now=now, key=key)


def _plan(work: UnitsOfWork, organization_id: int, ids: Sequence[int]) -> None:
    with work.unit(writes=False) as session:
        rules = gathering.in_force(session, organization_id)
        waits = select(RuleWait.conversation_id).where(RuleWait.organization_id == organization_id).limit(1)
        if not waiting.has_times(rules) and session.scalars(waits).first() is None:
            return
    for start in range(0, len(ids), _AT_ONCE):
        with work.unit() as session:
            waiting.plan(session, organization_id, ids[start : start + _AT_ONCE], rules)
