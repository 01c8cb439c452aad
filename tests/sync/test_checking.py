"""The ledger's check: what is missing is found and fetched; what merely moved while the mailbox was listed is no alarm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from inbox import chain, checks
from inbox.models import (
    Delivery,
    Event,
    EventKind,
    LedgerEntry,
    Mailbox,
)
from inbox.settings import Settings
from sync.errors import TryAgain
from sync.line import Line
from sync.provider import Account, Fetched, Listing
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.office import Office
from tests.sync.outside import letter
from tests.sync.test_backfill import RECENTLY, deliver
from workers import ledger_jobs, sync_jobs

_PATIENCE = 200


def begin(office: Office, since: datetime | None = None) -> None:
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        checks.ask(session, mailbox, now=office.work.clock(), since=since)


def go_on(office: Office) -> None:
    """One slice, and whatever sync it asked for."""
    ledger_jobs.check_ledger.run(office.work, office.mailbox_id)
    sync_jobs.sync_mailbox.run(office.work, office.mailbox_id)
    sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)


def is_checking(office: Office) -> bool:
    with office.work.unit(writes=False) as session:
        return checks.of(session, office.mailbox_id) is not None


def check(office: Office, since: datetime | None = None) -> LedgerEntry:
    """A check from beginning to end, however patient one has to be."""
    begin(office, since)
    for _ in range(_PATIENCE):
        if not is_checking(office):
            return entries(office)[-1]
        office.be_patient_no_longer()
        go_on(office)
    raise AssertionError("the check does not end")


def entries(office: Office) -> list[LedgerEntry]:
    with office.work.unit(writes=False) as session:
        query = select(LedgerEntry).where(LedgerEntry.mailbox_id == office.mailbox_id).order_by(LedgerEntry.number)
        return list(session.scalars(query))


def told(office: Office, kind: EventKind) -> list[Event]:
    with office.work.unit(writes=False) as session:
        return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def is_whole(office: Office) -> bool:
    with office.work.unit(writes=False) as session:
        return chain.verify(session, office.mailbox_id, office.work.runtime.ledger_keys).fault is None


def hide(office: Office, provider_id: str) -> None:
    """Forget a mail as if no sync had ever seen it."""
    with office.work.unit() as session:
        ours = (Delivery.mailbox_id == office.mailbox_id, Delivery.provider_id == provider_id)
        session.execute(delete(Delivery).where(*ours))


def meanwhile(office: Office, when: str, deed: Callable[[], object]) -> Callable[[], None]:
    """Let something happen once, just before the provider is asked for something. Gives a way back."""
    done: list[object] = []

    def once() -> None:
        if not done:
            done.append(deed())

    class Lively(GmailMailbox):
        def listing(self, since: datetime | None, page: str | None = None) -> Listing:
            if (when, page is not None) in (("the second page", True), ("the list", False)):
                once()
            return super().listing(since, page)

        def fetch(self, provider_ids: Sequence[str]) -> Fetched:
            if when == "the fetch":
                once()
            return super().fetch(provider_ids)

    def make(account: Account, settings: Settings, line: Line) -> Lively:
        return Lively(account, settings, line)

    PROVIDERS["lively"] = make
    office.become("lively")

    def back() -> None:
        office.become("gmail")
        del PROVIDERS["lively"]

    return back


def test_a_mailbox_that_is_held_whole_adds_up(office: Office) -> None:
    deliver(office, 7)
    office.gmail.deliver(None, "SPAM", at=RECENTLY)
    office.gmail.deliver(None, "DRAFT", at=RECENTLY)
    office.gmail.deliver(None, "TRASH", at=RECENTLY)
    office.read_everything()

    entry = check(office)

    assert (entry.number, entry.listed, entry.held, entry.missing, entry.unexplained) == (1, 10, 10, 0, 0)
    assert entry.dispositions == {"conversation": 8, "quarantined": 1, "ignored-because": 1}
    assert (entry.arrived, entry.vanished, entry.deleted, entry.unlisted) == (0, 0, 0, 0)
    assert told(office, EventKind.LEDGER_ALARM) == []
    assert is_whole(office)
    assert not office.is_leased
    second = check(office)
    assert (second.number, second.previous) == (2, chain.link(entry))
    assert is_whole(office)


def test_a_hidden_message_is_named_and_fetched_within_one_check(office: Office) -> None:
    messages = deliver(office, 5)
    hidden = office.gmail.deliver(letter("Biopsy", number=777_001), at=RECENTLY)
    office.read_everything()
    hide(office, hidden)
    office.sync()
    assert hidden not in office.held

    entry = check(office)

    assert (entry.listed, entry.held, entry.missing, entry.repaired, entry.unexplained) == (6, 6, 1, 1, 0)
    named = {"provider_id": hidden, "message_id": "<777001@mail.example.com>"}
    assert entry.named == [named | {"outcome": "repaired"}]
    assert set(office.held) == messages | {hidden}
    (alarm,) = told(office, EventKind.LEDGER_ALARM)
    (repair,) = told(office, EventKind.LEDGER_REPAIRED)
    assert alarm.data["messages"] == repair.data["messages"] == [named]
    assert alarm.mailbox_id == office.mailbox_id
    assert "Biopsy" not in str(alarm.data)
    assert check(office).missing == 0
    assert len(told(office, EventKind.LEDGER_ALARM)) == 1


def test_a_message_that_the_provider_does_not_give_stays_an_alarm_until_it_does(office: Office) -> None:
    deliver(office, 3)
    old = datetime.now(UTC) - timedelta(days=20)
    hidden = office.gmail.deliver(at=old)
    office.read_everything()
    hide(office, hidden)
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 500, "reason": "backendError"}
    ]})  # fmt: skip

    entry = check(office)

    assert (entry.listed, entry.held, entry.missing, entry.repaired, entry.unexplained) == (4, 3, 1, 0, 1)
    assert entry.named == [{"provider_id": hidden, "message_id": "", "outcome": "refused"}]
    assert len(told(office, EventKind.LEDGER_ALARM)) == 1
    office.gmail.simulator.put("faults", {"faults": []})
    second = check(office, since=datetime.now(UTC) - timedelta(days=14))
    assert (second.missing, second.repaired, second.unexplained) == (1, 1, 0), "older than the period, still remembered"
    assert hidden in office.held
    assert check(office).missing == 0


def test_one_message_that_is_never_answered_holds_up_no_other(office: Office) -> None:
    office.read_everything()
    hidden = sorted(deliver(office, 60))
    office.sync()
    for one in hidden:
        hide(office, one)

    class Broken(GmailMailbox):
        def fetch(self, provider_ids: Sequence[str]) -> Fetched:
            if hidden[0] in provider_ids:
                return Fetched(left=tuple(provider_ids), trouble=TryAgain("it does not answer"))
            return super().fetch(provider_ids)

    PROVIDERS["broken"] = Broken
    office.become("broken")
    try:
        entry = check(office)
    finally:
        office.become("gmail")
        del PROVIDERS["broken"]

    assert (entry.missing, entry.repaired, entry.unexplained) == (60, 59, 1)
    assert [one["provider_id"] for one in entry.named if one["outcome"] == "refused"] == [hidden[0]]
