"""A check goes on where it ended, lets fresh mail pass, and knows when its mailbox is read anew."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from inbox import checks
from inbox.models import EventKind, LedgerDoubt, MailboxState
from sync import wakeups
from tests.checked import begin, check, entries, go_on, hide, is_checking, is_whole, meanwhile, stand, told
from tests.killing import killed_at
from tests.office import Office
from tests.sync.test_backfill import RECENTLY, deliver
from tests.sync.test_crash import doubled
from workers import ledger_jobs


def test_an_interrupted_check_goes_on_where_it_was(office: Office) -> None:
    messages = deliver(office, 30)
    office.read_everything()
    for one in messages:
        hide(office, one)
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 500, "reason": "backendError", "times": 4 * 10}
    ]})  # fmt: skip
    small = office.with_settings(sync_batch=10)
    begin(office)
    while not office.mailbox.failures:
        go_on(small)
    office.gmail.simulator.delete("calls")

    entry = check(small)

    assert (entry.missing, entry.repaired) == (30, 30)
    assert office.asked("users.messages.list") == 0, "the list was read before"
    assert office.asked("users.messages.get") == 20, "ten were answered before"


def test_fresh_mail_passes_a_check(office: Office) -> None:
    deliver(office, 30)
    office.read_everything()
    for one in list(office.held):
        hide(office, one)
    begin(office)
    while stand(office).step is not checks.Step.ASK:
        brief = office.with_settings(slice_seconds=0.0)
        go_on(brief)
    with office.work.unit() as session:
        wakeups.note(session, office.mailbox_id, datetime.now(UTC))

    ledger_jobs.check_ledger.run(office.with_settings(slice_seconds=60.0, sync_batch=10).work, office.mailbox_id)

    assert len(office.held) == 20, "the batch under way is stored, no other begun"
    assert check(office).repaired == 30


def test_a_mailbox_that_is_read_anew_is_checked_after_that(office: Office) -> None:
    messages = deliver(office, 5)
    office.read_everything()
    brief = office.with_settings(slice_seconds=0.0)
    with meanwhile(office):
        begin(office)
        for _ in range(2):
            ledger_jobs.check_ledger.run(brief.work, office.mailbox_id)
        assert stand(office).listed == 2
        office.gmail.forget_history()
        office.gmail.deliver(at=RECENTLY)

        office.sync()
        assert office.mailbox.state is MailboxState.RESYNC
        assert stand(office).started is None
        ledger_jobs.check_ledger.run(office.work, office.mailbox_id)
        assert stand(office).started is None, "not while it is read"
        entry = check(office)

    assert (entry.listed, entry.missing) == (len(messages) + 1, 0)


def test_units_spent_end_a_slice_and_no_try_is_counted(office: Office) -> None:
    deliver(office, 40)
    office.read_everything()
    for one in list(office.held):
        hide(office, one)
    frugal = office.with_settings(gmail_units_per_minute=6000)
    begin(office)
    while stand(office).step is not checks.Step.ASK:
        go_on(frugal)

    ledger_jobs.check_ledger.run(frugal.work, office.mailbox_id)

    assert stand(office).tries == 0
    assert 0 < len(office.held) < 40
    assert check(office).repaired == 40


def test_no_doubt_outlives_a_check_that_settled_it(office: Office) -> None:
    deliver(office, 3)
    office.read_everything()
    hide(office, min(office.held))
    check(office)

    with office.work.unit(writes=False) as session:
        assert session.scalars(select(LedgerDoubt)).all() == []


def test_an_unfinished_check_is_not_begun_again(office: Office) -> None:
    office.read_everything()
    begin(office, since=RECENTLY)
    begin(office)

    assert stand(office).since == RECENTLY
    assert not stand(office).is_whole


def test_killed_at_any_step_a_check_ends_in_one_entry_that_tells_the_same(office: Office) -> None:
    messages = sorted(deliver(office, 4))
    office.read_everything()
    for step in count(1):
        hide(office, messages[step % 4])
        begin(office)

        was_killed = killed_at(office, step, lambda: check(office))
        office.free_the_lease()
        while is_checking(office):
            go_on(office)

        found = entries(office)
        assert [one.number for one in found] == list(range(1, step + 1)), f"killed at step {step}"
        assert (found[-1].missing, found[-1].repaired, found[-1].listed) == (1, 1, 4), f"killed at step {step}"
        assert len(told(office, EventKind.LEDGER_ALARM)) == step
        assert set(office.held) == set(messages)
        if not was_killed:
            break

    assert 12 < step < 60
    assert is_whole(office)
    assert doubled(office) == []
