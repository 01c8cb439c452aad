"""What a rule asks others to do: people are told, webhooks hear of it, routing gives it out."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import concerning, database, events, webhooks
from inbox.database import Sessions
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Door,
    Event,
    EventKind,
    Notice,
    Notification,
    Webhook,
    WebhookDelivery,
)
from tests.clinic import Clinic, conversation


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    with database.unit_of_work(make) as session:
        return conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id).id


def asked(make: Sessions, conversation_id: int, now: datetime, kind: EventKind, **data: object) -> int:
    by = Actor(door=Door.RULE, now=now, rule="Urgent mail")
    with database.unit_of_work(make) as session:
        event = events.record(session, session.get_one(Conversation, conversation_id), kind, by=by, **data)
        session.flush()
        return event.id


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["assignee"], {"ana"}),
        (["lead"], {"cleo"}),
        (["team"], {"ana", "ben", "cleo"}),
        (["admins"], {"ada"}),
        (["ben@clinic.example.org", "nobody@clinic.example.org"], {"ben"}),
        (["dev@clinic.example.org"], set()),
    ],
)
def test_a_rule_tells_whom_it_names_of_those_who_may_see_it(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int, names: list[str], told: set[str]
) -> None:
    event_id = asked(make, conversation_id, now, EventKind.RULE_ASKED, asks="notify", names=names)
    with database.unit_of_work(make) as session:
        for _ in range(2):
            concerning.tell(session, session.get_one(Event, event_id))
    with make() as session:
        rows = session.scalars(select(Notification)).all()
        assert {row.person_id for row in rows} == {getattr(clinic, name).id for name in told}
        assert all((row.kind, row.data["rule"]) == (Notice.RULE, "Urgent mail") for row in rows)


def test_a_rule_and_a_breach_reach_webhooks_that_want_to_hear_of_something_else(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    with database.unit_of_work(make) as session:
        session.add_all(
            Webhook(
                organization_id=clinic.organization.id, key=key, url="https://hooks.example.org", secret=b"",
                events=["conversation.closed"], created_at=now,
            )
            for key in ("one", "two")
        )  # fmt: skip
    named = asked(make, conversation_id, now, EventKind.RULE_ASKED, asks="webhook", names=["two"])
    step = asked(make, conversation_id, now, EventKind.ESCALATED, then=["webhook"], clock="first-response")
    none = asked(make, conversation_id, now, EventKind.ESCALATED, then=["reassign"], clock="first-response")

    with database.unit_of_work(make) as session:
        told = session.scalars(select(Event).where(Event.id.in_((named, step, none)))).all()
        for _ in range(2):
            webhooks.write_down(session, told)
    with make() as session:
        query = select(Webhook.key, WebhookDelivery.message_id).join(
            WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id
        )
        rows = sorted((row[0], row[1]) for row in session.execute(query))
        assert rows == sorted([("two", f"msg_{named}"), ("one", f"msg_{step}"), ("two", f"msg_{step}")])
