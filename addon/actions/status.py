"""Buttons that say whose turn it is: pending, close, reopen, keep closed, snooze."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, seen
from cards.kit import Answer
from cards.pages.snooze import moment
from inbox import lifecycle
from inbox.translation import N_


def set_pending(session: Session, press: Press) -> Answer:
    """We wait for somebody."""
    conversation = seen(session, press)
    lifecycle.set_pending(session, conversation, by=press.by)
    return done(session, press, conversation, press.words(N_("Pending: we wait for an answer.")))


def close(session: Session, press: Press) -> Answer:
    """Done."""
    conversation = seen(session, press)
    lifecycle.close(session, conversation, by=press.by)
    return done(session, press, conversation, press.words(N_("Closed")))


def reopen(session: Session, press: Press) -> Answer:
    """It is our turn again."""
    conversation = seen(session, press)
    lifecycle.open_(session, conversation, by=press.by)
    return done(session, press, conversation, press.words(N_("Open again")))


def keep_closed(session: Session, press: Press) -> Answer:
    """A thank-you needs no answer."""
    conversation = seen(session, press)
    lifecycle.keep_closed(session, conversation, by=press.by)
    return done(session, press, conversation, press.words(N_("Closed")))


def snooze(session: Session, press: Press) -> Answer:
    """Out of sight until a time, named on the button or chosen as day and hour."""
    conversation = seen(session, press)
    inputs = press.inputs
    until = moment(press.view, press.params.get("until", ""), inputs.day("day"), inputs.clock_time("hour"))
    lifecycle.snooze(session, conversation, until, by=press.by)
    words = press.words(N_("Snoozed until %(time)s"), time=press.view.moment(until))
    return done(session, press, conversation, words)
