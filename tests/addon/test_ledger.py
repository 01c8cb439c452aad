"""The button that checks a mailbox's ledger."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox import checks, database
from inbox.database import Sessions
from inbox.models import Mailbox, MailboxState
from tests import ledgers
from tests.addon.google import Google
from tests.addon.sidebar import PUBLIC, Sidebar
from tests.clinic import Clinic, found
from workers import queues

PATH = "/gmail/actions/check-ledger"


@pytest.fixture
def ada(service: Flask, google: Google) -> Sidebar:
    """The sidebar of an admin."""
    return Sidebar(service, google, email="ada@clinic.example.org")


def is_asked_for(make: Sessions, mailbox_id: int) -> bool:
    with database.unit_of_work(make, writes=False) as session:
        return checks.of(session, mailbox_id) is not None


def test_an_admin_has_a_mailbox_checked(ada: Sidebar, make: Sessions, clinic: Clinic, redis: Redis) -> None:
    home = ada.home()
    shown = ada.press(home.button("open", page="ledger"))
    mailbox = ada.press(shown.button("open", page="ledger-mailbox", mailbox=str(clinic.front_desk.id)))

    begun = ada.press(mailbox.button("check-ledger"))

    assert begun.notification == "The check begins. Refresh to see how far it got."
    assert begun.navigation.keys() == {"updateCard"}
    assert "A check begins soon." in begun.text
    assert is_asked_for(make, clinic.front_desk.id)
    waiting = Queue(queues.BACKFILL, connection=redis, serializer=JSONSerializer).jobs
    assert [one.description for one in waiting] == [f"check_ledger({clinic.front_desk.id})"]
    assert ada.press(mailbox.button("check-ledger")).notification == "Done already."


@pytest.mark.parametrize("page", ["ledger", "ledger-mailbox"])
def test_nobody_else_gets_there(ana: Sidebar, clinic: Clinic, make: Sessions, page: str) -> None:
    mailbox = str(clinic.front_desk.id)

    refused = ana.ask("/gmail/actions/open", parameters={"page": page, "mailbox": mailbox})
    assert "Only an admin can do this." in refused.text
    assert "none missing" not in refused.text
    assert ana.ask(PATH, parameters={"mailbox": mailbox}).notification == "Only an admin can do this."
    assert not is_asked_for(make, clinic.front_desk.id)


def test_nor_to_the_mailboxes_of_others(ada: Sidebar, make: Sessions, now: datetime) -> None:
    ada.home()
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other").front_desk.id

    answer = ada.ask(PATH, parameters={"mailbox": str(other)})
    assert answer.notification.startswith("This mailbox does not exist")
    assert not is_asked_for(make, other)


def test_a_mailbox_that_is_not_read_is_not_checked(ada: Sidebar, make: Sessions, clinic: Clinic) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.BACKFILL

    answer = ada.ask(PATH, parameters={"mailbox": str(clinic.front_desk.id)})
    assert answer.notification == "This mailbox cannot be checked before it is connected and read."
    assert not is_asked_for(make, clinic.front_desk.id)


def test_the_cards_of_the_ledger_answer_to_public_addresses(ada: Sidebar, clinic: Clinic) -> None:
    shown = ada.ask("/gmail/actions/open", parameters={"page": "ledger-mailbox", "mailbox": str(clinic.front_desk.id)})

    assert shown.button("check-ledger")["function"] == PUBLIC + PATH


def test_the_measures_tell_of_the_ledger(service: Flask, make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        ledgers.write(session, clinic.front_desk, ledgers.holed(now, missing=3, repaired=1), now=now)

    told = service.test_client().get("/metrics").get_data(as_text=True)
    of = f'{{mailbox="{clinic.front_desk.id}"}}'
    assert f"inbox_ledger_missing{of} 3.0" in told
    assert f"inbox_ledger_unexplained{of} 2.0" in told
    assert f"inbox_ledger_age_seconds{of} 0.0" in told
    assert f"inbox_ledger_chain_whole{of} 1.0" in told
