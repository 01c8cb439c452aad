"""Beside an open mail: its conversation, whichever copy of it somebody has open."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, MailboxState, Wakeup
from manifests import google as descriptor
from tests.addon.conftest import Furnish
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID, STORED_ID, OwnMailbox, event_id, tracked
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic
from tests.simulator.running import Running

ABOUT = "<about-friday@example.com>"


@pytest.fixture
def own(simulated: Running) -> OwnMailbox:
    """The mailbox of Ana herself."""
    return OwnMailbox.new(simulated)


@pytest.fixture
def beside(furnish: Furnish, clinic: Clinic, google: Google, simulated: Running) -> Sidebar:
    """Ana's sidebar, with Gmail to ask."""
    return Sidebar(furnish(gmail_api_url=simulated.url), google)


def test_a_mail_of_the_shared_mailbox_shows_its_conversation_without_asking_gmail(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        tracked(session, clinic.front_desk, now=now, assignee_id=clinic.ben.id)
    shown = ana.open(EVENT_ID)

    assert shown.navigation.keys() == {"pushCard"}
    assert shown.card["name"] == "conversation"
    assert "Appointment on Friday" in shown.text and "Ben Okafor" in shown.text


def test_a_copy_in_ones_own_mailbox_is_recognised_and_then_known(
    beside: Sidebar, own: OwnMailbox, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        tracked(session, clinic.front_desk, now=now, internet_id=ABOUT)
    copy = own.receive(ABOUT)
    own.shows(beside, copy, descriptor.EXECUTE, descriptor.METADATA)

    first = beside.open(event_id(copy))
    asked = own.calls()
    second = beside.open(event_id(copy))

    assert first.card["name"] == second.card["name"] == "conversation"
    assert [call["method"] for call in asked] == ["users.messages.get"]
    assert own.calls() == asked


@pytest.mark.parametrize("message_id", ["msg-a:r-5", "msg-f:12345", "", "x/../../y?z"])
def test_a_mail_that_gmail_does_not_give_is_not_tracked(beside: Sidebar, own: OwnMailbox, message_id: str) -> None:
    own.shows(beside, None)
    shown = beside.open(message_id)

    assert shown.card["name"] == "not-tracked"
    assert shown.button("track")


def test_a_mail_of_nobody_is_not_tracked(beside: Sidebar, own: OwnMailbox) -> None:
    copy = own.receive("<private@example.com>")
    own.shows(beside, copy)
    shown = beside.open(event_id(copy))

    assert shown.card["name"] == "not-tracked"
    assert shown.button("track", internet_id="<private@example.com>", message=copy)


def test_a_mail_of_another_team_looks_like_one_that_nobody_knows(
    beside: Sidebar, own: OwnMailbox, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    """Whether its id or its Message-ID is guessed, the answer is the same, byte for byte."""
    with database.unit_of_work(make) as session:
        secret = tracked(session, clinic.invoices, now=now, internet_id="<invoice@example.com>", subject="Invoice 7")
        assert secret.id
    guessed = own.receive("<invoice@example.com>")
    unknown = own.receive("<unknown@example.com>")
    answers = []
    for copy, internet_id in ((guessed, "<invoice@example.com>"), (unknown, "<unknown@example.com>")):
        own.shows(beside, copy)
        shown = beside.open(event_id(copy))
        answers.append(_without_ids(shown.text, copy, internet_id, shown.button("track")))

    assert answers[0] == answers[1]
    beside.tokens = ("", "")
    own.shows(beside, None)
    assert beside.open(EVENT_ID).card["name"] == "not-tracked"


def test_a_reused_message_id_proves_nothing(
    beside: Sidebar, own: OwnMailbox, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        tracked(session, clinic.front_desk, now=now, internet_id=ABOUT).has_reused_id = True
    copy = own.receive(ABOUT)
    own.shows(beside, copy)

    assert beside.open(event_id(copy)).card["name"] == "not-tracked"


@pytest.mark.parametrize("how", ["it came a minute ago", "its mailbox is being filled"])
def test_mail_that_is_on_its_way_is_waited_for(
    beside: Sidebar, own: OwnMailbox, make: Sessions, clinic: Clinic, now: datetime, how: str
) -> None:
    is_fresh = how == "it came a minute ago"
    if not is_fresh:
        with database.unit_of_work(make) as session:
            session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.BACKFILL
    at = (now - timedelta(minutes=1) if is_fresh else now - timedelta(days=9)).isoformat()
    copy = own.receive("<new@example.com>", to="Reception <Reception@clinic.example.org>", at=at)
    own.shows(beside, copy)
    shown = beside.open(event_id(copy))

    assert shown.card["name"] == "not-synced"
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Wakeup.mailbox_id)).all() == [clinic.front_desk.id]
        tracked(session, clinic.front_desk, now=now, internet_id="<new@example.com>", provider_id="ff")
    again = beside.press(shown.button("look-again"))
    assert again.navigation.keys() == {"updateCard"}
    assert again.card["name"] == "conversation"


def test_old_mail_to_a_shared_mailbox_is_not_waited_for(beside: Sidebar, own: OwnMailbox) -> None:
    copy = own.receive("<old@example.com>", to="reception@clinic.example.org", at="2025-01-03T09:30:00+00:00")
    own.shows(beside, copy)

    assert beside.open(event_id(copy)).card["name"] == "not-tracked"


def test_admins_find_the_mail_of_every_team(
    ana: Sidebar, service: Flask, google: Google, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        tracked(session, clinic.invoices, now=now, provider_id=STORED_ID)

    assert Sidebar(service, google, email="ada@clinic.example.org").open(EVENT_ID).card["name"] == "conversation"


def _without_ids(text: str, copy: str, internet_id: str, button: dict[str, object]) -> str:
    drawn = next(one["value"] for one in button["parameters"] if one["key"] == "drawn")  # type: ignore[attr-defined]
    return text.replace(copy, "").replace(internet_id, "").replace(drawn, "")
