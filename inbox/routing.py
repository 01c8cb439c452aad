"""Routing: giving what nobody has to somebody who is there, may have more and is able; else it waits for one.

Whoever gives something out holds the rows of the team's people, then the team's, then the conversations'. So two
workers never count on the same place below somebody's cap, whichever teams that person is in, and no conversation is
given twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from inbox import assignment, availability, events, skills
from inbox.availability import Colleague
from inbox.errors import NotAllowed
from inbox.events import Actor
from inbox.models import Conversation, Door, EventKind, Mailbox, Person, Routing, Status, Team, TeamMember
from inbox.translation import N_

NO_ELIGIBLE_AGENT = "no-eligible-agent"
"""Why something waits: nobody of its team can be given it now."""
STRIDE = 2520
"""How far a turn leads in the round, divided by the weight: every weight up to ten divides it."""
_AT_ONCE = 200
_AT_LEAST_EVERY = timedelta(days=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def route(
    session: Session, conversation_ids: Collection[int], *, now: datetime, only_waiting: bool = False
) -> int:  # fmt: skip
    """Give out those of the conversations that nobody has, where the team wants that; says how many were given.

    Mail that was there before its mailbox was connected is left to staff. What does not wait any more is noted, too.
    `only_waiting` leaves alone what does not wait already.
    """
    is_fresh = func.coalesce(Conversation.last_inbound_at, Conversation.last_message_at) >= Mailbox.created_at
    query = (
        select(Conversation.team_id, Conversation.id)
        .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
        .join(Team, Team.id == Conversation.team_id)
        .where(
            Conversation.id.in_(conversation_ids),
            Conversation.queued_at.is_not(None)
            if only_waiting
            else or_(and_(Team.routing != Routing.OFF, _is_free(), is_fresh), Conversation.queued_at.is_not(None)),
        )
        .order_by(Conversation.team_id, Conversation.id)
    )
    wanted: dict[int, list[int]] = {}
    for team_id, conversation_id in session.execute(query):
        wanted.setdefault(team_id, []).append(conversation_id)
    return sum(route_in_team(session, team_id, ids, now=now) for team_id, ids in wanted.items())


def route_in_team(session: Session, team_id: int, conversation_ids: Collection[int], *, now: datetime) -> int:
    """Give out those of a team's conversations that nobody has."""
    team, colleagues = _enter(session, team_id, now=now)
    if team.routing is Routing.OFF:
        return 0
    chosen = select(Conversation).where(Conversation.id.in_(conversation_ids), Conversation.team_id == team_id)
    query = chosen.order_by(Conversation.id).with_for_update().execution_options(populate_existing=True)
    conversations = session.scalars(query).all()
    for one in conversations:
        if not (one.is_open and one.is_listed and one.assignee_id is None):
            assignment.leave_queue(one)
    free = [one for one in conversations if one.is_open and one.is_listed and one.assignee_id is None]
    given, _ = _give_out(session, team, colleagues, free, now=now)
    _leave(session, team, colleagues, now=now)
    return given


def route_by_hand(session: Session, conversation_id: int, team_id: int, *, by: Actor) -> bool:
    """Somebody wants a conversation to be given out now; says whether there was anybody. Comes before it is locked."""
    if session.get_one(Team, team_id).routing is Routing.OFF:
        raise NotAllowed(N_("Routing is switched off in this team."))
    return route_in_team(session, team_id, [conversation_id], now=by.now) > 0


def due_teams(session: Session, *, now: datetime, limit: int = 100) -> list[int]:
    """The teams in which it is time to try again. Costs what is due, not what is stored."""
    query = select(Team.id).where(Team.route_at <= now).order_by(Team.route_at, Team.id)
    return list(session.scalars(query.limit(limit)))


def retry(session: Session, team_id: int, *, now: datetime, limit: int = _AT_ONCE) -> bool:
    """Give out what waits in a team, oldest first, as far as there is anybody; says whether there is more to try."""
    team, colleagues = _enter(session, team_id, now=now)
    if team.route_at is None or team.route_at > now:
        return False  # somebody else was quicker
    _forget_settled(session, team)
    hopeless: set[str] = set()
    tried = 0
    while tried < limit and team.routing is not Routing.OFF and any(not one.why for one in colleagues):
        query = select(Conversation).where(_waits_in(team), Conversation.needs.not_in(hopeless))
        query = query.order_by(Conversation.queued_at, Conversation.id).limit(min(50, limit - tried))
        waiting = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
        if not waiting:
            break
        tried += len(waiting)
        hopeless |= _give_out(session, team, colleagues, waiting, now=now)[1]
        session.flush()
    is_more = tried >= limit
    _leave(session, team, colleagues, now=now, at_once=is_more)
    return is_more


