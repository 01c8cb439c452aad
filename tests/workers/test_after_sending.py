"""What a reply brings along: who wrote it and how, and what becomes of its conversation once it is out."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import update

from inbox import merging, sending
from inbox.models import (
    Conversation,
    EventKind,
    Mailbox,
    Organization,
    Outgoing,
    OutgoingState,
    Person,
    ReplyKind,
    Status,
    Then,
    Trouble,
)
from tests.clinic import actor, conversation
from tests.correspondent import Correspondent, written_to
from tests.office import Office
from tests.sync.outside import letter
from workers import housekeeping, queues
from workers.job import system_clock


def plain(mail: EmailMessage) -> str:
    """The text of a mail that went out."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_replies_go_out_in_the_order_in_which_they_were_sent_off_and_the_last_one_decides(
    desk: Correspondent, redis: Redis
) -> None:
    first = desk.reply(desk.office.clinic.ana, "First.", then=Then.PENDING)
    second = desk.reply(desk.office.clinic.ben, "Second.", then=Then.CLOSED)
    third = desk.reply(desk.office.clinic.ben, "Third.")
    desk.take_back(desk.office.clinic.ben, third)
    later = desk.later(seconds=11)

    later.send(second)
    assert desk.sent() == [], "the first one may be in trouble: the second one waits"
    redis.flushall()
    later.send(first)

    queued = Queue(queues.URGENT, connection=redis, serializer=JSONSerializer).jobs
    assert f"send_reply({second})" in [job.description for job in queued]
    later.send(second)
    assert [plain(mail).splitlines()[0] for mail in reversed(desk.sent())] == ["First.", "Second."]
    assert desk.conversation.status is Status.CLOSED


def test_a_reply_that_is_refused_for_good_does_not_hold_up_the_next(desk: Correspondent) -> None:
    first, second = (desk.reply(desk.office.clinic.ana, text) for text in ("First.", "Second."))
    refused = {"kind": "status", "method": "users.messages.send", "status": 400, "reason": "invalid", "times": 1}
    desk.office.gmail.simulator.put("faults", {"faults": [{**refused, "mailbox": desk.office.gmail.address}]})

    for reply in (first, second):
        desk.later(seconds=11).send(reply)

    assert desk.row(first).state is OutgoingState.FAILED
    assert [plain(mail).splitlines()[0] for mail in desk.sent()] == ["Second."]


@pytest.mark.parametrize(("then", "status"), [(Then.PENDING, Status.PENDING), (Then.CLOSED, Status.CLOSED)])
def test_the_status_changes_when_it_is_sent_not_before(desk: Correspondent, then: Then, status: Status) -> None:
    reply = desk.reply(desk.office.clinic.ana, then=then)
    assert desk.conversation.status is Status.OPEN

    desk.later(seconds=11).send(reply)

    assert desk.conversation.status is status
    desk.office.sync()
    assert desk.conversation.status is status


def test_what_came_in_after_sending_off_keeps_it_open(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana, then=Then.CLOSED)
    parent = desk.messages()[0].internet_message_id or ""
    answer = letter("Re: Termin am Freitag", in_reply_to=parent, references=parent)
    desk.office.gmail.deliver(answer, at=system_clock())
    desk.office.sync()

    desk.later(seconds=11).send(reply)

    assert desk.row(reply).state is OutgoingState.SENT
    assert desk.conversation.status is Status.OPEN


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [("if-unassigned", None, "ana"), ("if-unassigned", "ben", "ben"), ("never", None, None), ("always", "ben", "ana")],
)
def test_whoever_replies_becomes_the_assignee_as_the_settings_say(
    desk: Correspondent, rule: str, before: str | None, after: str | None
) -> None:
    clinic = desk.office.clinic
    people: dict[str | None, int | None] = {"ana": clinic.ana.id, "ben": clinic.ben.id, None: None}
    with desk.work.unit() as session:
        session.get_one(Organization, clinic.organization.id).settings = {"assign_replier": rule}
        session.get_one(Conversation, desk.conversation_id).assignee_id = people[before]

    desk.later(seconds=11).send(desk.reply(clinic.ana))

    assert desk.conversation.assignee_id == people[after]


