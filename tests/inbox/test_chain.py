"""The chain of a ledger: whatever is done to it in the database is seen, and the first entry at fault is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from inbox import chain
from inbox.chain import Fault, Verdict
from inbox.database import Sessions, unit_of_work
from inbox.models import Event, EventKind, Ledger, LedgerEntry
from tests.clinic import Clinic
from tests.ledgers import KEYS, clean, holed, write

OTHERS = (b"else" * 6,)


@pytest.fixture
def mailbox_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """A mailbox with five entries."""
    with unit_of_work(make) as session:
        write(
            session, clinic.front_desk, clean(now), clean(now), holed(now, repaired=1), clean(now), clean(now), now=now
        )
    return clinic.front_desk.id


def verdict(make: Sessions, mailbox_id: int, keys: tuple[bytes, ...] = KEYS) -> Verdict:
    with unit_of_work(make, writes=False) as session:
        return chain.verify(session, mailbox_id, keys)


def entry(session: Session, mailbox_id: int, number: int) -> LedgerEntry:
    query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox_id, LedgerEntry.number == number)
    return session.scalars(query).one()


def chained_again(session: Session, mailbox_id: int, number: int) -> None:
    """What somebody can do who has the database and the code, but not the keys: hash all anew from an entry on."""
    previous = chain.link(entry(session, mailbox_id, number - 1)) if number > 1 else ""
    last = session.scalar(select(func.max(LedgerEntry.number)).where(LedgerEntry.mailbox_id == mailbox_id)) or 0
    for each in range(number, last + 1):
        one = entry(session, mailbox_id, each)
        one.previous = previous
        chain.close(one, OTHERS)
        previous = chain.link(one)
        session.flush()


def test_a_chain_that_nobody_touched_holds(make: Sessions, mailbox_id: int) -> None:
    found = verdict(make, mailbox_id)

    assert (found.entries, found.fault) == (5, None)
    assert len(found.head) == 64


def test_no_entry_is_no_fault(make: Sessions, clinic: Clinic) -> None:
    assert verdict(make, clinic.invoices.id) == Verdict(0)


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    "changed",
    [
        {"missing": 7}, {"unexplained": 7}, {"listed": 11}, {"dispositions": {"conversation": 12}},
        {"named": [{"provider_id": "other"}]}, {"number": 99}, {"version": 2}, {"previous": "0" * 64},
        {"ended_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00")}, {"seal": "0" * 64}, {"hash": "0" * 64},
    ],
)  # fmt: skip
def test_a_changed_entry_is_named(make: Sessions, mailbox_id: int, number: int, changed: dict[str, object]) -> None:
    with unit_of_work(make) as session:
        session.execute(update(LedgerEntry).where(LedgerEntry.number == number).values(**changed))

    found = verdict(make, mailbox_id)
    assert found.fault is not None
    assert found.number == number


@pytest.mark.parametrize("numbers", [[1], [3], [5], [4, 5], [1, 2, 3, 4, 5]])
def test_a_removed_entry_is_named(make: Sessions, mailbox_id: int, numbers: list[int]) -> None:
    with unit_of_work(make) as session:
        session.execute(delete(LedgerEntry).where(LedgerEntry.number.in_(numbers)))

    found = verdict(make, mailbox_id)
    assert (found.fault, found.number) == (Fault.REMOVED, numbers[0])


def test_entries_that_change_places_are_named(make: Sessions, mailbox_id: int) -> None:
    with unit_of_work(make) as session:
        for number, other in ((2, 20), (3, 2), (20, 3)):
            session.execute(update(LedgerEntry).where(LedgerEntry.number == number).values(number=other))

    assert verdict(make, mailbox_id).number == 2


@pytest.mark.parametrize("number", [1, 3, 5])
def test_hashing_anew_without_the_keys_does_not_help(make: Sessions, mailbox_id: int, number: int) -> None:
    with unit_of_work(make) as session:
        entry(session, mailbox_id, number).missing = 0
        chained_again(session, mailbox_id, number)
        last = entry(session, mailbox_id, 5)
        session.execute(update(Ledger).values(hash=chain.link(last)))

    found = verdict(make, mailbox_id)
    assert (found.fault, found.number) == (Fault.CHANGED, number)


@pytest.mark.parametrize("numbers", [(5,), (3, 4, 5)])
def test_taking_the_newest_away_and_moving_the_head_back_is_seen(
    make: Sessions, mailbox_id: int, numbers: tuple[int, ...]
) -> None:
    with unit_of_work(make) as session:
        session.execute(delete(LedgerEntry).where(LedgerEntry.number.in_(numbers)))
        last = entry(session, mailbox_id, numbers[0] - 1)
        session.execute(update(Ledger).values(number=last.number, hash=chain.link(last), seal=last.seal))

    found = verdict(make, mailbox_id)
    assert (found.fault, found.number) == (Fault.HEAD, numbers[0] - 1)


@pytest.mark.parametrize(
    "deed",
    [
        lambda session: session.execute(update(Ledger).values(seal="")),
        lambda session: session.execute(update(Ledger).values(number=0, hash="", seal="")),
        lambda session: session.execute(delete(Ledger)),
    ],
)
def test_a_head_that_was_changed_is_seen(make: Sessions, mailbox_id: int, deed: Callable[[Session], object]) -> None:
    with unit_of_work(make) as session:
        deed(session)

    assert verdict(make, mailbox_id).fault is Fault.HEAD


@pytest.mark.parametrize("number", [1, 3, 5])
def test_what_was_done_is_not_hidden_by_the_next_entry(
    make: Sessions, clinic: Clinic, mailbox_id: int, number: int, now: datetime
) -> None:
    with unit_of_work(make) as session:
        session.execute(delete(LedgerEntry).where(LedgerEntry.number == number))
    with unit_of_work(make) as session:
        write(session, clinic.front_desk, clean(now), now=now)
        write(session, clinic.front_desk, clean(now), now=now)

    found = verdict(make, mailbox_id)
    assert (found.fault, found.number) == (Fault.REMOVED, number)
    with unit_of_work(make, writes=False) as session:
        alarms = session.scalars(
            select(Event).where(Event.kind == EventKind.LEDGER_ALARM, Event.reason == "chain")
        ).all()
        assert [(one.data["fault"], one.data["entry"]) for one in alarms] == [("removed", number)], "told once"
        assert session.get_one(Ledger, mailbox_id).fault == "removed"


def test_a_head_that_was_forged_is_not_sealed_by_the_next_entry(
    make: Sessions, clinic: Clinic, mailbox_id: int, now: datetime
) -> None:
    with unit_of_work(make) as session:
        session.execute(delete(LedgerEntry).where(LedgerEntry.number > 3))
        session.execute(update(Ledger).values(number=3, hash=chain.link(entry(session, mailbox_id, 3)), seal="0" * 64))
    with unit_of_work(make) as session:
        write(session, clinic.front_desk, clean(now), now=now)

    assert verdict(make, mailbox_id).fault is Fault.HEAD


def test_keys_may_be_rotated_and_old_ones_dropped_after_the_next_entry(
    make: Sessions, clinic: Clinic, mailbox_id: int, now: datetime
) -> None:
    newer = (b"newer" * 5, *KEYS)
    assert verdict(make, mailbox_id, newer).fault is None
    assert verdict(make, mailbox_id, newer[:1]).fault is not None, "too early"
    with unit_of_work(make) as session:
        write(session, clinic.front_desk, clean(now), now=now, keys=newer)

    assert verdict(make, mailbox_id, newer[:1]).fault is None


def test_a_key_that_was_dropped_too_early_can_be_put_back(
    make: Sessions, clinic: Clinic, mailbox_id: int, now: datetime
) -> None:
    newer = (b"newer" * 5, *KEYS)
    with unit_of_work(make) as session:
        write(session, clinic.front_desk, clean(now), clean(now), now=now, keys=newer[:1])
    assert verdict(make, mailbox_id, newer[:1]).fault is not None

    assert verdict(make, mailbox_id, newer).fault is None
    with unit_of_work(make) as session:
        write(session, clinic.front_desk, clean(now), now=now, keys=newer)
    assert verdict(make, mailbox_id, newer[:1]).fault is None


def test_what_is_no_json_any_more_is_a_changed_entry(make: Sessions, mailbox_id: int) -> None:
    with unit_of_work(make) as session:
        if session.get_bind().dialect.name != "sqlite":
            return  # PostgreSQL takes nothing but JSON
        session.execute(text("UPDATE ledger_entry SET named = 'nothing' WHERE number = 4"))

    found = verdict(make, mailbox_id)
    assert (found.entries, found.fault, found.number) == (3, Fault.CHANGED, 4)


def test_a_head_written_down_elsewhere_proves_that_an_entry_is_still_the_same(make: Sessions, mailbox_id: int) -> None:
    head = verdict(make, mailbox_id).head

    with unit_of_work(make, writes=False) as session:
        assert chain.holds(session, mailbox_id, 5, head)
        assert not chain.holds(session, mailbox_id, 4, head)
        assert not chain.holds(session, mailbox_id, 6, head)
        assert not chain.holds(session, mailbox_id, 5, "ä")


def test_the_canonical_form_is_the_same_in_every_database(make: Sessions, mailbox_id: int) -> None:
    """The literal value: should it ever change, entries that were written before would no longer verify."""
    with unit_of_work(make, writes=False) as session:
        first, third = entry(session, mailbox_id, 1), entry(session, mailbox_id, 3)

    assert chain.fields(third)["period_from"] == "2026-02-18T09:30:00.000000+00:00"
    assert chain.fields(third)["named"][0] == {
        "provider_id": "18c0000", "message_id": "<lost-0@example.com>", "outcome": "repaired",
    }  # fmt: skip
    assert first.hash == "0809debb20e1e1f6a42b7ed6af95c4675c31e9a8a9a55da68b204e4085327dad"
