"""Being killed while a reply is sent: at every call and every commit, one after the other."""

from __future__ import annotations

from itertools import count

from inbox.models import EventKind, OutgoingState, Status, Then
from tests.correspondent import Correspondent, written_to
from tests.killing import killed_at
from tests.office import Office
from tests.sync.outside import Outlook

_MOST = 45


def _killed(desk: Correspondent, reply: int, step: int) -> bool:
    """Send in a child that is killed at a step. Says whether it lived to come so far."""

    def send() -> None:
        desk.send(reply)
        desk.office.sync()

    return killed_at(desk.office, step, send)


def exactly_one_goes_out(office: Office) -> None:
    """Be killed once at each step, and see what comes of each reply."""
    desk = written_to(office)
    replies: list[int] = []
    for step in count(1):
        reply = desk.reply(office.clinic.ana, f"Answer number {step}.", then=Then.PENDING)
        replies.append(reply)
        was_killed = _killed(desk.later(seconds=11), reply, step)
        office.free_the_lease()
        office.sync()
        desk.later(minutes=10).send(reply)
        office.free_the_lease()
        office.sync()

        assert len(desk.sent()) == len(replies), f"killed at step {step}"
        assert len(desk.messages()) == len(replies) + 1, f"killed at step {step}"
        if not was_killed:
            break

    assert 8 < step < _MOST
    assert {desk.row(reply).state for reply in replies} == {OutgoingState.SENT}
    assert {desk.row(reply).text for reply in replies} == {""}
    assert desk.doubled() == 0
    assert not isinstance(office.gmail, Outlook) or office.gmail.drafts() == []
    assert [one.person_id for one in desk.happened(EventKind.SENT)] == [office.clinic.ana.id] * len(replies)
    assert len(desk.happened(EventKind.ASSIGNED)) == 1
    assert desk.conversation.status is Status.PENDING
