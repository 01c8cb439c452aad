"""To whom a reply goes, what it answers, and what its writer has seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from inbox import database, outgoing, replying
from inbox.database import Sessions
from inbox.errors import Invalid, NotAllowed
from inbox.models import Conversation, Direction, Message, ReplyKind, Then
from inbox.outgoing import Draft
from inbox.replying import Recipients
from tests.clinic import Clinic, actor, conversation, message

KEY = b"0" * 32


def whom(session: Session, clinic: Clinic, one: Conversation) -> tuple[list[str], list[str]]:
    """Addresses that a reply goes to, and copies of a reply to all."""
    parent = replying.answered(session, one.id)
    assert parent is not None
    single, everybody = replying.recipients(session, one.organization_id, parent)
    return [to.address for to in single.to], [copy.address for copy in everybody.cc]


def test_a_reply_goes_to_reply_to_and_never_to_our_own_addresses(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        mail = session.query(Message).filter_by(conversation_id=one.id).one()
        mail.recipients = {
            "to": [["", "reception@clinic.example.org"], ["Ben", "ben@clinic.example.org"], ["Doc", "doc@example.org"]],
            "cc": [["Doc", "doc@example.org"], ["", "billing@clinic.example.org"], ["", "no-reply@example.org"]],
            "reply_to": [["Maria", "maria@home.example.com"]],
        }  # fmt: skip
        session.flush()

        assert whom(session, clinic, one) == (["maria@home.example.com"], ["doc@example.org"])


@pytest.mark.parametrize("reply_to", ["reception@clinic.example.org", "no-reply@example.com"])
def test_a_reply_to_that_leads_nowhere_gives_way_to_the_sender(
    make: Sessions, clinic: Clinic, now: datetime, reply_to: str
) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        mail = session.query(Message).filter_by(conversation_id=one.id).one()
        mail.recipients = {"to": [], "cc": [], "reply_to": [["", reply_to]]}
        session.flush()

        assert whom(session, clinic, one)[0] == ["maria.lopez@example.com"]


def test_the_last_mail_of_a_person_is_answered_not_what_machines_or_we_wrote_since(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        later = [now + timedelta(hours=hours) for hours in (1, 2, 3)]
        wanted = message(session, one, sender="son@example.com", text="And?", at=later[0])
        message(session, one, sender="robot@example.com", text="Away", at=later[1]).mail_class = "out-of-office"
        message(session, one, sender="us@x.example", text="Yes", at=later[2], direction=Direction.OUTBOUND)
        session.flush()

        parent = replying.answered(session, one.id)

        assert parent is not None
        assert parent.message_id == wanted.id


def test_where_we_wrote_first_we_go_on_writing_to_the_same_people(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        mail = session.query(Message).filter_by(conversation_id=one.id).one()
        mail.direction, mail.sender_address = Direction.OUTBOUND, "reception@clinic.example.org"
        mail.recipients = {"to": [["Maria", "maria@example.com"]], "cc": [["Doc", "doc@example.org"]], "reply_to": []}
        session.flush()

        assert whom(session, clinic, one) == (["maria@example.com"], ["doc@example.org"])


@pytest.mark.parametrize("address", ["no-reply@x.org", "noreply@x.org", "do-not-reply@x.org", "mailer-daemon", ""])
def test_nobody_reads_replies_to_machines(make: Sessions, clinic: Clinic, now: datetime, address: str) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        session.query(Message).filter_by(conversation_id=one.id).one().sender_address = address
        session.flush()
        parent = replying.answered(session, one.id)
        draft = Draft("Hello", ReplyKind.REPLY, Then.NONE, replying.newest(session, one.id))

        assert parent is not None
        assert replying.recipients(session, one.organization_id, parent)[0] == Recipients(())
        with pytest.raises(NotAllowed, match="nobody to reply to"):
            outgoing.send_off(session, one, parent, draft, by=actor(clinic.ana, now), key=KEY)


@pytest.mark.parametrize(
    ("text", "said"),
    [("  \n", "Write something"), ("x" * 20_001, "too long"), ("Dear {{name}}", "Fill in first: name")],
)
def test_texts_that_cannot_be_sent_are_refused(
    make: Sessions, clinic: Clinic, now: datetime, text: str, said: str
) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        parent = replying.answered(session, one.id)
        draft = Draft(text, ReplyKind.REPLY, Then.NONE, replying.newest(session, one.id))

        with pytest.raises(Invalid, match=said):
            outgoing.send_off(session, one, parent, draft, by=actor(clinic.ana, now), key=KEY)


def test_from_quarantine_nobody_replies(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now, is_quarantined=True)
        parent = replying.answered(session, one.id)
        draft = Draft("Hello", ReplyKind.REPLY, Then.NONE, replying.newest(session, one.id))

        with pytest.raises(NotAllowed, match="quarantine"):
            outgoing.send_off(session, one, parent, draft, by=actor(clinic.ana, now), key=KEY)