def take_turn(team: Team, free: Iterable[Colleague]) -> Colleague:
    """Whose turn it is, which moves on. Of several it is whoever was given something longest ago.

    Whoever had no turn for long begins where the round is now, and does not catch up.
    """
    if team.routing is Routing.FEWEST_OPEN:
        return min(free, key=lambda who: (who.load * STRIDE // who.weight, who.routed_at or _NEVER, who.id))
    chosen = min(free, key=lambda who: (max(who.turn, team.turn), who.routed_at or _NEVER, who.id))
    team.turn = max(chosen.turn, team.turn)
    chosen.turn = team.turn + STRIDE // chosen.weight
    return chosen


def waiting(session: Session, team: Team) -> int:
    """How many conversations of a team wait for somebody."""
    return session.scalar(select(func.count()).select_from(Conversation).where(_waits_in(team))) or 0


def _enter(session: Session, team_id: int, *, now: datetime) -> tuple[Team, list[Colleague]]:
    """Hold the team's people and the team, so that nobody else gives out in it, and see who is there."""
    session.flush()
    mine = select(TeamMember.person_id).where(TeamMember.team_id == team_id)
    people = select(Person.id).where(Person.id.in_(mine)).order_by(Person.id)
    session.execute(people.with_for_update(key_share=True)).all()
    query = select(Team).where(Team.id == team_id).with_for_update(key_share=True)
    team = session.scalars(query.execution_options(populate_existing=True)).one()
    return team, availability.of_team(session, team, now=now)


def _give_out(
    session: Session, team: Team, colleagues: Sequence[Colleague], conversations: Sequence[Conversation], *,
    now: datetime,
) -> tuple[int, set[str]]:  # fmt: skip
    """Give each to whose turn it is; those for whom there is nobody wait. Says how many, and what nobody can do."""
    needed = skills.needed(session, conversations)
    given, hopeless = 0, set()
    for one in conversations:
        needs = needed[one.id]
        able = [who for who in colleagues if who.is_present and needs <= who.skills]
        free = [who for who in able if not who.is_full]
        if free:
            chosen = take_turn(team, free)
            _give(session, one, chosen, team, present=len(able), free=len(free), now=now)
            given += 1
        else:
            one.needs = skills.written(needs)
            hopeless.add(one.needs)
            _queue(session, one, team, present=len(able), now=now)
    return given, hopeless


def _give(
    session: Session, conversation: Conversation, to: Colleague, team: Team, *, present: int, free: int, now: datetime
) -> None:
    to.routed_at = now
    to.load += 1
    assignment.give(
        session, conversation, to.id, by=Actor(Door.SYSTEM, now),
        routing={"method": team.routing.value, "present": present, "free": free},
    )  # fmt: skip


def _queue(session: Session, conversation: Conversation, team: Team, *, present: int, now: datetime) -> None:
    """Let it wait; that it does is recorded once. `is_first` says whether nothing else waited in the team."""
    if conversation.queued_at is None:
        session.flush()
        others = select(Conversation.id).where(_waits_in(team)).limit(1)
        is_first = session.scalar(others) is None
        conversation.queued_at = now
        events.record(
            session, conversation, EventKind.NOT_ROUTED, by=Actor(Door.SYSTEM, now), reason=NO_ELIGIBLE_AGENT,
            present=present, is_first=is_first, skills=conversation.needs.split(),
        )  # fmt: skip


def _leave(
    session: Session, team: Team, colleagues: Sequence[Colleague], *, now: datetime, at_once: bool = False
) -> None:
    """Write down whose turn it is, and when it is time to try again what waits."""
    for who in colleagues:
        if who.routed_at == now:
            session.execute(
                update(TeamMember)
                .where(TeamMember.team_id == team.id, TeamMember.person_id == who.id)
                .values(turn=who.turn, routed_at=now)
                .execution_options(synchronize_session=False)
            )
    session.flush()
    if session.scalar(select(Conversation.id).where(_waits_in(team)).limit(1)) is None:
        team.route_at = None
    else:
        later = min(availability.next_return(colleagues) or now + _AT_LEAST_EVERY, now + _AT_LEAST_EVERY)
        team.route_at = now if at_once else later


def _forget_settled(session: Session, team: Team) -> None:
    """What staff assigned, closed or put aside waits no longer."""
    settled = [Conversation.team_id == team.id, Conversation.queued_at.is_not(None)]
    if team.routing is not Routing.OFF:
        settled.append(~_is_free())
    statement = update(Conversation).where(*settled).values(queued_at=None, needs="")
    session.execute(statement.execution_options(synchronize_session=False))


def _waits_in(team: Team) -> ColumnElement[bool]:
    return and_(Conversation.team_id == team.id, Conversation.queued_at.is_not(None), _is_free())


def _is_free() -> ColumnElement[bool]:
    return and_(
        Conversation.assignee_id.is_(None), Conversation.status == Status.OPEN, Conversation.is_listed
    )  # fmt: skip
