"""Buttons of the list of notices, and the one that saves what reaches whom how."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from addon.press import Press, page
from cards.kit import Answer, Move
from cards.pages.notice_settings import name_of
from inbox import notice_choices, notices
from inbox.errors import Invalid
from inbox.models import Notice, NoticeSettings, Person
from inbox.notice_choices import Choices, Way
from inbox.translation import N_


def open_notice(session: Session, press: Press) -> Answer:
    """Open what a notice is about, and count it as read."""
    notice = notices.own(session, press.view.viewer, press.number("notice"))
    notices.mark_read(session, notice, now=press.view.now)
    if notice.conversation_id is None:
        return page(session, press, "notices", move=Move.UPDATE)
    press.view.company.enter(notice.conversation_id)
    return page(session, press, "conversation", conversation=notice.conversation_id)


def read_notice(session: Session, press: Press) -> Answer:
    """It was seen; it moves down to the earlier ones."""
    notice = notices.own(session, press.view.viewer, press.number("notice"))
    notices.mark_read(session, notice, now=press.view.now)
    return page(session, press, "notices", move=Move.UPDATE)


def read_all(session: Session, press: Press) -> Answer:
    """Everything that the list could show when it was drawn was seen."""
    until = min(_moment(press.params.get("until", "")) or press.view.now, press.view.now)
    notices.mark_all_read(session, press.view.viewer, until=until, now=press.view.now)
    return page(session, press, "notices", move=Move.UPDATE)


def save(session: Session, press: Press) -> Answer:
    """Save what somebody chose about notices."""
    person = session.get_one(Person, press.view.viewer.person_id)
    before = notice_choices.of(session.get(NoticeSettings, person.id))
    quiet_from, quiet_until = _minute(press, "quiet_from"), _minute(press, "quiet_until")
    digest_at = _minute(press, "digest_at")
    wanted = Choices(
        {kind: _way(press, kind, before) for kind in Notice}, quiet_from, quiet_until,
        before.digest_at if digest_at is None else digest_at,
    )  # fmt: skip
    notice_choices.change(session, person, wanted, by=press.by)
    answer = page(session, press, "notice-settings", move=Move.UPDATE)
    return Answer(card=answer.card, notification=press.words(N_("Saved")))


def _way(press: Press, kind: Notice, before: Choices) -> Way:
    """What was chosen; a kind that the form did not offer stays as it is."""
    chosen = press.inputs.text(name_of(kind))
    if not chosen:
        return before.way(kind)
    try:
        return Way(chosen)
    except ValueError:
        raise Invalid(N_("Choose from the list."), field=name_of(kind)) from None


def _minute(press: Press, name: str) -> int | None:
    chosen: time | None = press.inputs.clock_time(name)
    return None if chosen is None else chosen.hour * 60 + chosen.minute


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
