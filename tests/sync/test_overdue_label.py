"""What is overdue shows in the mailbox, whoever draws it, and no longer once it is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.configuration import promises, reading
from inbox.configuration.changes import Changes
from inbox.models import EventKind, Mailbox, Organization
from tests.labels import Desk
from tests.office import EACH_ONCE
from tests.sync.outside import letter
from workers import clock_jobs

pytestmark = EACH_ONCE
FILE = """
organization: {key: clinic, name: Clinic}
policies: [{key: usual, name: Usual, first_response: 30m, breach: [{then: [raise-priority]}]}]
"""


@pytest.fixture
def promised(desk: Desk) -> None:
    """Half an hour for an answer, promised long ago."""
    long_ago = desk.office.work.clock() - timedelta(days=9)
    with desk.office.work.unit() as session:
        organization = session.get_one(Organization, desk.office.clinic.organization.id)
        session.get_one(Mailbox, desk.office.mailbox_id).created_at = long_ago
        promises.apply(session, organization, reading.read(FILE), Changes(), now=long_ago)


def test_a_label_comes_when_it_is_overdue_and_goes_with_the_answer(desk: Desk, promised: None) -> None:
    now = desk.office.work.clock()
    message = desk.office.gmail.deliver(letter(number=990_001), at=now - timedelta(hours=1))
    fresh = desk.office.gmail.deliver(letter(number=990_002), at=now)
    desk.settle()
    clock_jobs.ring_clocks.run(desk.office.work)
    desk.settle()
    assert (desk.on(message), desk.on(fresh)) == ({"Desk/Open", "Desk/!Overdue"}, {"Desk/Open"})

    desk.put(message, remove=("Desk/!Overdue",))
    desk.settle()
    assert desk.on(message) == {"Desk/Open", "Desk/!Overdue"}, "nobody says by hand that it is in time"
    assert desk.told(message) == [("", "Desk/!Overdue", "label-clocks-decide")]

    desk.office.gmail.deliver(_answer(desk), "SENT", at=now)
    desk.settle()
    assert desk.on(message) == {"Desk/Open"}


def test_what_was_overdue_stands_once_in_the_timeline(desk: Desk, promised: None) -> None:
    message = desk.office.gmail.deliver(letter(number=990_001), at=desk.office.work.clock() - timedelta(hours=1))
    desk.settle()
    for _ in range(2):
        clock_jobs.ring_clocks.run(desk.office.work)
        desk.settle()

    kinds = [event.kind for event in desk.events(message)]
    assert kinds.count(EventKind.OVERDUE) == kinds.count(EventKind.ESCALATED) == 1


def _answer(desk: Desk) -> bytes:
    """What somebody writes in the mail client."""
    return (
        f"From: Front desk <{desk.office.gmail.address}>\r\nTo: nora@example.com\r\nMessage-ID: <a1@example.org>\r\n"
        "In-Reply-To: <990001@mail.example.com>\r\nSubject: Re: Question\r\n\r\nYes."
    ).encode()
