"""Eight workers at once: nothing is given twice, everybody gets their share, nobody gets more than their cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import Empty, SimpleQueue

from sqlalchemy import Engine, func, insert, select

from inbox import assignment, routing
from inbox.database import Sessions, unit_of_work
from inbox.models import Conversation, Event, EventKind, Person, Routing, Status, Team
from tests.clinic import Clinic, actor, person

WORKERS = 8


def fill(make: Sessions, clinic: Clinic, count: int, now: datetime) -> list[int]:
    """Many conversations that nobody has."""
    one = {
        "organization_id": clinic.organization.id, "team_id": clinic.reception.id,
        "mailbox_id": clinic.front_desk.id, "status": Status.OPEN, "first_message_at": now, "last_message_at": now,
        "last_inbound_at": now, "created_at": now,
    }  # fmt: skip
    with unit_of_work(make) as session:
        session.execute(insert(Conversation), [one] * count)
        return list(session.scalars(select(Conversation.id).order_by(Conversation.id)))


def taken(queue: SimpleQueue[list[int]]) -> Iterator[list[int]]:
    while True:
        try:
            yield queue.get_nowait()
        except Empty:
            return


def all_at_once(make: Sessions, batches: list[list[int]], now: datetime) -> None:
    queue: SimpleQueue[list[int]] = SimpleQueue()
    for batch in batches:
        queue.put(batch)

    def work(_: int) -> None:
        for batch in taken(queue):
            with unit_of_work(make) as session:
                routing.route(session, batch, now=now)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))


def test_each_goes_to_one_person_and_all_get_the_same(
    make: Sessions, engine: Engine, clinic: Clinic, now: datetime
) -> None:
    count = 1_000 if engine.dialect.name == "postgresql" else 160
    with unit_of_work(make) as session:
        team = session.get_one(Team, clinic.reception.id)
        team.routing = Routing.ROUND_ROBIN
        for number in range(4):
            person(session, clinic.organization, f"Nurse{number} Example", now=now, teams=[team])
    ids = fill(make, clinic, count, now)
    batches = [ids[start : start + 8] for start in range(0, count, 8)]
    all_at_once(make, batches + batches[::-1], now)

    with unit_of_work(make, writes=False) as session:
        owners = Counter(session.scalars(select(Conversation.assignee_id)))
        assigned = session.execute(
            select(Event.conversation_id, func.count())
            .where(Event.kind == EventKind.ASSIGNED)
            .group_by(Event.conversation_id)
        ).all()
    assert sum(owners.values()) == count == len(assigned)
    assert {row[1] for row in assigned} == {1}
    assert len(owners) == 7 and max(owners.values()) - min(owners.values()) <= 1


def test_a_cap_holds_over_two_teams_and_a_hand_is_quicker_or_told(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    """One person in both teams; somebody takes some by hand meanwhile."""
    with unit_of_work(make) as session:
        for one in (clinic.reception, clinic.billing):
            session.get_one(Team, one.id).routing = Routing.FEWEST_OPEN
        both = person(session, clinic.organization, "Both Teams", now=now, teams=[clinic.reception, clinic.billing])
        for one in session.scalars(select(Person).where(Person.organization_id == clinic.organization.id)):
            one.load_cap = 5
    ids = fill(make, clinic, 40, now)
    with unit_of_work(make) as session:
        for one in session.scalars(select(Conversation).where(Conversation.id.in_(ids[::2]))):
            one.team_id, one.mailbox_id = clinic.billing.id, clinic.invoices.id
    taken_by_hand: list[int] = []

    def take(number: int) -> None:
        with unit_of_work(make) as session:
            query = select(Conversation).where(Conversation.id == ids[number]).with_for_update()
            one = session.scalars(query).one()
            if one.assignee_id is None:
                ada = session.get_one(Person, clinic.ada.id)
                assignment.assign(session, one, ada, by=actor(clinic.ada, now))
                taken_by_hand.append(one.id)

    with ThreadPoolExecutor(2) as pool:
        hands = pool.map(take, range(0, 40, 5))
        all_at_once(make, [[one] for one in ids], now)
        list(hands)

    with unit_of_work(make, writes=False) as session:
        owners = Counter(session.scalars(select(Conversation.assignee_id)))
        waiting = session.scalars(select(Conversation).where(Conversation.queued_at.is_not(None))).all()
        kept = session.scalars(select(Conversation.assignee_id).where(Conversation.id.in_(taken_by_hand))).all()
    assert owners[both.id] == 5
    assert all(count <= 5 for who, count in owners.items() if who not in (None, clinic.ada.id))
    assert len(waiting) == owners[None]
    assert set(kept) <= {clinic.ada.id}
