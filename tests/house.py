"""A clinic with a mail server of its own, and what leaves its house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from inbox import noticing
from inbox.models import (
    Conversation,
    Notice,
    Person,
    Posting,
)
from simulator.post.server import receiving
from simulator.post.tray import Tray
from tests.clinic import Clinic, actor, conversation, found
from tests.queued import Clock, work_on
from workers.job import UnitsOfWork
from workers.notice_jobs import send_due_notices
from workers.runtime import Runtime

SUBJECT = "Result of my HIV test"


@dataclass(frozen=True)
class House:
    """A clinic with a mail server of its own, worked on at a time that the test tells."""

    work: UnitsOfWork
    clinic: Clinic
    clock: Clock
    tray: Tray
    conversation_id: int

    def tell(
        self, kind: Notice = Notice.SLA_BREACH, *, to: Person | None = None, key: str = "", about: bool = True
    ) -> None:
        with self.work.unit() as session:
            one = session.get_one(Conversation, self.conversation_id) if about else None
            noticing.tell(
                session, kind, to=[(to or self.clinic.ana).id], conversation=one, dedupe=f"{kind}{key}",
                by=actor(None, self.clock()), organization_id=self.clinic.organization.id,
            )  # fmt: skip

    def send(self) -> None:
        send_due_notices.now(self.work)
        work_on(self.work)

    def postings(self) -> list[Posting]:
        with self.work.unit(writes=False) as session:
            return list(session.scalars(select(Posting).order_by(Posting.id)))


@pytest.fixture
def house(runtime: Runtime, now: datetime) -> Iterator[House]:
    tray = Tray()
    clock = Clock(now)
    with receiving(tray) as port:
        settings = runtime.settings.model_copy(
            update={
                "smtp_url": SecretStr(f"smtp://127.0.0.1:{port}"), "smtp_from": "notices@clinic.example.org",
                "outside_hosts": "127.0.0.1",
            }
        )  # fmt: skip
        work = UnitsOfWork(replace(runtime, settings=settings), clock)
        with work.unit() as session:
            clinic = found(session, now=now)
            one = conversation(session, clinic.front_desk, now=now, subject=SUBJECT, assignee_id=clinic.ben.id)
        yield House(work, clinic, clock, tray, one.id)
