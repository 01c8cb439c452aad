"""Buttons about who is there: pause, hours, leave, and what becomes of the conversations of whoever is on leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from addon.press import Press, done, page, seen
from cards.kit import Answer, Move
from cards.pages.availability import NOBODY, PAUSES, TEAMS
from inbox import access, availability, choices, handing_over, leaves, routing, standing_in
from inbox.errors import Invalid, NotFound, Stale
from inbox.models import Person
from inbox.translation import N_


def pause(session: Session, press: Press) -> Answer:
    """Be given nothing for a while."""
    minutes = press.params.get("minutes", "")
    if minutes not in PAUSES:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    until = press.view.now + timedelta(minutes=int(minutes)) if minutes else None
    availability.pause(session, _me(session, press), until=until, by=press.by)
    return _shown(session, press, press.words(N_("Paused")))


def resume(session: Session, press: Press) -> Answer:
    """Be given conversations again."""
    availability.resume(session, _me(session, press), by=press.by)
    return _shown(session, press, press.words(N_("Welcome back")))


def save_hours(session: Session, press: Press) -> Answer:
    """Work by a calendar of one's own, or the team's."""
    chosen = press.inputs.text("hours")
    availability.work_by(session, _me(session, press), None if chosen == TEAMS else chosen, by=press.by)
    return _shown(session, press, press.words(N_("Saved")))


def add_leave(session: Session, press: Press) -> Answer:
    """Be away on some days."""
    me = _me(session, press)
    first, last = press.inputs.day("from"), press.inputs.day("to")
    if first is None:
        raise Invalid(N_("Choose the first day."), field="from")
    begin, end = leaves.days(press.view.viewer.time_zone, first, last or first)
    substitute = None
    if press.inputs.text("substitute") not in ("", NOBODY):
        number = press.inputs.number("substitute")
        if number not in {one.id for one in choices.colleagues(session, press.view.viewer, limit=1_000)}:
            raise Invalid(N_("Choose from the list."), field="substitute")
        substitute = session.get_one(Person, number)
    note = press.inputs.text("leave_note")[:200]
    leaves.add(session, me, begin, end, by=press.by, substitute=substitute, note=note)
    return _shown(session, press, press.words(N_("Saved")))


def cancel_leave(session: Session, press: Press) -> Answer:
    """One's own leave does not happen, or is over early."""
    leave = leaves.found(session, press.view.viewer.organization_id, press.number("leave"))
    if leave.person_id != press.view.viewer.person_id:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    leaves.cancel(session, leave, by=press.by)
    return _shown(session, press, press.words(N_("Cancelled")))


def to_substitute(session: Session, press: Press) -> Answer:
    """The conversations of whoever is on leave go to who stands in."""
    leave = standing_in.leave_for(session, press.view.viewer, press.number("leave"))
    count = handing_over.decide(session, leave, by=press.by, to_substitute=True)
    return _shown(session, press, press.words(N_("Conversations handed over: %(count)d"), count=count))


def to_queue(session: Session, press: Press) -> Answer:
    """They go back to nobody, and routing gives them out where it is on."""
    leave = standing_in.leave_for(session, press.view.viewer, press.number("leave"))
    count = handing_over.decide(session, leave, by=press.by, to_substitute=False)
    return _shown(session, press, press.words(N_("Conversations handed over: %(count)d"), count=count))


def keep(session: Session, press: Press) -> Answer:
    """They wait until the person is back."""
    handing_over.keep(standing_in.leave_for(session, press.view.viewer, press.number("leave")))
    return _shown(session, press, press.words(N_("They wait")))


def undo(session: Session, press: Press) -> Answer:
    """A lead gives back what went elsewhere."""
    leave = standing_in.leave_for(session, press.view.viewer, press.number("leave"), to_undo=True)
    count = handing_over.undo(session, leave, by=press.by)
    return _shown(session, press, press.words(N_("Conversations given back: %(count)d"), count=count))


def route(session: Session, press: Press) -> Answer:
    """Let routing choose now. People and team are held before the conversation, as whoever routes does."""
    found = access.conversation_for(session, press.view.viewer, press.number("conversation"))
    is_given = False
    if found.id == press.number("conversation") and found.version == press.number("version"):
        is_given = routing.route_by_hand(session, found.id, found.team_id, by=press.by)
        conversation = access.conversation_for(session, press.view.viewer, found.id, to_change=True)
        if not is_given and conversation.assignee_id is not None:
            raise Stale(N_("This conversation changed in the meantime. Please look again."))
    else:
        conversation = seen(session, press)
    told = N_("It has been given to somebody.") if is_given else N_("Nobody can be given it now. It waits.")
    return done(session, press, conversation, press.words(told))


def _me(session: Session, press: Press) -> Person:
    return session.get_one(Person, press.view.viewer.person_id, with_for_update={"key_share": True})


def _shown(session: Session, press: Press, notification: str) -> Answer:
    name = "team" if press.params.get("from") == "team" else "availability"
    return replace(page(session, press, name, move=Move.UPDATE), notification=notification, has_changed=True)
