"""Reading a mail that arrived: who wrote it, which way it goes, what it asks."""

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.models import Asks, Contact, ContactIdentity, Direction, Mailbox, Message, Reference, Status
from tests.clinic import Clinic
from tests.inbox.post import DESK, MARIA, letter, receive


def test_a_group_that_writes_in_its_own_name_hides_nobody(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(
        now, sender="'Maria Lopez' via Info <info@clinic.example.org>", to="info@clinic.example.org",
        headers={
            "X-Original-From": MARIA, "List-Id": "<info.clinic.example.org>", "List-Unsubscribe": "<mailto:u@x>",
            "Precedence": "list",
        },
    )  # fmt: skip
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.groups = ["info@clinic.example.org"]
        one = receive(session, mailbox, raw, at=now)

        message = session.scalars(select(Message)).one()
        assert (message.sender_address, message.sender_name) == ("maria.lopez@example.com", "Maria Lopez")
        assert (message.mail_class, one.status) == ("human", Status.OPEN)


@pytest.mark.parametrize(
    ("sender", "to", "place", "direction", "asks"),
    [
        (MARIA, DESK, Place.INBOX, Direction.INBOUND, Asks.ANSWER),
        (MARIA, DESK, Place.TRASH, Direction.INBOUND, Asks.NOTHING),
        (DESK, MARIA, Place.SENT, Direction.OUTBOUND, Asks.PATIENCE),
        ("ana@clinic.example.org", MARIA, Place.SENT, Direction.OUTBOUND, Asks.PATIENCE),
        ("ana@clinic.example.org", DESK, Place.INBOX, Direction.INBOUND, Asks.ANSWER),
        ("appointments@clinic.example.org", DESK, Place.INBOX, Direction.OUTBOUND, Asks.ANSWER),
        ("appointments@clinic.example.org", MARIA, Place.INBOX, Direction.OUTBOUND, Asks.PATIENCE),
        ("billing@clinic.example.org", DESK, Place.INBOX, Direction.INBOUND, Asks.ANSWER),
        (DESK, DESK, Place.INBOX, Direction.INBOUND, Asks.ANSWER),
    ],
)
def test_sender_and_place_tell_which_way_a_mail_goes(
    make: Sessions, clinic: Clinic, now: datetime, sender: str, to: str, place: Place, direction: Direction, asks: Asks
) -> None:
    with unit_of_work(make) as session:
        receive(session, clinic.front_desk, letter(now, sender=sender, to=to), at=now, place=place)

        assert session.execute(select(Message.direction, Message.asks)).one() == (direction, asks)


def test_who_fills_in_a_form_on_the_web_site_is_the_contact(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender=DESK, headers={"Reply-To": MARIA})
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now)

        found = session.scalars(select(ContactIdentity.value).where(ContactIdentity.contact_id == one.contact_id))
        assert list(found) == ["maria.lopez@example.com"]


def test_whom_we_write_to_first_is_the_contact(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender=DESK, to=f"ana@clinic.example.org, {MARIA}")
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now, place=Place.SENT)

        assert session.get_one(Contact, one.contact_id).name == "Maria Lopez"


def test_staff_are_no_contacts(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, sender="ana@clinic.example.org"), at=now)

        assert one.contact_id is None
        assert session.scalars(select(Message.person_id)).one() == clinic.ana.id


def test_of_very_many_references_the_newest_and_the_first_are_kept(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    named = [f"<{number}@x>" for number in range(60)]
    with unit_of_work(make) as session:
        receive(session, clinic.front_desk, letter(now, replies_to="<59@x>", references=named), at=now)

        kept = list(session.scalars(select(Reference.target_key).order_by(Reference.position)))
        assert (len(kept), kept[0], kept[-1]) == (30, "<59@x>", "<0@x>")


def test_a_name_that_reads_like_another_address_is_not_shown(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender='"ceo@clinic.example.org" <attacker@example.com>', to=DESK)
    with unit_of_work(make) as session:
        receive(session, session.get_one(Mailbox, clinic.front_desk.id), raw, at=now)

        message = session.scalars(select(Message)).one()
        assert (message.sender_address, message.sender_name) == ("attacker@example.com", "")
