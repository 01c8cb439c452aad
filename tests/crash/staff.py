"""What staff do on cards in the script. Each press carries a key, as the add-on's do: sent twice, it is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import access, assignment, lifecycle, notes, outgoing, replying, sorting, tagging
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import Click, Conversation, Mailbox, Message, Person, Priority, ReplyKind, Tag, Then
from inbox.outgoing import Draft
from tests.clinic import actor, viewer
from tests.crash.outside import id_of
from tests.crash.scene import Scene
from tests.crash.script import Step
from workers import ledger_jobs

Act = Callable[[Session, Conversation, Scene, Step, Actor], None]


def act(scene: Scene, number: int, step: Step) -> None:
    """Press. What is refused is refused in every playing alike."""
    with scene.work.unit() as session:
        key = f"step {number}"
        if session.get(Click, key) is not None:
            return
        session.add(Click(key=key, organization_id=scene.clinic.organization.id, at=scene.clock()))
        person = session.get_one(Person, (scene.clinic.ana, scene.clinic.ben, scene.clinic.cleo)[step.choice % 3].id)
        by = actor(person, scene.clock())
        query = select(Message.conversation_id).where(Message.key == id_of(step.mail))
        try:
            with session.begin_nested():
                found = session.scalars(query).first() or 0
                one = access.conversation_for(session, viewer(session, person), found, to_change=True)
                STAFF[step.verb](session, one, scene, step, by)
        except InboxError:
            pass  # the mail was never seen, or the conversation is not to be changed: nothing is done


def _assign(session: Session, one: Conversation, scene: Scene, step: Step, by: Actor) -> None:
    to = (scene.clinic.ana, scene.clinic.ben, scene.clinic.ada)[step.choice % 3]
    assignment.assign(session, one, session.get_one(Person, to.id), by=by)


def _snooze(session: Session, one: Conversation, scene: Scene, step: Step, by: Actor) -> None:
    until = scene.clock() + timedelta(hours=1 + step.choice % 4, minutes=30)
    lifecycle.snooze(session, one, until, by=by)


def _reply(session: Session, one: Conversation, scene: Scene, step: Step, by: Actor) -> None:
    kind = (ReplyKind.REPLY, ReplyKind.REPLY_ALL)[step.choice % 2]
    draft = Draft(f"Answer {step.choice}.", kind, list(Then)[step.choice % 3], replying.newest(session, one.id))
    key = scene.work.runtime.message_id_keys[0]
    row = outgoing.send_off(session, one, replying.answered(session, one.id), draft, by=by, key=key)
    row.is_doubtful = step.choice % 4 == 0  # as if the answer to an earlier attempt had never come


def _check(session: Session, one: Conversation, scene: Scene, _: Step, by: Actor) -> None:
    """An admin asks whether nothing is missing."""
    ledger_jobs.begin(session, session.get_one(Mailbox, one.mailbox_id), now=by.now)


def _simply(what: Any, *more: Any) -> Act:
    return lambda session, one, _scene, _step, by: what(session, one, *more, by=by)


def _tagging(what: Any) -> Act:
    def act(session: Session, one: Conversation, _: Scene, __: Step, by: Actor) -> None:
        what(session, one, session.scalars(select(Tag).where(Tag.name == "insurance")).one(), by=by)

    return act


STAFF: dict[str, Act] = {
    "assign": _assign, "unassign": _simply(assignment.assign, None), "set_pending": _simply(lifecycle.set_pending),
    "close": _simply(lifecycle.close), "open": _simply(lifecycle.open_),
    "note": _simply(notes.add, "Please call back, @Ben Okafor"), "tag": _tagging(tagging.add),
    "untag": _tagging(tagging.remove), "press_hard": _simply(sorting.set_priority, Priority.URGENT),
    "snooze": _snooze, "reply": _reply, "check": _check,
}  # fmt: skip
