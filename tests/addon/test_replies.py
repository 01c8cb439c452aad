"""Replying from the card: the form, its fence, sending off, undo, and what a colleague sees meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from inbox import database, notes, sending
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    Direction,
    Mailbox,
    Message,
    Organization,
    Outgoing,
    OutgoingState,
    ReplyKind,
    Template,
    Then,
    Trouble,
)
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Shown, Sidebar
from tests.clinic import Clinic, actor, message


@pytest.fixture
def replies(make: Sessions) -> Any:
    """Reads the intents."""

    def read() -> list[Outgoing]:
        with database.unit_of_work(make, writes=False) as session:
            return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))

    return read


def form(somebody: Sidebar) -> Shown:
    """Open the mail and press Reply."""
    return somebody.press(somebody.open(EVENT_ID).button("open", page="reply"))


def texts(shown: Shown) -> dict[str, str]:
    """The text fields of a card and what stands in them."""
    found = (widget.get("textInput") for section in shown.card["sections"] for widget in section["widgets"])
    return {one["name"]: one.get("value", "") for one in found if one}


def test_the_form_says_to_whom_it_goes(ana: Sidebar, conversation_id: int) -> None:
    shown = form(ana)

    assert shown.card["name"] == "reply"
    assert "Maria Lopez (maria.lopez@example.com)" in shown.text
    assert "reception@clinic.example.org" in shown.text


def test_send_queues_one_reply_and_says_that_it_can_be_undone(
    ana: Sidebar, conversation_id: int, replies: Any, now: datetime
) -> None:
    send = form(ana).button("send-reply", then="none")

    shown = ana.press(send, reply="Friday at ten is fine.")
    again = ana.press(send, reply="Friday at ten is fine.")

    [row] = replies()
    assert (row.text, row.kind, row.then) == ("Friday at ten is fine.", ReplyKind.REPLY, Then.NONE)
    assert (row.state, row.send_at) == (OutgoingState.WAITING, now + timedelta(seconds=10))
    assert row.internet_message_id.startswith(f"<{row.organization_id}.{conversation_id}.")
    assert shown.notification == "Sending in 10 s"
    assert "Sending in 10 s" in again.text
    assert shown.button("undo-reply", outgoing=str(row.id))


@pytest.mark.parametrize("then", ["pending", "closed"])
def test_what_is_to_become_of_it_is_kept_until_it_is_sent(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, then: str
) -> None:
    ana.press(form(ana).button("send-reply", then=then), reply="Done.")

    assert [row.then for row in replies()] == [Then(then)]
    with database.unit_of_work(make, writes=False) as session:
        assert session.get_one(Conversation, conversation_id).is_open


def test_nothing_typed_is_said_at_the_field(ana: Sidebar, conversation_id: int, replies: Any) -> None:
    shown = ana.press(form(ana).button("send-reply", then="none"), reply="   ")

    assert shown.card["name"] == "reply"
    assert "Write something first." in shown.text
    assert replies() == []


def test_a_gap_of_a_template_blocks_sending_and_is_named(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, clinic: Clinic
) -> None:
    with database.unit_of_work(make) as session:
        body = "Dear {{contact.name}}, come on {{appointment_date}}."
        session.add(Template(organization_id=clinic.organization.id, key="t", name="Appointment", body=body))
        session.flush()
        template = str(session.scalars(select(Template.id)).one())

    filled = ana.press(form(ana).button("fill-reply"), reply="Hello", template=template)
    [(name, text)] = texts(filled).items()
    assert text == "Hello\n\nDear Maria Lopez, come on {{appointment_date}}."
    assert name != "reply", "a client keeps what was typed into a field of the same name"
    shown = ana.press(filled.button("send-reply", then="none"), **{name: text})

    assert replies() == []
    assert "Fill in first: " in shown.notification
    assert texts(shown) == {name: text}
    ana.press(shown.button("send-reply", then="none"), **{name: text.replace("{{appointment_date}}", "Friday")})
    assert [row.text for row in replies()] == ["Hello\n\nDear Maria Lopez, come on Friday."]


def test_to_a_machine_that_reads_nothing_there_is_no_reply(ana: Sidebar, conversation_id: int, make: Sessions) -> None:
    with database.unit_of_work(make) as session:
        session.execute(update(Message).values(sender_address="no-reply@lab.example.org"))

    shown = form(ana)

    assert "There is nobody to reply to" in shown.text
    with pytest.raises(AssertionError, match="no button"):
        shown.button("send-reply")


@pytest.mark.parametrize("what", ["mail", "note", "native reply"])
def test_what_landed_meanwhile_is_shown_and_must_be_confirmed(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, clinic: Clinic, now: datetime, what: str
) -> None:
    send = form(ana).button("send-reply", then="closed")
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        if what == "note":
            notes.add(session, one, "Please do not answer yet", by=actor(clinic.ben, now))
        else:
            direction = Direction.INBOUND if what == "mail" else Direction.OUTBOUND
            message(session, one, sender="x@example.com", text="Please do not answer yet", at=now, direction=direction)

    held = ana.press(send, reply="Friday is fine.")

    assert replies() == []
    assert held.card["name"] == "reply"
    assert "Please do not answer yet" in held.text
    assert texts(held) == {"reply": "Friday is fine."}
    ana.press(held.button("send-reply", then="closed"), reply="Friday is fine.")
    assert [row.text for row in replies()] == ["Friday is fine."]


def test_a_colleagues_reply_that_waits_is_shown_and_must_be_confirmed(
    ana: Sidebar, ben: Sidebar, conversation_id: int, replies: Any
) -> None:
    first, second = form(ana), form(ben)
    ben.press(second.button("send-reply", then="none"), reply="Ben says ten.")

    held = ana.press(first.button("send-reply", then="none"), reply="Ana says eleven.")

    assert [row.text for row in replies()] == ["Ben says ten."]
    assert "Ben says ten." in held.text
    assert "Ben Okafor" in held.text
    assert "Ben says ten." in form(ana).text, "whoever opens the form later sees it, too"
    ana.press(held.button("send-reply", then="none"), reply="Ana says eleven.")
    assert len(replies()) == 2


def test_undo_gives_the_text_back(ana: Sidebar, conversation_id: int, replies: Any) -> None:
    shown = ana.press(form(ana).button("send-reply", then="none"), reply="Wrong patient")

    back = ana.press(shown.button("undo-reply"))

    assert [row.state for row in replies()] == [OutgoingState.UNDONE]
    assert texts(back) == {"reply": "Wrong patient"}
    ana.press(back.button("send-reply", then="none"), reply="Right patient")
    assert [(row.state, row.text) for row in replies()] == [
        (OutgoingState.UNDONE, ""), (OutgoingState.WAITING, "Right patient"),
    ]  # fmt: skip


def test_undo_is_its_senders_alone(ana: Sidebar, ben: Sidebar, conversation_id: int, replies: Any) -> None:
    undo = ana.press(form(ana).button("send-reply", then="none"), reply="Hello").button("undo-reply")

    seen = ben.open(EVENT_ID)
    shown = ben.press(undo)

    assert "Reply from Ana Ruiz" in seen.text
    assert "This reply does not exist any more." in shown.notification
    assert [row.state for row in replies()] == [OutgoingState.WAITING]


def test_too_late_to_undo_is_said(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, now: datetime
) -> None:
    undo = ana.press(form(ana).button("send-reply", then="none"), reply="Hello").button("undo-reply")
    with database.unit_of_work(make) as session:
        sending.claim(session, replies()[0].id, now=now + timedelta(seconds=11), seconds=60)

    shown = ana.press(undo)

    assert shown.notification == "Too late: the reply is on its way already."
    assert shown.card["name"] == "conversation"


def test_one_that_failed_is_shown_to_its_sender_to_edit_and_send_again(
    ana: Sidebar, ben: Sidebar, conversation_id: int, replies: Any, make: Sessions, now: datetime
) -> None:
    ana.press(form(ana).button("send-reply", then="none"), reply="Hello")
    with database.unit_of_work(make) as session:
        held = sending.claim(session, replies()[0].id, now=now + timedelta(seconds=11), seconds=60)
        assert held is not None
        sending.fail(session, held, Trouble.REFUSED, "Invalid To header", now=now)

    shown = ana.open(EVENT_ID)
    assert "not sent" in shown.text
    assert "A reply from Ana Ruiz could not be sent" in shown.text
    assert "not sent" in ben.open(EVENT_ID).text
    again = ana.press(shown.button("open", page="reply", outgoing=str(replies()[0].id)))
    assert texts(again) == {"reply": "Hello"}
    shown = ana.press(again.button("send-reply", then="none"), reply="Hello again")

    assert [row.state for row in replies()] == [OutgoingState.UNDONE, OutgoingState.WAITING]
    assert "not sent" not in shown.text


@pytest.mark.parametrize(("provider", "name"), [("gmail", "Google"), ("outlook", "Microsoft")])
def test_who_does_not_send_it_is_named(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, now: datetime, provider: str, name: str
) -> None:
    ana.press(form(ana).button("send-reply", then="none"), reply="Hello")
    with database.unit_of_work(make) as session:
        session.execute(update(Mailbox).values(provider=provider))
        held = sending.claim(session, replies()[0].id, now=now + timedelta(seconds=11), seconds=60)
        assert held is not None
        sending.postpone(session, held, now + timedelta(seconds=60), is_doubtful=False, detail="503")
    assert f"{name} does not answer" in ana.open(EVENT_ID).text
    with database.unit_of_work(make) as session:
        held = sending.claim(session, replies()[0].id, now=now + timedelta(seconds=90), seconds=60)
        assert held is not None
        sending.fail(session, held, Trouble.REFUSED, "Invalid To header", now=now)

    assert f"{name} refused it." in ana.open(EVENT_ID).text


def test_one_that_failed_can_be_discarded(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, now: datetime
) -> None:
    ana.press(form(ana).button("send-reply", then="none"), reply="Hello")
    with database.unit_of_work(make) as session:
        held = sending.claim(session, replies()[0].id, now=now + timedelta(seconds=11), seconds=60)
        assert held is not None
        sending.fail(session, held, Trouble.ACCESS_LOST, "", now=now)

    shown = ana.press(ana.open(EVENT_ID).button("drop-reply"))

    assert "not sent" not in shown.text
    assert [(row.state, row.text) for row in replies()] == [(OutgoingState.UNDONE, "")]


def test_no_time_to_undo_can_be_set(
    ana: Sidebar, conversation_id: int, replies: Any, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Organization, clinic.organization.id).settings = {"undo_seconds": 0}

    shown = ana.press(form(ana).button("send-reply", then="none"), reply="Hello")

    assert shown.notification == "Being sent"
    assert [row.send_at for row in replies()] == [now]


def test_a_stranger_to_the_team_can_neither_write_nor_send(
    service: Flask, google: Google, ana: Sidebar, conversation_id: int, replies: Any
) -> None:
    dev = Sidebar(service, google, email="dev@clinic.example.org")
    send = form(ana).button("send-reply", then="none")

    shown = dev.press(send, reply="Hello")

    assert replies() == []
    assert "does not exist, or you have no access" in shown.notification
