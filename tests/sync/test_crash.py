"""Killed at every call and every commit of a sync: nothing is lost and nothing is there twice."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import func, select

from inbox.models import Delivery, Event
from tests.killing import killed_at
from tests.office import Office
from tests.sync.outside import OUTSIDES

_MOST = 60
pytestmark = pytest.mark.parametrize("office", list(OUTSIDES), indirect=True)


def doubled(office: Office) -> list[tuple[object, ...]]:
    with office.work.unit(writes=False) as session:
        messages = select(Delivery.message_id).where(Delivery.message_id.is_not(None)).group_by(Delivery.message_id)
        told = select(Event.kind, Event.message_id).where(Event.message_id.is_not(None))
        events = told.group_by(Event.kind, Event.message_id)
        more = func.count() > 1
        return [tuple(row) for query in (messages, events) for row in session.execute(query.having(more))]


def test_killed_at_any_step_a_sync_is_finished_by_the_next(office: Office) -> None:
    office.read_everything()
    alive: set[str] = set()
    for step in count(1):
        new, short_lived = office.gmail.deliver(), office.gmail.deliver()
        office.gmail.delete(short_lived)
        if alive:
            office.gmail.relabel(min(alive), add=("STARRED",))
            office.gmail.delete(max(alive))
            alive.discard(max(alive))
        alive.add(new)
        was_killed = killed_at(office, step)
        office.free_the_lease()
        office.sync()

        assert set(office.held) == alive, f"killed at step {step}"
        if not was_killed:
            break

    assert 6 < step < _MOST
    assert doubled(office) == []


def test_killed_at_any_step_the_first_reading_goes_on(office: Office) -> None:
    messages = {office.gmail.deliver(at=datetime.now(UTC)) for _ in range(4)}

    for step in range(1, 8):
        killed_at(office, step)
        office.free_the_lease()
    office.read_everything()

    assert set(office.held) == messages
    assert doubled(office) == []
