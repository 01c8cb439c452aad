"""Checking the ledger of an office: from beginning to end, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, select

from inbox import chain, checks
from inbox.models import Delivery, Event, EventKind, LedgerEntry, Mailbox
from sync.provider import Fetched, Listing
from sync.providers import PROVIDERS
from sync.providers.gmail.answers import ListAnswer
from sync.providers.gmail.mailbox import GmailMailbox
from tests.office import Office
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


@contextmanager
def meanwhile(office: Office, when: str = "", deed: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Pages of two messages; and something happens once, just before the provider is asked for something."""
    left = [deed]

    def now_is(moment: str) -> None:
        if moment == when and left:
            left.pop()()

    class Lively(GmailMailbox):
        def listing(self, since: datetime | None, page: str | None = None, *, whole: bool = False) -> Listing:
            now_is("the second page" if page else "the list")
            return super().listing(since, page, whole=whole)

        def fetch(self, provider_ids: Sequence[str]) -> Fetched:
            now_is("the fetch")
            return super().fetch(provider_ids)

        def _list(self, **narrowed: str | int | None) -> ListAnswer:
            return super()._list(**{**narrowed, "maxResults": 2})

    PROVIDERS["lively"] = Lively
    office.become("lively")
    try:
        yield
    finally:
        office.become("gmail")
        del PROVIDERS["lively"]


def stand(office: Office) -> checks.Stand:
    with office.work.unit(writes=False) as session:
        found = checks.of(session, office.mailbox_id)
    assert found is not None
    return found


def forget_changes(office: Office) -> None:
    """Let what happened so far have gone past us: the cursor stands behind it."""
    newest = office.gmail.connect().profile().cursor
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).cursor = newest
