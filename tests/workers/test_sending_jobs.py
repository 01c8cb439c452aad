"""Sending replies: exactly one mail goes out, and its conversation shows it once, as its sender's."""

from __future__ import annotations

import pytest

from inbox.errors import NotAllowed
from inbox.models import (
    Direction,
    Door,
    EventKind,
    OutgoingState,
    Status,
    Then,
    Trouble,
)
from tests.correspondent import Correspondent
from tests.office import EACH_ONCE
from workers import sending_jobs

pytestmark = EACH_ONCE


def fault(desk: Correspondent, kind: str, **more: object) -> None:
    """Let the provider have a bad day with sending."""
    one = {"kind": kind, "mailbox": desk.office.gmail.address, "method": desk.office.gmail.sending, "times": 1, **more}
    desk.office.gmail.simulator.put("faults", {"faults": [one]})


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
    assert desk.row(reply).state is (OutgoingState.SENT if desk.office.gmail.looks_after else OutgoingState.SENDING)
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
    fault(desk, "status", status=403, reason="insufficientPermissions", method=desk.office.gmail.listing)

    desk.later(minutes=5).send(reply)
    assert desk.row(reply).state is (OutgoingState.SENT if desk.office.gmail.looks_after else OutgoingState.SENDING)
    desk.office.gmail.simulator.put("faults", {"faults": []})
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
