"""What other systems are told: which clock and which rule it is about, and nothing that somebody typed."""

from __future__ import annotations

from datetime import datetime

import orjson
import pytest
from sqlalchemy import select

from inbox import events, webhooks
from inbox.database import Sessions
from inbox.models import Door, EventKind, Webhook, WebhookDelivery
from tests import clinic as building
from tests.clinic import Clinic, actor


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_clock_is_told_with_its_due_time_and_a_rule_with_its_key(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    late = {"clock": "first-response", "due": now.isoformat()}
    with make() as session:
        hook = Webhook(
            organization_id=clinic.organization.id, key="ehr", url="https://ehr.example.org/", secret=b"",
            events=["*"], created_at=now,
        )  # fmt: skip
        session.add(hook)
        one, by = building.conversation(session, clinic.front_desk, now=now), actor(None, now, Door.RULE)
        told = [
            events.record(session, one, EventKind.ESCALATED, by=by, then=["tag: HIV"], **late),
            events.record(
                session, one, EventKind.RULE_ASKED, by=by, asks="webhook", names=["ehr"], rule="HIV", rule_key="r1"
            ),
        ]
        session.flush()
        webhooks.write_down(session, told)
        said = session.scalars(select(WebhookDelivery.payload).order_by(WebhookDelivery.id)).all()

    overdue, asked = (orjson.loads(payload)["data"] for payload in said)
    assert late.items() <= overdue.items()
    assert asked["rule_key"] == "r1"
    assert "HIV" not in "".join(said)
