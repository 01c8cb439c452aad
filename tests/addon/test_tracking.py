"""Track: a mail that only somebody's own mailbox has becomes a conversation of the shared one."""

from __future__ import annotations

import json
import threading
from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import database, intake
from inbox.arrival import Arrival
from inbox.configuration.mailboxes import row_of
from inbox.database import Sessions
from inbox.models import Delivery, Disposition, Event, EventKind, Mailbox, Message, Place
from inbox.secrets import KeyRing
from manifests import google as descriptor
from tests.addon.conftest import RING, Furnish
from tests.addon.google import Google
from tests.addon.open_mail import OwnMailbox, event_id
from tests.addon.sidebar import Shown, Sidebar
from tests.clinic import Clinic
from tests.simulated import new_mailbox
from tests.simulator.running import Running, key_file

ABOUT = "<about-friday@example.com>"


@pytest.fixture
def own(simulated: Running) -> OwnMailbox:
    """Ana's own mailbox."""
    return OwnMailbox.new(simulated)


@pytest.fixture
def shared(simulated: Running, make: Sessions, clinic: Clinic) -> OwnMailbox:
    """The reception's mailbox, at Gmail too."""
    address = new_mailbox(simulated)
    with database.unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.address = address
        sealed = KeyRing.parse(RING).seal(json.dumps(key_file(simulated)).encode(), row=row_of(mailbox.id))
        mailbox.credential, mailbox.credential_source = sealed, {"kind": "service-account"}
    return OwnMailbox(simulated, address)


@pytest.fixture
def beside(furnish: Furnish, shared: OwnMailbox, google: Google, simulated: Running) -> Sidebar:
    """Ana's sidebar, with Gmail to ask."""
    service = furnish(gmail_api_url=simulated.url, google_token_url=f"{simulated.url}/token")
    return Sidebar(service, google)


def open_untracked(beside: Sidebar, own: OwnMailbox, internet_id: str = ABOUT) -> Shown:
    copy = own.receive(internet_id)
    own.shows(beside, copy)
    shown = beside.open(event_id(copy))
    assert shown.card["name"] == "not-tracked"
    return shown


def filed(shared: OwnMailbox) -> int:
    """How many mails were put into the shared mailbox."""
    return [call["method"] for call in shared.calls()].count("users.messages.import")


def test_tracking_brings_the_mail_into_the_shared_mailbox_and_shows_it(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    untracked = open_untracked(beside, own)
    shown = beside.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert shown.navigation.keys() == {"updateCard"} and shown.card["name"] == "conversation"
    assert shown.notification == "Tracked in Reception"
    assert "May I come on Friday?" in shown.text
    with database.unit_of_work(make) as session:
        message = session.scalars(select(Message)).one()
        delivery = session.scalars(select(Delivery)).one()
        assert message.internet_message_id == ABOUT
        assert (delivery.mailbox_id, delivery.disposition) == (clinic.front_desk.id, Disposition.CONVERSATION)
        assert session.scalars(select(Event.kind)).all().count(EventKind.TRACKED) == 1
    assert filed(shared) == 1
    assert beside.open(beside.message_id).card["name"] == "conversation"


def test_tracking_again_brings_it_no_second_time(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    track = open_untracked(beside, own).button("track")
    mailbox = str(clinic.front_desk.id)
    beside.press(track, mailbox=mailbox)
    assert beside.press(track, mailbox=mailbox).notification == "Done already."
    kept = [one for one in track["parameters"] if one["key"] != "drawn"]
    assert beside.press({**track, "parameters": kept}, mailbox=mailbox).card["name"] == "conversation"

    assert filed(shared) == 1
    with database.unit_of_work(make) as session:
        assert len(session.scalars(select(Message)).all()) == 1
        assert session.scalars(select(Event.kind)).all().count(EventKind.TRACKED) == 1


def test_two_presses_at_the_same_moment_file_one_copy(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    track = open_untracked(beside, own).button("track")
    pressing = [threading.Thread(target=beside.press, args=(track,), kwargs={"mailbox": str(clinic.front_desk.id)})
                for _ in range(2)]  # fmt: skip
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()

    assert filed(shared) == 1
    with database.unit_of_work(make) as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_mail_that_the_shared_mailbox_has_is_not_copied(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    """It is older than what was fetched of that mailbox: known, and passed over until somebody asks for it."""
    held = shared.receive(ABOUT)
    with database.unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        old = Arrival(held, "t", b"Subject: x\r\n\r\n", now.replace(year=2025), ("INBOX",), "1", Place.INBOX)
        intake.take_in(session, mailbox, [old], keys=(b"k",), now=now, since=now)
    beside.scopes = tuple(scope for scope in descriptor.SCOPES if scope != descriptor.READ)
    untracked = open_untracked(beside, own)
    shown = beside.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert shown.card["name"] == "conversation"
    assert filed(shared) == 0


def test_reading_the_whole_mail_needs_a_consent_and_is_then_repeated(
    beside: Sidebar, own: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    beside.scopes = tuple(scope for scope in descriptor.SCOPES if scope != descriptor.READ)
    track = open_untracked(beside, own).button("track")
    asked = beside.press(track, mailbox=str(clinic.front_desk.id))
    assert asked.body == {"requesting_google_scopes": {"scopes": [descriptor.READ]}}

    beside.scopes = descriptor.SCOPES
    for _ in range(2):
        beside.press(track, mailbox=str(clinic.front_desk.id))
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Event.kind)).all().count(EventKind.TRACKED) == 1


def test_nobody_tracks_into_a_mailbox_that_they_may_not_use(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    track = open_untracked(beside, own).button("track")
    for mailbox in (str(clinic.invoices.id), "", "x"):
        assert beside.press(track, mailbox=mailbox).notification

    assert shared.calls() == []
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Message)).all() == []


def test_a_mail_that_gmail_does_not_hand_out_is_explained(beside: Sidebar, own: OwnMailbox, clinic: Clinic) -> None:
    own.shows(beside, own.receive())
    untracked = beside.open("msg-a:r-5")
    shown = beside.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert shown.notification.startswith("Gmail does not hand this mail out.")


def test_a_shared_mailbox_that_cannot_be_reached_is_said(
    beside: Sidebar, own: OwnMailbox, shared: OwnMailbox, simulated: Running, clinic: Clinic
) -> None:
    untracked = open_untracked(beside, own)
    simulated.put("faults", {"faults": [{"kind": "delegation-revoked", "mailbox": shared.address, "times": 9}]})
    shown = beside.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert shown.notification == "The mail cannot be fetched just now. Please try again in a minute."
