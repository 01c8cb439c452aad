"""A clinic whose mailbox lives at a simulated provider, and the runtime of a process that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from redis import Redis
from sqlalchemy import Engine, select, update

from inbox import database
from inbox.configuration.mailboxes import row_of
from inbox.models import Delivery, Event, EventKind, Lease, Mailbox, MailboxState
from sync import health, leases, wakeups
from sync.connecting import SealedTokens
from sync.provider import Account
from tests.clinic import Clinic, found
from tests.simulator.running import Running
from tests.sync.outside import OUTSIDES, Outside, settings
from tests.valkey import Valkey
from workers import runtime as running
from workers import sync_jobs
from workers.job import UnitsOfWork
from workers.runtime import Runtime

EACH_ONCE = pytest.mark.parametrize(
    ("engine", "office"), [("sqlite", "gmail"), ("postgresql", "gmail"), ("sqlite", "outlook")], indirect=True
)
"""Both databases and every provider, but not each with each: neither knows of the other."""


@dataclass(frozen=True)
class Office:
    """One connected mailbox, read in the test's own process."""

    work: UnitsOfWork
    gmail: Outside
    clinic: Clinic
    mailbox_id: int

    def sync(self) -> None:
        """Somebody says that there is news, and it is read."""
        with self.work.unit() as session:
            wakeups.note(session, self.mailbox_id, self.work.clock())
        sync_jobs.sync_mailbox.run(self.work, self.mailbox_id)

    def read_everything(self) -> None:
        """The first sync or a resync, slice by slice until the mailbox is live."""
        self.sync()
        while self.mailbox.state in (MailboxState.BACKFILL, MailboxState.RESYNC):
            sync_jobs.backfill_mailbox.run(self.work, self.mailbox_id)

    def be_patient_no_longer(self) -> None:
        """The time that the provider asked for has passed."""
        with self.work.unit() as session:
            health.reconnect(session.get_one(Mailbox, self.mailbox_id))

    def become(self, provider: str) -> None:
        """Let its mail be read by another provider."""
        with self.work.unit() as session:
            session.get_one(Mailbox, self.mailbox_id).provider = provider

    def free_the_lease(self) -> None:
        """So much time has passed that the lease of a dead worker ran out, and what it held at the provider."""
        self.work.runtime.redis.delete(f"inbox:flights:{self.mailbox_id}")
        with self.work.unit() as session:
            session.execute(update(Lease).where(Lease.mailbox_id == self.mailbox_id).values(until=None))
        self.be_patient_no_longer()

    @property
    def is_leased(self) -> bool:
        """Whether somebody reads it just now."""
        with self.work.unit(writes=False) as session:
            return leases.until(session, self.mailbox_id) is not None

    @property
    def is_settled(self) -> bool:
        """Whether every hint was looked into."""
        with self.work.unit(writes=False) as session:
            return wakeups.pending(session, self.mailbox_id) is None and not self.is_leased

    @property
    def mailbox(self) -> Mailbox:
        """Its row as it is now."""
        with self.work.unit(writes=False) as session:
            return session.get_one(Mailbox, self.mailbox_id)

    @property
    def held(self) -> dict[str, Delivery]:
        """What we hold of it and is not deleted, by the provider's id."""
        return {one.provider_id: one for one in self._deliveries() if one.deleted_at is None}

    @property
    def deleted(self) -> set[str]:
        """What we held and the provider no longer has."""
        return {one.provider_id for one in self._deliveries() if one.deleted_at is not None}

    def changes_of_state(self) -> list[tuple[str, str]]:
        """What the events say of the mailbox's state."""
        with self.work.unit(writes=False) as session:
            query = select(Event).where(Event.mailbox_id == self.mailbox_id, Event.kind == EventKind.MAILBOX_CHANGED)
            return [(one.data["old"], one.data["new"]) for one in session.scalars(query.order_by(Event.id))]

    def with_settings(self, **changed: object) -> Office:
        """The same mailbox, read by a process with other settings."""
        runtime = replace(self.work.runtime, settings=self.work.runtime.settings.model_copy(update=changed))
        return replace(self, work=UnitsOfWork(runtime))

    def asked(self, method: str) -> int:
        """How often the provider was asked."""
        calls = self.gmail.simulator.get("calls", method=method)["calls"]
        return sum(1 for call in calls if call["mailbox"] == self.gmail.address)

    def _deliveries(self) -> list[Delivery]:
        with self.work.unit(writes=False) as session:
            query = select(Delivery).where(Delivery.mailbox_id == self.mailbox_id).order_by(Delivery.provider_id)
            return list(session.scalars(query))


def connect(work: UnitsOfWork, mailbox_id: int, gmail: Outside) -> None:
    """Let a mailbox of the database be one at a simulated provider."""
    with work.unit() as session:
        mailbox = session.get_one(Mailbox, mailbox_id)
        mailbox.address, mailbox.provider = gmail.address, gmail.provider
        mailbox.state = MailboxState.NEW
        mailbox.credential = work.runtime.ring.seal(gmail.credential, row=row_of(mailbox_id))
    account = Account(mailbox_id, gmail.address, gmail.credential)
    SealedTokens(work.runtime.redis, work.runtime.ring, account).put(gmail.token())


@pytest.fixture
def runtime(engine: Engine, simulated: Running, valkey: Valkey, redis: Redis) -> Iterator[Runtime]:
    """What a process holds: the test's database, an empty Redis, Google simulated."""
    url = engine.url.render_as_string(hide_password=False)
    built = running.build(settings(simulated, database_url=url, redis_url=valkey.url))
    make = database.sessions(engine)
    make.configure(info={"redis": built.redis})
    yield replace(built, engine=engine, make=make)
    built.redis.close()


@pytest.fixture
def work(runtime: Runtime) -> UnitsOfWork:
    """What a job is given."""
    return UnitsOfWork(runtime)


@pytest.fixture
def office(request: pytest.FixtureRequest, work: UnitsOfWork, simulated: Running, now: datetime) -> Office:
    """The reception's mailbox, not read yet: at Gmail, or where a module that runs for several providers says."""
    with work.unit() as session:
        clinic = found(session, now=now)
    gmail = OUTSIDES[getattr(request, "param", "gmail")](simulated)
    connect(work, clinic.front_desk.id, gmail)
    return Office(work, gmail, clinic, clinic.front_desk.id)
