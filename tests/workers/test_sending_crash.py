"""Killed at every call and every commit of sending a reply: exactly one mail goes out, and it is one message."""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from typing import Any

from sqlalchemy import event

from inbox.models import EventKind, OutgoingState, Status, Then
from tests.correspondent import Correspondent, written_to
from tests.office import Office

_MOST = 30
_steps = {"left": 0, "call": 0}


def _step(*_: Any) -> None:
    """One call or commit is about to be made: the last one it lives to see, or not."""
    _steps["left"] -= 1
    if _steps["left"] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def _audit(name: str, _: Any) -> None:
    """Before a call is sent, and again when its answer is asked for: by then the outside has it."""
    if name == "http.client.send" and _steps["left"] > 0:
        _step()


sys.addaudithook(_audit)


def killed_at(desk: Correspondent, reply: int, step: int) -> bool:
    """Send in a child that is killed at a step. Says whether it lived to come so far."""
    child = os.fork()
    if child == 0:
        desk.work.runtime.engine.dispose(close=False)
        event.listen(desk.work.runtime.engine, "commit", _step)
        _steps["left"] = step
        desk.send(reply)
        desk.office.sync()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_at_any_step_exactly_one_mail_goes_out(office: Office) -> None:
    desk = written_to(office)
    replies: list[int] = []
    for step in count(1):
        reply = desk.reply(office.clinic.ana, f"Answer number {step}.", then=Then.PENDING)
        replies.append(reply)
        was_killed = killed_at(desk.later(seconds=11), reply, step)
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
    assert [one.person_id for one in desk.happened(EventKind.SENT)] == [office.clinic.ana.id] * len(replies)
    assert len(desk.happened(EventKind.ASSIGNED)) == 1
    assert desk.conversation.status is Status.PENDING
