"""The same at Outlook as at Gmail: killed at any step of sending a reply, exactly one mail goes out."""

from __future__ import annotations

import pytest

from inbox.arrival import Place
from tests.killed_while_sending import exactly_one_goes_out
from tests.office import Office
from tests.sync.outlook import Outlook
from tests.sync.outside import letter


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
def test_killed_at_any_step_exactly_one_mail_goes_out(office: Office) -> None:
    exactly_one_goes_out(office)


def test_where_an_answer_cannot_be_begun_with_its_text_it_is_begun_empty_and_filled(outlook: Outlook) -> None:
    provider = outlook.connect()
    [parent] = provider.fetch([outlook.deliver(letter(number=4711))]).arrivals
    fault = {"kind": "status", "method": "graph.messages.createReply", "status": 400, "reason": "ErrorInvalidRequest"}
    outlook.simulator.put("faults", {"faults": [{"mailbox": outlook.address, "times": 1, **fault}]})

    sent = provider.send(
        letter("Re: Appointment", number=4712, in_reply_to="<4711@mail.example.com>"), parent.thread_id
    )

    [arrival] = provider.fetch([sent]).arrivals
    assert (arrival.thread_id, arrival.place) == (parent.thread_id, Place.SENT)
    assert provider.find("<4712@mail.example.com>") == [sent]
    calls = outlook.simulator.get("calls", method="graph.messages.createReply")["calls"]
    assert len([call for call in calls if call["mailbox"] == outlook.address]) == 2
