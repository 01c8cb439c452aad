"""Before a reply goes out from Outlook: held when somebody answered, is answering, or a recipient is a stranger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database, outgoing, replying
from inbox.database import Sessions
from inbox.models import Conversation, Delivery, Direction, Participant, Person, ReplyKind, Then
from inbox.outgoing import Draft
from tests.addon.entra import Entra
from tests.addon.open_mail import tracked
from tests.addon.task_pane import Pane
from tests.clinic import Clinic, actor, message

MAIL, THREAD, PATIENT = "<friday@mail.example.com>", "AAQkAGI-thread=", "maria.lopez@example.com"


@pytest.fixture
def ana(service: Flask, entra: Entra, consented: None) -> Pane:
    """The pane of an agent of the reception."""
    return Pane(service, entra)


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """A patient wrote an hour ago."""
    with database.unit_of_work(make) as session:
        mail = tracked(session, clinic.front_desk, now=now - timedelta(hours=1), internet_id=MAIL, patient=PATIENT)
        session.flush()
        session.scalars(select(Delivery)).one().provider_thread_id = THREAD
        participant = Participant(conversation_id=mail.conversation_id, address=PATIENT)
        session.merge(participant)
        return mail.conversation_id


def asked(pane: Pane, *recipients: str, thread: str = THREAD, **more: Any) -> str:
    """Why a reply to these would be held; empty when it would not be."""
    event = pane.event(parameters={"recipients": list(recipients), **more})
    answer = pane.call("/outlook/send-check", event | {"item": {"conversationId": thread}})
    assert answer.status_code == 200
    said = answer.get_json()
    assert said["hold"] is bool(said["text"])
    return str(said["text"])


def test_a_reply_to_who_wrote_goes_out(ana: Pane, conversation_id: int) -> None:
    assert asked(ana, PATIENT, "Reception@clinic.example.org", "ben@clinic.example.org", inReplyTo=MAIL) == ""
    assert asked(ana, PATIENT) == ""


def test_a_colleagues_answer_since_then_is_told(
    ana: Pane, make: Sessions, clinic: Clinic, conversation_id: int, now: datetime
) -> None:
    _answers(make, conversation_id, clinic.ben, at=now - timedelta(minutes=4))

    assert asked(ana, PATIENT, inReplyTo=MAIL) == "Ben Okafor answered meanwhile (4 min ago)."
    assert asked(ana, PATIENT) == "Ben Okafor answered meanwhile (4 min ago)."
    assert asked(ana, PATIENT, thread="", inReplyTo=MAIL) != ""


def test_ones_own_answer_and_older_ones_hold_nothing(
    ana: Pane, make: Sessions, clinic: Clinic, conversation_id: int, now: datetime
) -> None:
    _answers(make, conversation_id, clinic.ana, at=now - timedelta(minutes=4))
    _answers(make, conversation_id, clinic.ben, at=now - timedelta(hours=2))

    assert asked(ana, PATIENT, inReplyTo=MAIL) == ""


def test_a_reply_that_is_on_its_way_is_told(
    ana: Pane, make: Sessions, clinic: Clinic, conversation_id: int, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        parent = replying.answered(session, conversation_id)
        draft = Draft("Yes", ReplyKind.REPLY, Then.NONE, replying.newest(session, conversation_id))
        by = actor(session.get_one(Person, clinic.ben.id), now)
        outgoing.send_off(session, one, parent, draft, by=by, key=b"0" * 32)

    assert asked(ana, PATIENT) == "A reply from Ben Okafor is on its way."


def test_who_claimed_the_answer_is_told(ana: Pane, service: Flask, entra: Entra, conversation_id: int) -> None:
    ben = Pane(service, entra, email="ben@clinic.example.org")
    ben.press(ben.open(internetMessageId=MAIL).button("claim-reply"))

    assert asked(ana, PATIENT) == "Ben Okafor is answering just now."
    assert asked(ben, PATIENT) == ""


def test_strangers_among_the_recipients_are_named(ana: Pane, conversation_id: int) -> None:
    why = asked(ana, PATIENT, "Jan <jan@example.com>", "o'hara@example.com", "not an address", "jan@example.com")

    assert why == "Not in this conversation so far: jan@example.com, o'hara@example.com."
    many = asked(ana, *(f"p{number}@example.com" for number in range(9)))
    assert many.endswith("p0@example.com, p1@example.com, p2@example.com (+6).")


def test_a_mail_of_no_conversation_goes_out(ana: Pane, conversation_id: int) -> None:
    assert asked(ana, "jan@example.com", thread="AAQ-none") == ""
    assert asked(ana, "jan@example.com", thread="", inReplyTo="<unknown@mail.example.com>") == ""
    assert asked(ana, "jan@example.com", thread="") == ""


def test_a_conversation_of_another_team_is_none(service: Flask, entra: Entra, ana: Pane, conversation_id: int) -> None:
    dev = Pane(service, entra, email="dev@clinic.example.org")

    assert asked(dev, "jan@example.com") == ""
    assert asked(dev, "jan@example.com", inReplyTo=MAIL) == ""


def test_nothing_that_can_be_sent_breaks_it(ana: Pane, conversation_id: int) -> None:
    odd: list[Any] = [None, 5, "text", {"a": 1}, [[]], [{"address": 1}], ["x" * 100_000], ["\x00@\x00"]]
    for value in odd:
        for event in ({"parameters": {"recipients": value}}, {"recipients": value, "inReplyTo": value}):
            answer = ana.call("/outlook/send-check", {"item": {"conversationId": THREAD}, **event})
            assert answer.status_code == 200


def _answers(make: Sessions, conversation_id: int, who: Person, *, at: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        said = message(
            session, one, sender="reception@clinic.example.org", text="Yes", at=at, direction=Direction.OUTBOUND
        )
        said.person_id = who.id
