"""What only admins look at, in states that show everything: checks of the ledger, models elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import checks
from inbox.ledger import Missing
from inbox.models import Mailbox, ModelCall, ModelServer
from tests import ledgers
from tests.clinic import Clinic


def models(session: Session, clinic: Clinic, now: datetime) -> None:
    """One that is asked, one that rests, one whose money is spent."""
    organization_id = clinic.organization.id
    for key, outcome, budget in (("large", "answered", None), ("slow", "down", None), ("dear", "answered", 1.0)):
        session.add(
            ModelServer(
                organization_id=organization_id, key=key, kind="openai", base_url="https://models.example.org/v1",
                name=key, daily_budget=budget, changed_at=now,
            )
        )  # fmt: skip
        session.add_all(
            ModelCall(organization_id=organization_id, model=key, question="triage", outcome=outcome, cost=0.5,
                      at=now + timedelta(days=3))
            for _ in range(3)
        )  # fmt: skip
    session.get_one(Mailbox, clinic.front_desk.id).settings = {"triage": "large", "copilot": "none"}


def ledger(session: Session, clinic: Clinic, now: datetime, text: str) -> None:
    """A check that found much to be missing, and one under way."""
    named = tuple(Missing(text[:200], text[:900], "refused") for _ in range(30))
    checked = replace(ledgers.holed(now, missing=45), named=named)
    ledgers.write(session, clinic.front_desk, ledgers.clean(now), checked, now=now)
    checks.ask(session, session.get_one(Mailbox, clinic.front_desk.id), now=now)
