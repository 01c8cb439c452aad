"""Sending replies: exactly one mail goes out, and its conversation shows it once, as its sender's."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from sqlalchemy import update

from inbox import sending
from inbox.errors import NotAllowed
from inbox.models import (
    Conversation,
    Direction,
    Door,
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
from tests.correspondent import Correspondent, written_to
from tests.office import Office
from tests.sync.outside import letter
from workers import sending_jobs
from workers.job import system_clock


@pytest.fixture
def desk(office: Office) -> Correspondent:
    """A patient has written to the reception."""
    return written_to(office)


def fault(desk: Correspondent, kind: str, **more: object) -> None:
    """Let Google have a bad day with sending."""
    one = {"kind": kind, "mailbox": desk.office.gmail.address, "method": "users.messages.send", "times": 1, **more}
    desk.office.gmail.simulator.put("faults", {"faults": [one]})


def plain(mail: EmailMessage) -> str:
    """The text of a mail that went out."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_reply_goes_out_in_its_thread_and_answers_the_mail(desk: Correspondent) -> None:
    parent = desk.messages()[0]
    reply = desk.reply(desk.office.clinic.ana)

    desk.later(seconds=11).send(reply)

    [mail] = desk.sent()
    assert mail["To"] == "Ana Alvarez <ana@example.com>"
    assert mail["From"] == f"Reception <{desk.office.gmail.address}>"
    assert mail["Subject"] == "Re: Termin am Freitag"
    assert mail["In-Reply-To"] == parent.internet_message_id
    assert mail["References"] == parent.internet_message_id
    assert mail["Message-ID"] == desk.row(reply).internet_message_id
    assert desk.thread_of(desk.row(reply).provider_id) == desk.thread_of(next(iter(desk.office.held)))


def test_before_the_time_to_undo_is_over_nothing_goes_out(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)

    desk.send(reply)
    sending_jobs.send_due.run(desk.work)

    assert desk.sent() == []
    assert desk.row(reply).state is OutgoingState.WAITING


def test_what_was_taken_back_never_goes_out(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)

    desk.take_back(desk.office.clinic.ana, reply)
    desk.take_back(desk.office.clinic.ana, reply)
    desk.later(minutes=5).send(reply)

    assert desk.sent() == []
    assert len(desk.happened(EventKind.REPLY_UNDONE)) == 1
    assert desk.row(reply).text == "Friday at ten is fine."


def test_once_it_is_out_it_is_too_late_to_undo(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.later(seconds=11).send(reply)

    with pytest.raises(NotAllowed, match="Too late"):
        desk.take_back(desk.office.clinic.ana, reply)


def test_sent_twice_by_two_workers_one_mail_goes_out(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    later = desk.later(seconds=11)

    later.send(reply)
    later.send(reply)

    assert len(desk.sent()) == 1


def test_the_conversation_shows_the_reply_once_as_its_senders(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.later(seconds=11).send(reply)

    desk.office.sync()
    desk.office.sync()

    mail = desk.messages()[-1]
    assert (len(desk.messages()), mail.direction, mail.person_id) == (2, Direction.OUTBOUND, desk.office.clinic.ana.id)
    assert mail.visible_text.startswith("Friday at ten is fine.")
    [event] = desk.happened(EventKind.SENT)
    assert (event.person_id, event.door) == (desk.office.clinic.ana.id, Door.GMAIL)
    assert desk.row(reply).text == ""


def test_accepted_though_the_answer_is_lost_it_goes_out_once(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, "cut")

    desk.later(seconds=11).send(reply)
    assert desk.row(reply).state is OutgoingState.SENDING
    desk.later(minutes=5).send(reply)

    assert len(desk.sent()) == 1
    assert desk.row(reply).state is OutgoingState.SENT


def test_accepted_after_we_gave_up_waiting_it_goes_out_once(desk: Correspondent) -> None:
    hasty = Correspondent(desk.office.with_settings(provider_timeout=0.3), desk.conversation_id)
    reply = hasty.reply(desk.office.clinic.ana)
    fault(desk, "slow", seconds=0.8)

    hasty.later(seconds=11).send(reply)
    while not desk.sent():
        pass
    desk.later(minutes=5).send(reply)

    assert len(desk.sent()) == 1
    assert desk.row(reply).state is OutgoingState.SENT


@pytest.mark.parametrize("how", [{"kind": "hang", "seconds": 0.0}, {"kind": "status", "status": 503}])
def test_not_accepted_though_we_cannot_know_it_goes_out_later(desk: Correspondent, how: dict[str, object]) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, **how)  # type: ignore[arg-type]

    desk.later(seconds=11).send(reply)
    assert (desk.row(reply).state, desk.row(reply).trouble) == (OutgoingState.SENDING, Trouble.UNREACHABLE)
    assert desk.sent() == []
    desk.later(minutes=5).send(reply)

    assert len(desk.sent()) == 1
    assert desk.row(reply).state is OutgoingState.SENT


def test_found_in_sent_by_a_sync_it_is_not_sent_again(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana, then=Then.CLOSED)
    fault(desk, "cut")
    desk.later(seconds=11).send(reply)

    desk.office.sync()
    desk.later(minutes=5).send(reply)

    assert (len(desk.sent()), len(desk.messages())) == (1, 2)
    assert desk.row(reply).state is OutgoingState.SENT
    assert desk.conversation.status is Status.CLOSED


def test_asked_for_patience_it_waits_and_can_still_be_undone(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, "status", status=429, reason="rateLimitExceeded")

    desk.later(seconds=11).send(reply)

    assert desk.row(reply).state is OutgoingState.WAITING
    desk.later(minutes=1).take_back(desk.office.clinic.ana, reply)
    assert desk.sent() == []


def test_refused_for_good_it_is_told_once_and_never_tried_again(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, "status", status=400, reason="invalidArgument")

    desk.later(seconds=11).send(reply)
    desk.later(minutes=5).send(reply)

    row = desk.row(reply)
    assert (row.state, row.trouble) == (OutgoingState.FAILED, Trouble.REFUSED)
    assert row.text == "Friday at ten is fine."
    assert desk.sent() == []
    assert [event.person_id for event in desk.happened(EventKind.REPLY_FAILED)] == [desk.office.clinic.ana.id]


def test_without_access_it_fails_and_says_so(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, "status", status=403, reason="insufficientPermissions")

    desk.later(seconds=11).send(reply)

    assert (desk.row(reply).state, desk.row(reply).trouble) == (OutgoingState.FAILED, Trouble.ACCESS_LOST)


def test_what_may_be_out_is_not_given_up_while_nobody_can_look(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, "cut")
    desk.later(seconds=11).send(reply)
    fault(desk, "status", status=403, reason="insufficientPermissions", method="users.messages.list")

    desk.later(minutes=5).send(reply)
    assert desk.row(reply).state is OutgoingState.SENDING
    desk.later(minutes=20).send(reply)

    assert desk.row(reply).state is OutgoingState.SENT
    assert len(desk.sent()) == 1


def test_a_lost_job_is_found_by_the_sweep(desk: Correspondent) -> None:
    desk.reply(desk.office.clinic.ana)
    later = desk.later(minutes=1)

    sending_jobs.send_due.run(later.work)

    queued = later.work.runtime.redis.keys("inbox:queued:send_reply:*")
    assert len(queued) == 1


def test_in_a_thread_that_is_gone_it_goes_out_by_itself(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.office.gmail.delete(next(iter(desk.office.held)))

    desk.later(seconds=11).send(reply)

    assert [mail["Subject"] for mail in desk.sent()] == ["Re: Termin am Freitag"]


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
