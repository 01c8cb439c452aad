"""What the playings of one process share: a runtime, a database that is put back each time, the simulated providers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from inbox import database
from inbox.configuration.mailboxes import row_of
from inbox.models import Mailbox, MailboxState, Tag
from sync.line import Token
from tests import postgres, sqlite
from tests.clinic import Clinic, found
from tests.crash.scene import BEGINS, Clock, Scene
from tests.office import Office
from tests.simulator.running import EVERYTHING, Running
from tests.sync.outside import Gmail, Outlook, Outside, Shelf, settings
from workers import runtime
from workers.job import UnitsOfWork
from workers.runtime import Runtime

_CLIENT = {"id": "crash-client", "secret": "sesame"}
_SUBSCRIPTION = {
    "topic": "projects/clinic/topics/gmail", "endpoint": "http://127.0.0.1:9/hooks/gmail", "audience": "inbox",
    "service_account": "push@example.org",
}  # fmt: skip
"""That mailboxes can be watched. What is pushed gets lost: the script says itself when workers have news."""


@dataclass(frozen=True)
class Stage:
    """Each playing finds it as the one before did."""

    google: Running
    runtime: Runtime
    clinic: Clinic
    provider: str
    """Where the mailboxes are."""
    file: Path | None
    """Of the database with nothing but the clinic in it; None on PostgreSQL, where that is written anew."""

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        """A new database and two new mailboxes."""
        self._put_back()
        self.runtime.redis.flushdb()
        clock = Clock()
        work = UnitsOfWork(self.runtime, clock)
        offices = [self._office(work, one.id) for one in (self.clinic.front_desk, self.clinic.appointments)]
        yield Scene(work, clock, self.clinic, *offices)

    def _put_back(self) -> None:
        if self.file is None:
            _founded(self.runtime)
            return
        self.runtime.engine.dispose()
        played = Path(str(self.runtime.engine.url.database))
        for suffix in ("-wal", "-shm"):
            played.with_name(f"{played.name}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.file, played)

    def _office(self, work: UnitsOfWork, mailbox_id: int) -> Office:
        outside, credential = _ORIGINS[self.provider](self.google)
        with work.unit() as session:
            mailbox = session.get_one(Mailbox, mailbox_id)
            mailbox.address, mailbox.state, mailbox.provider = outside.address, MailboxState.NEW, outside.provider
            mailbox.credential = work.runtime.ring.seal(credential, row=row_of(mailbox_id))
        return Office(work, outside, self.clinic, mailbox_id)


def _at_gmail(google: Running) -> tuple[Outside, bytes]:
    """A mailbox that consented by itself: reading a private key for each token would take the longest of all."""
    gmail = Gmail(google)
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    gmail.shelf = Shelf(Token(google.token(gmail.address, EVERYTHING), in_an_hour))
    asked = {"client_id": _CLIENT["id"], "email": gmail.address, "scopes": [EVERYTHING]}
    grant = {
        "type": "authorized_user", "client_id": _CLIENT["id"], "client_secret": _CLIENT["secret"],
        "refresh_token": google.post("oauth-users", asked)["refresh_token"],
    }  # fmt: skip
    return gmail, json.dumps(grant).encode()


def _at_outlook(microsoft: Running) -> tuple[Outside, bytes]:
    """A mailbox of a tenant that let an application in."""
    outlook = Outlook(microsoft)
    return outlook, outlook.credential


_ORIGINS = {"gmail": _at_gmail, "outlook": _at_outlook}


@contextmanager
def on_sqlite(google: Running, redis_url: str, folder: Path, provider: str = "gmail") -> Iterator[Stage]:
    """Its file is a copy of one with the clinic in it."""
    engine = sqlite.fresh_engine(folder)
    file = folder / "clinic.db"
    with _running(google, redis_url, engine.url.render_as_string()) as built:
        clinic = _founded(built)
        built.engine.dispose()
        engine.dispose()
        shutil.copyfile(folder / "inbox.db", file)
        yield Stage(google, built, clinic, provider, file)


@contextmanager
def on_postgresql(google: Running, redis_url: str) -> Iterator[Stage]:
    """Its database is emptied each time, and the clinic founded again."""
    with _running(google, redis_url, postgres.server_url()) as built:
        yield Stage(google, built, _founded(built), "gmail", None)


@contextmanager
def _running(google: Running, redis_url: str, database_url: str) -> Iterator[Runtime]:
    google.post("oauth-clients", _CLIENT)
    google.put("subscriptions", {"subscriptions": [_SUBSCRIPTION]})
    google.put("faults", {"faults": [{"kind": "push-lost"}]})
    values: dict[str, Any] = {
        "database_url": database_url,
        "redis_url": redis_url,
        "google_topic": _SUBSCRIPTION["topic"],
    }
    usual = settings(google, **values, sync_batch=2)
    # Two messages are many here, so that what is done in batches is done in batches.
    built = runtime.build(usual.model_copy(update={"gmail_units": usual.gmail_units | {"messages.batchModify": 5}}))
    try:
        yield built
    finally:
        google.put("subscriptions", {"subscriptions": []})
        google.put("faults", {"faults": []})
        built.redis.close()
        built.engine.dispose()


def _founded(built: Runtime) -> Clinic:
    """The clinic, with the same ids each time; one of its mailboxes has no part in this."""
    if built.engine.dialect.name == "postgresql":
        postgres.empty_engine()
    with database.unit_of_work(built.make) as session:
        clinic = found(session, now=BEGINS)
        session.query(Tag).filter_by(name="insurance").one().show_in_mailbox = True
        session.get_one(Mailbox, clinic.invoices.id).state = MailboxState.PAUSED
    return clinic
