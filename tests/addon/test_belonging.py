"""Buttons about what belongs together: suggested links, merge and its undoing, split, quarantine."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import database
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    EventKind,
    Mailbox,
    Message,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)
from tests.addon.deeds import events, state
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Sidebar, parameters
from tests.clinic import Clinic, message


@pytest.fixture
def two(make: Sessions, clinic: Clinic, now: datetime) -> tuple[int, int]:
    """Two conversations; the first is about the mail that tests open."""
    with database.unit_of_work(make) as session:
        first = tracked(session, clinic.front_desk, now=now, subject="Appointment")
        return first.conversation_id, _another(session, clinic.front_desk, now).conversation_id


@pytest.fixture
def suggested(make: Sessions, clinic: Clinic, now: datetime, two: tuple[int, int]) -> int:
    """The second conversation seems to belong to the first."""
    with database.unit_of_work(make) as session:
        mails = {mail.conversation_id: mail for mail in session.scalars(select(Message))}
        link = SuggestedLink(
            organization_id=clinic.organization.id, kind=SuggestionKind.STRANGER, conversation_id=two[1],
            message_id=mails[two[1]].id, target_id=two[0], target_message_id=mails[two[0]].id, created_at=now,
        )  # fmt: skip
        session.add(link)
        session.flush()
        return link.id


def test_accepting_a_suggestion_joins_them(ana: Sidebar, make: Sessions, two: tuple[int, int], suggested: int) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("accept-link"))

    assert shown.card["name"] == "conversation" and shown.notification == "Joined"
    assert state(make, two[1]).merged_into_id == two[0]


def test_refusing_a_suggestion_keeps_them_apart(
    ana: Sidebar, make: Sessions, two: tuple[int, int], suggested: int
) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("refuse-link"))

    assert shown.notification == "It stays on its own."
    assert "accept-link" not in shown.text
    with database.unit_of_work(make) as session:
        assert session.get_one(SuggestedLink, suggested).state is SuggestionState.REFUSED


def test_nobody_decides_about_conversations_of_other_teams(
    ana: Sidebar, service: Flask, google: Google, make: Sessions, suggested: int
) -> None:
    dev = Sidebar(service, google, email="dev@clinic.example.org")
    shown = dev.press(ana.open(EVENT_ID).button("accept-link"))

    assert shown.notification.startswith("This conversation does not exist")
    with database.unit_of_work(make) as session:
        assert session.get_one(SuggestedLink, suggested).state is SuggestionState.OPEN


def test_merging_and_undoing_it(ana: Sidebar, make: Sessions, two: tuple[int, int]) -> None:
    first, second = two
    choose = ana.press(ana.open(EVENT_ID).button("open", page="merge"))
    found = ana.press(choose.button("find-target"), query="Bill")
    assert found.navigation.keys() == {"updateCard"}
    confirm = ana.press(found.button("open", page="merge-confirm", target=str(second)))
    merged = ana.press(confirm.button("merge"))

    assert merged.card["name"] == "conversation" and merged.notification == "Merged. This can be undone under Links."
    assert state(make, first).merged_into_id == second
    assert ana.open(EVENT_ID).card["header"] == merged.card["header"]

    links = ana.press(merged.button("open", page="links"))
    undone = ana.press(links.button("unmerge"))
    assert undone.notification == "They are two conversations again."
    assert state(make, first).merged_into_id is None
    assert {EventKind.MERGED, EventKind.UNMERGED} <= set(events(make))


def test_a_conversation_of_another_team_is_no_target(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime, two: tuple[int, int]
) -> None:
    with database.unit_of_work(make) as session:
        foreign = tracked(session, clinic.invoices, now=now, provider_id="ab").conversation_id
    confirm = ana.press(
        ana.press(ana.press(ana.open(EVENT_ID).button("open", page="merge")).button("find-target"), query="Bill")
        .button("open", page="merge-confirm")
    )  # fmt: skip
    merge = confirm.button("merge")
    params = [{"key": "target", "value": str(foreign)} if one["key"] == "target" else one
              for one in merge["parameters"]]  # fmt: skip
    shown = ana.press({**merge, "parameters": params})

    assert shown.notification.startswith("This conversation does not exist")
    assert state(make, two[0]).merged_into_id is None
    assert events(make) == [EventKind.ACCESS_REFUSED]


def test_splitting_makes_a_conversation_of_a_message_and_all_after_it(
    ana: Sidebar, make: Sessions, now: datetime, two: tuple[int, int]
) -> None:
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, two[0])
        later = message(session, one, sender="maria.lopez@example.com", text="Else", at=now + timedelta(hours=1))
        one.message_count = 2
    choose = ana.press(ana.open(EVENT_ID).button("open", page="split"))
    confirm = ana.press(choose.button("open", page="split-confirm", message=str(later.id)))
    shown = ana.press(confirm.button("split"))

    assert shown.notification == "Split: this is the new conversation."
    with database.unit_of_work(make) as session:
        assert session.get_one(Message, later.id).conversation_id not in two


def test_releasing_from_quarantine(ana: Sidebar, make: Sessions, two: tuple[int, int]) -> None:
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, two[0])
        one.is_quarantined, one.is_listed = True, False
    question, other = (ana.press(ana.open(EVENT_ID).button("open", page="release")) for _ in range(2))
    shown = ana.press(question.button("release"))

    assert shown.notification == "Released from quarantine"
    assert not state(make, two[0]).is_quarantined
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, two[0])
        one.version = int(parameters(other.button("release"))["version"])
    assert ana.press(other.button("release")).notification == "It is in quarantine no longer"


def _another(session: Session, mailbox: Mailbox, now: datetime) -> Message:
    return tracked(session, mailbox, now=now, provider_id="cd", subject="Bill for February", patient="jo@example.com")
