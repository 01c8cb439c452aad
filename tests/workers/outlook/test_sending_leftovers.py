"""What attempts to send a reply leave behind in a mailbox: it is used by the next one, or taken away."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.models import EventKind, OutgoingState
from tests.correspondent import Correspondent
from tests.sync.outside import Outlook
from workers import sending_jobs

pytestmark = pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
BEGINNING = "graph.messages.createReply"
FILLING = "graph.messages.update"


def outlook(desk: Correspondent) -> Outlook:
    assert isinstance(desk.office.gmail, Outlook)
    return desk.office.gmail


def fault(desk: Correspondent, method: str, kind: str, **more: object) -> None:
    one = {"kind": kind, "mailbox": desk.office.gmail.address, "method": method, "times": 1, **more}
    desk.office.gmail.simulator.put("faults", {"faults": [one]})


def drafts(desk: Correspondent) -> list[dict[str, Any]]:
    return outlook(desk).drafts()


def clear_away(desk: Correspondent, kind: EventKind) -> None:
    """The event is handed on, and what follows from it is done."""
    events = desk.happened(kind)
    sending_jobs.clear_away.run(desk.work, [event.id for event in events])
    for event in events:
        sending_jobs.discard_reply.run(desk.work, event.data["outgoing"])


@pytest.mark.parametrize(("method", "kind"), [(BEGINNING, "cut"), (FILLING, "hang"), (FILLING, "cut")])
def test_a_draft_that_was_begun_is_found_again_and_sent(desk: Correspondent, method: str, kind: str) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, method, kind, times=9, **({"seconds": 0.0} if kind == "hang" else {}))
    desk.later(seconds=11).send(reply)
    assert (desk.sent(), len(drafts(desk))) == ([], 1)
    desk.office.gmail.simulator.put("faults", {"faults": []})

    desk.later(minutes=5).send(reply)

    assert (len(desk.sent()), drafts(desk)) == (1, [])
    assert desk.row(reply).state is OutgoingState.SENT


def test_of_two_drafts_of_one_reply_one_is_sent_and_none_stays(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, desk.office.gmail.sending, "status", status=429, reason="ApplicationThrottled")
    desk.later(seconds=11).send(reply)
    [one] = drafts(desk)
    again = {name: one[name] for name in ("subject", "body", "toRecipients", "internetMessageId")}
    outlook(desk).begin_draft(again)

    desk.later(minutes=5).send(reply)

    assert (len(desk.sent()), drafts(desk)) == (1, [])


def test_undone_after_it_was_put_off_it_leaves_no_draft(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, desk.office.gmail.sending, "status", status=429, reason="ApplicationThrottled")
    desk.later(seconds=11).send(reply)
    assert len(drafts(desk)) == 1
    desk.take_back(desk.office.clinic.ana, reply)

    for _ in range(2):
        clear_away(desk, EventKind.REPLY_UNDONE)

    assert (desk.sent(), drafts(desk)) == ([], [])


def test_refused_before_it_was_sent_it_leaves_no_draft(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, FILLING, "status", status=400, reason="ErrorInvalidRecipients")
    desk.later(seconds=11).send(reply)
    assert desk.row(reply).state is OutgoingState.FAILED

    clear_away(desk, EventKind.REPLY_FAILED)

    assert (desk.sent(), drafts(desk)) == ([], [])


def test_while_the_mailbox_cannot_be_reached_a_draft_waits_for_its_end(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, desk.office.gmail.sending, "status", status=429, reason="ApplicationThrottled")
    desk.later(seconds=11).send(reply)
    desk.take_back(desk.office.clinic.ana, reply)
    fault(desk, desk.office.gmail.listing, "status", status=503, times=9)

    clear_away(desk, EventKind.REPLY_UNDONE)
    desk.office.gmail.simulator.put("faults", {"faults": []})
    assert len(drafts(desk)) == 1
    assert len(desk.work.runtime.redis.keys("inbox:queued:discard_reply:*:later")) == 1
    clear_away(desk, EventKind.REPLY_UNDONE)

    assert drafts(desk) == []


def test_a_draft_in_which_somebody_has_written_is_theirs(desk: Correspondent) -> None:
    """It is neither sent nor written over nor deleted."""
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, desk.office.gmail.sending, "status", status=429, reason="ApplicationThrottled")
    desk.later(seconds=11).send(reply)
    [one] = drafts(desk)
    outlook(desk).write_in(one["id"], "Please ring us first.")

    desk.later(minutes=5).send(reply)

    assert [one["body"]["content"].strip() for one in drafts(desk)] == ["Please ring us first."]
    [mail] = desk.sent()
    assert "Friday at ten is fine." in str(mail.get_content())


def test_a_draft_in_which_somebody_has_written_stays_when_the_reply_is_undone(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    fault(desk, desk.office.gmail.sending, "status", status=429, reason="ApplicationThrottled")
    desk.later(seconds=11).send(reply)
    [one] = drafts(desk)
    outlook(desk).write_in(one["id"], "Please ring us first.")
    desk.take_back(desk.office.clinic.ana, reply)

    clear_away(desk, EventKind.REPLY_UNDONE)

    assert [one["body"]["content"].strip() for one in drafts(desk)] == ["Please ring us first."]


def test_a_reply_that_nobody_began_to_send_costs_no_call(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.take_back(desk.office.clinic.ana, reply)
    desk.office.gmail.simulator.delete("calls")

    clear_away(desk, EventKind.REPLY_UNDONE)

    assert desk.office.gmail.simulator.get("calls")["calls"] == []
