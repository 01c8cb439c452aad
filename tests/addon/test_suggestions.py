"""What a model suggests is accepted, changed, refused and undone with one click, in Gmail and in Outlook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database, findings, learning
from inbox.database import Sessions
from inbox.findings import Found
from inbox.models import (
    Category,
    Conversation,
    Door,
    Event,
    EventKind,
    Finding,
    FindingState,
    Mailbox,
    Message,
    Priority,
    TrainingExample,
    TriageWait,
)
from tests.addon.deeds import state
from tests.addon.entra import Entra
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Sidebar
from tests.addon.task_pane import Pane
from tests.clinic import Clinic
from tests.inbox.triaged import LAB, PAIN

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
Read = Callable[..., int]


@pytest.fixture
def read(make: Sessions, clinic: Clinic, conversation_id: int, now: datetime) -> Read:
    """A model reads the mail; the conversation."""

    def reads(found: Found, **settings: Any) -> int:
        with database.unit_of_work(make) as session:
            mail = session.scalars(select(Message).where(Message.conversation_id == conversation_id)).one()
            session.get_one(Mailbox, clinic.front_desk.id).settings = settings
            session.add(
                TriageWait(
                    message_id=mail.id, organization_id=mail.organization_id, mailbox_id=clinic.front_desk.id,
                    is_fresh=True, received_at=now,
                )
            )  # fmt: skip
            session.flush()
            findings.store(session, mail.id, found, now=now)
        return conversation_id

    return reads


def key(make: Sessions, conversation_id: int) -> str | None:
    with database.unit_of_work(make, writes=False) as session:
        query = select(Category.key).where(Category.id == state(make, conversation_id).category_id)
        return session.scalars(query).first()


def test_a_suggestion_says_why_and_is_accepted_and_taken_back(ana: Sidebar, make: Sessions, read: Read) -> None:
    conversation = read(replace(LAB, instead_of="cloud"))
    card = ana.open(EVENT_ID)
    for told in ("Urgent lab report", "almost certain (90 %)", "result", "my results", "cloud did not answer"):
        assert told in card.text

    accepted = ana.press(card.button("accept-suggestion"))
    assert (accepted.notification, key(make, conversation)) == ("Saved", "lab")
    assert "Ana Ruiz accepted" in accepted.text
    again = ana.press(card.button("accept-suggestion"))
    assert (again.status, key(make, conversation)) == (200, "lab")

    ana.press(accepted.button("undo-suggestion"))
    assert key(make, conversation) is None
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(TrainingExample)).all() == []


def test_a_card_says_that_signs_raised_the_priority_only_while_it_is_urgent(
    ana: Sidebar, make: Sessions, read: Read
) -> None:
    conversation = read(PAIN)
    assert "The priority was raised to urgent" in ana.open(EVENT_ID).text

    with database.unit_of_work(make) as session:
        session.get_one(Conversation, conversation).priority = Priority.HIGH
    shown = ana.open(EVENT_ID).text
    assert "chest pain" in shown
    assert "The priority was raised" not in shown


def test_another_one_is_chosen_from_all(ana: Sidebar, make: Sessions, clinic: Clinic, read: Read) -> None:
    conversation = read(LAB)
    chosen = ana.press(ana.open(EVENT_ID).button("open", page="categorize"))
    ana.press(chosen.button("categorize", category=str(category(make, "billing"))))

    assert key(make, conversation) == "billing"
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Finding.state)).one() is FindingState.CHANGED
        assert session.scalars(select(TrainingExample.category_id)).one() == category(make, "billing")


def test_what_was_set_by_itself_is_undone_on_the_card_and_on_the_timeline(
    ana: Sidebar, make: Sessions, read: Read
) -> None:
    conversation = read(LAB, apply_categories={"lab": 0.9})
    assert key(make, conversation) == "lab"
    card = ana.open(EVENT_ID)
    assert "Category set by the AI" in card.text

    timeline = ana.press(card.button("open", page="timeline")) if "Timeline" in card.text else card
    shown = ana.press(timeline.button("undo-suggestion"))
    assert (key(make, conversation), "took" in shown.text) == (None, True)
    with database.unit_of_work(make, writes=False) as session:
        told = session.execute(select(Event.kind, Event.door).order_by(Event.id)).all()
    assert [tuple(row) for row in told] == [
        (EventKind.CATEGORIZED, Door.AI), (EventKind.TRIAGED, Door.AI), (EventKind.CATEGORIZED, Door.GMAIL),
    ]  # fmt: skip


def test_signs_stand_first_and_one_click_calms_them(ana: Sidebar, make: Sessions, read: Read) -> None:
    conversation = read(PAIN)
    card = ana.open(EVENT_ID)
    assert card.text.index("my chest hurts") < card.text.index("/gmail/actions/close")
    assert state(make, conversation).priority is Priority.URGENT

    calmed = ana.press(card.button("calm-signs"))
    assert "my chest hurts" not in calmed.text
    assert state(make, conversation).priority is Priority.NORMAL


def test_it_is_the_same_in_outlook(
    service: Flask, entra: Entra, consented: None, make: Sessions, read: Read
) -> None:  # fmt: skip
    conversation = read(LAB, apply_categories={"lab": 0.9})
    with database.unit_of_work(make) as session:
        mail = session.scalars(select(Message)).one()
        mail.key = mail.internet_message_id = "<friday@mail.example.com>"
    pane = Pane(service, entra)
    pane.press(pane.open(internetMessageId="<friday@mail.example.com>").button("undo-suggestion"))
    assert key(make, conversation) is None


def test_findings_of_other_conversations_do_not_exist(
    ana: Sidebar, make: Sessions, clinic: Clinic, read: Read, now: datetime
) -> None:
    read(LAB)
    press = ana.open(EVENT_ID).button("accept-suggestion")
    with database.unit_of_work(make) as session:
        mail = tracked(session, clinic.invoices, now=now, provider_id="other", patient="other@example.com")
        session.add(
            Finding(
                organization_id=mail.organization_id, conversation_id=mail.conversation_id, message_id=mail.id,
                state=FindingState.SUGGESTED, category_id=category(make, "lab"), model="local", received_at=now,
                found_at=now,
            )
        )  # fmt: skip
        session.flush()
        other = session.scalars(select(Finding.id).where(Finding.message_id == mail.id)).one()
    parameters = [{**one, "value": str(other)} if one["key"] == "finding" else one for one in press["parameters"]]
    assert "does not exist" in ana.press({**press, "parameters": parameters}).notification


def test_leads_put_an_earlier_version_into_use(
    service: Flask, google: Google, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        for _ in range(2):
            learning.keep(session, clinic.organization.id, b"x", examples=3, measured={}, is_better=True, now=now)
    cleo = Sidebar(service, google, email="cleo@clinic.example.org")
    settings = cleo.ask("/gmail/settings")
    shown = cleo.press(settings.button("open", page="learning"))
    used = cleo.press(shown.button("use-version", version="1"))
    assert used.notification == "In use from the next mail on"
    with database.unit_of_work(make, writes=False) as session:
        row = learning.current(session, clinic.organization.id)
        assert row is not None and (row.version, row.by_id) == (1, clinic.cleo.id)


def category(make: Sessions, key: str) -> int:
    with database.unit_of_work(make, writes=False) as session:
        return session.scalars(select(Category.id).where(Category.key == key)).one()
