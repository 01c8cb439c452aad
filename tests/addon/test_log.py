"""A day of work, with everything that can go wrong on it: the log holds none of the mail, the notes and the tokens."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from addon.app import create_app
from inbox import log
from tests.addon.conftest import RING
from tests.addon.google import ACCOUNT, CLIENT, PUSHER, Google
from tests.addon.open_mail import event_id
from tests.addon.sidebar import PUBLIC, Sidebar, parameters, strings
from tests.addon.test_hooks import message, push
from tests.addon.test_identity import forged
from tests.office import Office, office, runtime, work
from tests.sync.outside import letter
from workers import relay

__all__ = ["office", "runtime", "work"]
SUBJECT, BODY, NOTE, QUERY = "Zebrafish", "Quokka", "Axolotl", "Pangolin"
FOREIGN = "ptarmigan@example.com"
EVENTS = {"a mailbox is tried again later", "a mailbox cannot be read"}
BROKEN = {"something broke", "the database cannot be used"}
"""Lines that such a day leaves, the last by kind of database: the log was really looked at."""
BAD_DAYS: tuple[dict[str, object], ...] = (
    {"kind": "status", "status": 503, "reason": "backendError", "times": 6},
    {"kind": "status", "status": 429, "reason": "rateLimitExceeded", "times": 6},
    {"kind": "status", "status": 400, "reason": "badRequest", "times": 3},
    {"kind": "cut", "times": 3},
    {"kind": "history-expired", "times": 1},
    {"kind": "delegation-revoked", "times": 3},
)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the product logs, with every level on; the logging of the test process is as before afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers, root.level
    monkeypatch.setattr("sys.stderr", stream)
    log.configure("DEBUG")
    yield stream
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


@dataclass
class Day:
    """A day of an office: its mailbox, its web service, and every token that was shown to it."""

    office: Office
    google: Google
    ana: Sidebar

    def mail_comes(self, number: int, subject: str = SUBJECT) -> str:
        """A mail of a patient, read by a sync; its id at the provider."""
        mail = letter(subject, number=number, sender=FOREIGN).replace(b"This is mail", f"{BODY} {number}".encode())
        provider_id = self.office.gmail.deliver(mail, at=datetime.now(UTC))
        self.office.sync()
        return provider_id

    def staff_work(self, provider_id: str) -> None:
        """Look, search, write a note, press a button twice, close."""
        shown = self.ana.open(event_id(provider_id))
        form = self.ana.press(shown.button("open", page="note"))
        self.ana.press(form.button("add-note"), note=NOTE)
        self.ana.press(self.ana.home().button("search"), query=QUERY)
        shown = self.ana.open(event_id(provider_id))
        for _ in range(2):
            self.ana.press(shown.button("close"))
        relay.relay_events.run(self.office.work, self.office.clinic.organization.id)

    def others_try(self) -> list[str]:
        """Calls with tokens that are worth nothing."""
        tokens = [one for one in forged(self.google).values() if one]
        for one in tokens:
            assert self.ana.call("/gmail/message", self.ana.event(), authorization=one).status_code == 401
        return [part for one in tokens for part in one.split() if len(part) > 20]

    def provider_fails(self, number: int, fault: dict[str, object]) -> None:
        """A sync while Google has a bad day, and one after it."""
        self.office.gmail.simulator.put("faults", {"faults": [{"method": "*", "mailbox": "*"} | fault]})
        self.mail_comes(number)
        self.office.gmail.simulator.put("faults", {"faults": []})
        self.office.be_patient_no_longer()
        self.office.sync()

    def database_fails(self, engine: Engine, provider_id: str) -> None:
        """A note, a mail and a push while a table is missing."""
        form = self.ana.press(self.ana.open(event_id(provider_id)).button("open", page="note"))
        for table in ("note", "message", "mailbox"):
            _rename(engine, table, f"{table}_elsewhere")
            try:
                pressed = {"parameters": parameters(form.button("add-note")), "formInputs": {"note": strings(NOTE)}}
                self.ana.call("/gmail/actions/add-note", self.ana.event(**pressed))
                push(self.ana.app, self.google, message(self.office.gmail.address))
                with suppress(DBAPIError):
                    self.mail_comes(90)
            finally:
                _rename(engine, f"{table}_elsewhere", table)


@pytest.fixture
def day(written: io.StringIO, office: Office, google: Google) -> Day:
    """The service over the office's database."""
    said = {"public_url": PUBLIC, "google_client_id": CLIENT, "google_addon_account": ACCOUNT,
            "google_push_account": PUSHER, "google_certs_url": google.certs_url}  # fmt: skip
    runtime = office.work.runtime
    service = create_app(replace(runtime, settings=runtime.settings.model_copy(update=said)))
    return Day(office, google, Sidebar(service, google))


def test_the_log_of_a_bad_day_tells_no_mail_no_note_and_no_token(
    day: Day, written: io.StringIO, engine: Engine
) -> None:
    provider_id = day.mail_comes(80)
    day.office.read_everything()
    day.staff_work(provider_id)
    tokens = day.others_try()
    for number, fault in enumerate(BAD_DAYS, 81):
        day.provider_fails(number, fault)
    day.database_fails(engine, provider_id)
    day.office.gmail.deliver(b"\xff\x00 " + BODY.encode(), at=datetime.now(UTC))
    day.office.sync()

    told = written.getvalue()
    key = json.loads(day.office.gmail.credential)["private_key"].splitlines()[1]
    tokens += [day.google.of(day.ana.email), day.office.gmail.simulator.token(day.office.gmail.address), key, RING]
    addresses = [FOREIGN, day.office.gmail.address, day.ana.email]
    addresses += [quote(one) for one in addresses]
    secrets = (SUBJECT, BODY, NOTE, QUERY, *addresses, *tokens)
    assert [secret for secret in secrets if secret in told] == []
    assert "eyJ" not in told and "ya29." not in told
    said = {json.loads(line)["event"] for line in told.splitlines()}
    assert said >= EVENTS and said & BROKEN


def _rename(engine: Engine, old: str, new: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
