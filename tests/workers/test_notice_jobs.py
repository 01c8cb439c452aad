"""Notices on their way out: mail to staff over real SMTP, cards to channels over real HTTP, nothing lost, no flood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from inbox import assignment, events, membership, notes, postings
from inbox.events import Actor
from inbox.letters import read, recipient
from inbox.models import (
    Conversation,
    Door,
    EventKind,
    Mailbox,
    MailboxState,
    Notice,
    Notification,
    Person,
    Posting,
    PostingState,
)
from tests.clinic import actor, message, viewer
from tests.house import SUBJECT, House
from tests.inbox.post import arrival
from tests.queued import work_on
from workers.job import UnitsOfWork
from workers.notice_jobs import tell_of_events

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_what_concerns_people_reaches_them_by_mail_at_once(house: House) -> None:
    clinic, now = house.clinic, house.clock()
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        by = actor(clinic.cleo, now)
        ana = session.get_one(Person, clinic.ana.id)
        notes.add(session, one, "@Ana the result is positive, please call", by=by)
        assignment.assign(session, one, ana, by=by)
        sent = message(session, one, sender=clinic.front_desk.address, text="x", at=now)
        bounce = message(session, one, sender="mailer-daemon@example.com", text="x", at=now)
        sent.person_id, bounce.bounce_of_id = clinic.ben.id, sent.id
        events.record(
            session, one, EventKind.BOUNCED, by=actor(None, now), message_id=bounce.id, addresses=["maria@example.com"]
        )
        events.record(session, one, EventKind.REPLY_FAILED, by=actor(clinic.ben, now), outgoing=1)
        events.record(
            session, one, EventKind.REPLIES_CROSSED, by=actor(None, now), people=[clinic.ana.id, clinic.ben.id]
        )
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        events.record_of_mailbox(
            session, mailbox, EventKind.MAILBOX_CHANGED, by=Actor(Door.SYSTEM, now), old="live",
            new=MailboxState.DISCONNECTED.value,
        )  # fmt: skip
    work_on(house.work)

    with house.work.unit(writes=False) as session:
        told = sorted(
            (row[0], row[1].value) for row in session.execute(select(Notification.person_id, Notification.kind))
        )
    ana_id, ben_id, ada_id = clinic.ana.id, clinic.ben.id, clinic.ada.id
    assert told == sorted(
        [
            (ana_id, "mentioned"), (ana_id, "assigned"), (ana_id, "not-delivered"), (ana_id, "reply-failed"),
            (ana_id, "replies-crossed"), (ben_id, "not-delivered"), (ben_id, "reply-failed"),
            (ben_id, "replies-crossed"), (ada_id, "mailbox-trouble"),
        ]
    )  # fmt: skip
    mails = {one.recipients[0].split("@")[0]: one for one in house.tray.newest_first()}
    assert set(mails) == {"ana", "ben", "ada"}
    everything = "".join(one.raw.decode() + one.text("plain") + one.text("html") for one in mails.values())
    for clinical in (SUBJECT, "HIV", "positive", "maria", "Maria"):
        assert clinical not in everything
    assert mails["ada"].mail["Subject"] == "A mailbox cannot be read"
    assert "Cleo Brandt gave it to you" in mails["ana"].text("plain")
    assert f"/app/conversations/{house.conversation_id}" in mails["ana"].text("html")


@on_sqlite
def test_a_mail_says_which_conversation_and_is_known_as_ours(house: House) -> None:
    house.tell()
    house.send()
    house.send()

    [one] = house.tray.newest_first()
    assert one.mail["Subject"] == f"A response is overdue: Conversation {house.conversation_id}, Reception"
    assert (one.mail["Auto-Submitted"], one.mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    with house.work.unit(writes=False) as session:
        to = recipient(
            session, session.get_one(Mailbox, house.clinic.front_desk.id), keys=house.work.runtime.message_id_keys,
            now=house.clock(),
        )  # fmt: skip
        letter = arrival(one.raw, house.clock())
        assert read(letter, to).mail_class == "self"
        assert read(letter, replace(to, keys=(b"k" * 32,))).mail_class == "automated"


def test_a_dead_mail_server_loses_nothing_and_one_mail_brings_what_waited(house: House) -> None:
    house.tray.refusals[""] = "451 Try later"
    for number in range(3):
        house.tell(key=str(number))
        house.send()
    house.tell(Notice.SLA_BREACH, key="read")
    with house.work.unit() as session:
        session.scalars(select(Notification).order_by(Notification.id.desc())).first().read_at = house.clock()  # type: ignore[union-attr]
    assert house.tray.newest_first() == []
    house.tray.refusals.clear()
    house.clock.pass_by(minutes=1)
    house.send()

    [one] = house.tray.newest_first()
    assert one.mail["Subject"] == "3 notices"
    assert [row.state for row in house.postings()] == [PostingState.SENT] * 3 + [PostingState.DROPPED]


@on_sqlite
def test_an_address_that_takes_nothing_is_left_alone_and_its_owner_and_the_admins_are_told(house: House) -> None:
    house.tray.refusals["ana@clinic.example.org"] = "550 No such user"
    house.tell()
    house.send()
    house.tray.refusals.clear()
    house.tell(key="again")
    house.send()

    assert house.tray.newest_first() == []
    assert [row.state for row in house.postings()] == [PostingState.REFUSED, PostingState.DROPPED]
    with house.work.unit(writes=False) as session:
        query = select(Notification.person_id).where(Notification.kind == Notice.MAIL_BLOCKED)
        assert set(session.scalars(query)) == {house.clinic.ana.id, house.clinic.ada.id}


@on_sqlite
def test_a_worker_that_dies_while_sending_is_followed_by_another(house: House) -> None:
    house.tell()
    with house.work.unit() as session:
        postings.claim(session, Posting.person_id == house.clinic.ana.id, now=house.clock(), seconds=60)
    house.send()
    assert house.tray.newest_first() == []
    house.clock.pass_by(seconds=61)
    house.send()

    assert len(house.tray.newest_first()) == 1


@on_sqlite
def test_too_many_mails_are_braked_shown_and_told(house: House) -> None:
    for number in range(14):
        house.tell(key=str(number))
        house.send()
        house.clock.pass_by(seconds=1)
    assert len(house.tray.newest_first()) == 10
    with house.work.unit(writes=False) as session:
        told = session.scalars(select(Notification).where(Notification.kind == Notice.MAIL_BRAKED)).all()
        assert {one.person_id for one in told} == {house.clinic.ada.id}
        query = select(Conversation.version).where(Conversation.id == house.conversation_id)
        assert session.scalars(query).one() == 1
    house.clock.pass_by(minutes=10)
    house.send()
    assert house.tray.newest_first()[0].mail["Subject"] == "4 notices"

    house.clock.pass_by(seconds=1)
    for number in range(40):
        house.tell(Notice.MAILBOX_TROUBLE, key=str(number), about=False)
        house.send()
        house.clock.pass_by(seconds=1)
    assert len(house.tray.newest_first()) == 30


@on_sqlite
def test_who_is_let_in_later_learns_then_that_they_were_mentioned(house: House) -> None:
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        notes.add(session, one, "@Dev what do we charge?", by=actor(house.clinic.ben, house.clock()))
    work_on(house.work)
    assert house.tray.newest_first() == []
    with house.work.unit() as session:
        cleo = viewer(session, session.get_one(Person, house.clinic.cleo.id))
        by = actor(house.clinic.cleo, house.clock())
        membership.grant(session, cleo, house.clinic.reception.id, house.clinic.dev.id, by=by)
    work_on(house.work)

    [one_mail] = house.tray.newest_first()
    assert one_mail.recipients == ("dev@clinic.example.org",)
    assert "Ben Okafor mentioned you" in one_mail.text("plain")


@on_sqlite
def test_without_a_mail_server_the_list_is_all_there_is(house: House) -> None:
    settings = house.work.runtime.settings.model_copy(update={"smtp_url": SecretStr("")})
    mute = replace(house, work=UnitsOfWork(replace(house.work.runtime, settings=settings), house.clock))
    mute.tell()
    mute.send()

    assert [row.state for row in mute.postings()] == [PostingState.DROPPED]


@on_sqlite
def test_events_of_old_mail_that_is_read_in_tell_nobody(house: House) -> None:
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        old = house.clock().replace(year=2025)
        event = events.record(session, one, EventKind.BOUNCED, by=actor(None, house.clock()), at=old)
        session.flush()
        number = event.id
    tell_of_events.run(house.work, [number])

    with house.work.unit(writes=False) as session:
        assert session.scalars(select(Notification)).all() == []