def test_the_signature_is_the_senders_at_the_moment_of_sending(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    with desk.work.unit() as session:
        session.execute(update(Person).where(Person.id == desk.office.clinic.ana.id).values(signature="Ana\nReception"))

    desk.later(seconds=11).send(reply)

    [mail] = desk.sent()
    text = plain(mail)
    assert text.startswith("Friday at ten is fine.\n\n-- \nAna\nReception\n\nOn ")
    assert "Ana Alvarez wrote:\n> This is mail number" in text


def test_an_organization_may_do_without_the_time_to_undo(desk: Correspondent) -> None:
    with desk.work.unit() as session:
        session.get_one(Mailbox, desk.office.mailbox_id).settings = {"undo_seconds": 0}

    desk.send(desk.reply(desk.office.clinic.ana))

    assert len(desk.sent()) == 1


def test_a_late_finisher_cannot_write_over_what_another_one_did(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    with desk.work.unit() as session:
        first = sending.claim(session, reply, now=desk.later(seconds=11).work.clock(), seconds=60)
    assert first is not None
    desk.later(minutes=5).send(reply)
    sent_as = desk.row(reply).provider_id

    with pytest.raises(sending.ClaimLost), desk.work.unit() as session:
        sending.fail(session, first, Trouble.REFUSED, "late", now=desk.work.clock())

    assert (desk.row(reply).state, desk.row(reply).provider_id) == (OutgoingState.SENT, sent_as)


def test_a_claim_that_lasts_is_nobody_elses(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    now = desk.later(seconds=11).work.clock()
    with desk.work.unit() as session:
        sending.claim(session, reply, now=now, seconds=60)

    desk.later(seconds=30).send(reply)

    assert desk.sent() == []


def test_a_reply_to_all_goes_to_everybody_but_us(office: Office) -> None:
    raw = letter("Befund", cc="Dr. Weiß <weiss@example.org>, appointments@clinic.example.org, ben@clinic.example.org")
    desk = written_to(office, raw)

    desk.later(seconds=11).send(desk.reply(office.clinic.ana, kind=ReplyKind.REPLY_ALL))

    [mail] = desk.sent()
    copies = {one.addr_spec: one.display_name for one in mail["Cc"].addresses}
    assert copies["weiss@example.org"] == "Dr. Weiß"
    assert not {"appointments@clinic.example.org", "ben@clinic.example.org", office.gmail.address} & copies.keys()
    assert [one.addr_spec for one in mail["To"].addresses] == ["ana@example.com"]


def test_the_text_is_kept_nowhere_but_in_its_message(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana, "A secret finding.")
    desk.later(seconds=11).send(reply)
    desk.office.sync()

    assert desk.row(reply).text == ""
    assert all("secret" not in str(event.data) for kind in EventKind for event in desk.happened(kind))
    with desk.work.unit(writes=False) as session:
        assert session.query(Outgoing).count() == 1


def test_a_reply_carries_the_whole_chain_and_names_in_any_script(office: Office) -> None:
    raw = letter("Re: AW: Befund für Jörg", in_reply_to="<b@x.org>", references="<a@x.org> <b@x.org>")
    desk = written_to(office, raw.replace(b"Ana Alvarez", "Jürgen Müller-Lüdenscheidt".encode()))
    parent = desk.messages()[0].internet_message_id

    desk.later(seconds=11).send(desk.reply(office.clinic.ana))

    [mail] = desk.sent()
    assert mail["References"] == f"<a@x.org> <b@x.org> {parent}"
    assert (mail["In-Reply-To"], mail["Subject"]) == (parent, "Re: Befund für Jörg")
    assert [one.display_name for one in mail["To"].addresses] == ["Jürgen Müller-Lüdenscheidt"]


def test_a_reply_follows_its_conversation_into_another_one(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana, then=Then.CLOSED)
    with desk.work.unit() as session:
        source = session.get_one(Conversation, desk.conversation_id)
        into = conversation(session, session.get_one(Mailbox, desk.office.mailbox_id), now=desk.work.clock())
        merging.merge(session, source, into, by=actor(desk.office.clinic.ben, desk.work.clock()))
        heir = Correspondent(desk.office, into.id)

    desk.later(seconds=11).send(reply)
    desk.office.sync()

    assert len(heir.sent()) == 1
    assert heir.conversation.assignee_id == desk.office.clinic.ana.id
    assert [event.person_id for event in heir.happened(EventKind.SENT)] == [desk.office.clinic.ana.id]


def test_what_was_taken_back_is_forgotten_after_a_month(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.take_back(desk.office.clinic.ana, reply)

    housekeeping.forget_old_replies.run(desk.later(days=29).work)
    assert desk.row(reply).text
    housekeeping.forget_old_replies.run(desk.later(days=31).work)

    assert desk.row(reply).text == ""
