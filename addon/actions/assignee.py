"""Buttons that say who answers: take, assign, unassign."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, seen
from cards.kit import Answer
from cards.pages.assign import NOBODY
from inbox import assignment
from inbox.translation import N_


def take(session: Session, press: Press) -> Answer:
    """I answer this one."""
    conversation = seen(session, press)
    me = assignment.candidate(session, conversation, press.view.viewer.person_id)
    assignment.assign(session, conversation, me, by=press.by)
    return done(session, press, conversation, press.words(N_("It is yours now.")))


def assign(session: Session, press: Press) -> Answer:
    """Somebody else answers it, or nobody yet."""
    conversation = seen(session, press)
    if press.inputs.text("assignee") == NOBODY:
        assignment.assign(session, conversation, None, by=press.by)
        return done(session, press, conversation, press.words(N_("Nobody is assigned now.")))
    person = assignment.candidate(session, conversation, press.inputs.number("assignee"))
    assignment.assign(session, conversation, person, by=press.by)
    return done(session, press, conversation, press.words(N_("Assigned to %(name)s"), name=person.name))
