"""Asking the copilot: the question is kept, a worker answers it, and nothing is sent or changed by it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from inbox import access, correspondence, replying
from inbox.access import Viewer
from inbox.errors import Invalid, NotAllowed, NotFound
from inbox.mail import languages
from inbox.models import (
    Conversation,
    CopilotKind,
    CopilotQuestion,
    CopilotState,
    Direction,
    Message,
    Organization,
    Person,
)
from inbox.replying import Fence
from inbox.translation import N_

TRANSLATE = "translate"
MANNERS = ("shorter", "warmer", "plainer", TRANSLATE)
OFF, NO_TRANSLATION, NOTHING_TO_READ, BROKEN = "off", "no-translation", "nothing-to-read", "broken"
"""Why a question has no answer."""
GONE = N_("This does not exist any more. Please ask again.")
LONGEST = 20_000
_LETTERS, _LETTER, _THREAD = 100, 8_000, 200_000
"""Of a thread so many messages are read, the newest, so much of each, and of all together."""
_KEPT = timedelta(days=7)
_ATTEMPTS = 3
_AT_ONCE = 100

_message = Message.__table__.c
_person = Person.__table__.c
_question = CopilotQuestion.__table__.c


class Said(NamedTuple):
    """A message of a thread."""

    id: int
    direction: Direction
    sender: str
    at: datetime
    subject: str
    text: str

    @property
    def is_inbound(self) -> bool:
        return self.direction is Direction.INBOUND


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What was typed, and what is wanted of it. `language` is the one to translate to."""

    text: str
    manner: str
    language: str = ""


class Claimed(NamedTuple):
    """A question that one worker has for a while."""

    id: int
    attempt: int


def ask_for_summary(
    session: Session, viewer: Viewer, conversation: Conversation, *, now: datetime, anew: bool = False
) -> CopilotQuestion:
    """What the conversation comes to so far, in the viewer's language. It is the same for all who read it."""
    language = _short(viewer.language)
    seen = replying.newest(session, conversation.id)
    key = f"summary:{language}:{seen.message}:{seen.messages}"
    return _ask(session, viewer, conversation, CopilotKind.SUMMARY, key, seen, now, language=language, anew=anew)


def ask_for_draft(
    session: Session, viewer: Viewer, conversation: Conversation, *, now: datetime, anew: bool = False
) -> CopilotQuestion:
    """A reply to the newest letter, in that letter's language, for the viewer to change and send."""
    _require_no_quarantine(conversation)
    seen = replying.newest(session, conversation.id)
    language = _language_of_letter(session, conversation)
    key = f"draft:{viewer.person_id}:{seen.message}:{seen.messages}"
    return _ask(session, viewer, conversation, CopilotKind.DRAFT, key, seen, now, language=language, anew=anew)


def ask_to_rewrite(
    session: Session, viewer: Viewer, conversation: Conversation, wanted: Rewriting, *, now: datetime
) -> CopilotQuestion:
    """The viewer's own text said otherwise."""
    text = wanted.text.strip()
    if not text:
        raise Invalid(N_("Write something first."), field="reply")
    if len(text) > LONGEST:
        raise Invalid(N_("This is too long: at most %(count)s characters."), field="reply", count=LONGEST)
    if wanted.manner not in MANNERS or (wanted.language and wanted.language not in languages.KNOWN):
        raise NotFound(N_("This does not exist, or you have no access to it."))
    if wanted.manner == TRANSLATE and not wanted.language:
        raise Invalid(N_("Choose the language to translate to."), field="language")
    language = wanted.language or languages.guessed(text) or language_of_house(session, conversation.organization_id)
    digest = hashlib.sha256("\0".join((wanted.manner, language, text)).encode()).hexdigest()
    seen = replying.newest(session, conversation.id)
    return _ask(
        session, viewer, conversation, CopilotKind.REWRITE, f"rewrite:{viewer.person_id}:{digest}", seen, now,
        language=language, manner=wanted.manner, text=text,
    )  # fmt: skip


def own(session: Session, viewer: Viewer, question_id: int, conversation_id: int) -> CopilotQuestion | None:
    """A question of the viewer's own about a conversation that they may see; None when it is forgotten by now."""
    row = session.scalars(
        select(CopilotQuestion).where(
            _question.id == question_id, _question.organization_id == viewer.organization_id,
            _question.person_id == viewer.person_id,
        )
    ).one_or_none()  # fmt: skip
    if row is None or row.conversation_id == conversation_id:
        return row
    return row if access.conversation_for(session, viewer, row.conversation_id).id == conversation_id else None


def last(session: Session, viewer: Viewer, conversation_id: int, kind: CopilotKind) -> CopilotQuestion | None:
    """The newest question of a kind about a conversation that the caller may see: a summary of anybody's in the
    viewer's language, else one of the viewer's own."""
    is_theirs: ColumnElement[bool] = _question.person_id == viewer.person_id
    if kind is CopilotKind.SUMMARY:
        is_theirs = _question.language == _short(viewer.language)
    query = select(CopilotQuestion).where(
        _question.conversation_id == conversation_id, _question.kind == kind, is_theirs
    )
    return session.scalars(query.order_by(_question.asked_at.desc(), _question.id.desc()).limit(1)).one_or_none()


def is_superseded(row: CopilotQuestion, now: Fence) -> bool:
    """Whether mail came after it was asked."""
    return now.message > row.seen_message_id or now.messages > row.seen_messages


def claim(session: Session, question_id: int, *, now: datetime, seconds: float) -> Claimed | None:
    """Take a question to answer it; None where it is answered, or somebody is at it. One that broke every worker
    that took it is given up."""
    row = session.scalars(select(CopilotQuestion).where(_question.id == question_id).with_for_update()).one_or_none()
    if row is None or not row.is_waiting or (row.taken_until is not None and row.taken_until > now):
        return None
    if row.attempts >= _ATTEMPTS:
        _end(row, CopilotState.FAILED, now)
        row.trouble = BROKEN
        return None
    seen = replying.newest(session, row.conversation_id)
    row.seen_message_id, row.seen_messages = seen.message, seen.messages
    row.attempts, row.taken_until = row.attempts + 1, now + timedelta(seconds=seconds)
    return Claimed(row.id, row.attempts)


def answered(
    session: Session, held: Claimed, answer: dict[str, Any], *, model: str, instead_of: str, now: datetime
) -> None:
    """Keep an answer, unless somebody else took the question over meanwhile."""
    row = _held(session, held)
    if row is not None:
        _end(row, CopilotState.READY, now)
        row.answer, row.model, row.instead_of = answer, model, instead_of


def failed(session: Session, held: Claimed, trouble: str, *, now: datetime) -> None:
    """There will be no answer."""
    row = _held(session, held)
    if row is not None:
        _end(row, CopilotState.FAILED, now)
        row.trouble = trouble


def waiting(session: Session, *, now: datetime) -> list[int]:
    """Questions that nobody is at: their job was lost, or whoever had them was killed."""
    is_free = or_(_question.taken_until.is_(None), _question.taken_until <= now)
    query = select(_question.id).where(_question.state == CopilotState.WAITING, is_free)
    return list(session.scalars(query.order_by(_question.id).limit(_AT_ONCE)))


def forget(session: Session, *, now: datetime) -> None:
    """Old questions and what was answered go: they say again what stands in the mail."""
    session.execute(delete(CopilotQuestion).where(CopilotQuestion.asked_at < now - _KEPT))


def letters_moved(session: Session, conversation_id: int) -> None:
    """Letters went to another conversation: what rests on them is not for those who read this one any more."""
    rests = _question.kind.in_((CopilotKind.SUMMARY, CopilotKind.DRAFT))
    session.execute(delete(CopilotQuestion).where(_question.conversation_id == conversation_id, rests))


def letters(session: Session, conversation_id: int) -> list[Said]:
    """What people wrote to each other in a conversation, oldest first; the caller may see it."""
    query = (
        select(
            _message.id, _message.direction, _person.name, _message.sender_name, _message.sender_address,
            _message.received_at, _message.subject, _message.visible_text,
        )
        .select_from(Message.__table__)
        .outerjoin(Person.__table__, _person.id == _message.person_id)
        .where(_message.conversation_id == conversation_id, _message.mail_class == "human")
        .order_by(_message.received_at.desc(), _message.id.desc())
        .limit(_LETTERS)
    )  # fmt: skip
    found: list[Said] = []
    room = _THREAD
    for row in session.execute(query):
        text = row[7][: min(_LETTER, room)]
        room -= len(text)
        found.append(Said(row[0], row[1], row[2] or row[3] or row[4], row[5], row[6], text))
    return found[::-1]


def letter_ids(session: Session, conversation_id: int) -> tuple[int, ...]:
    """The newest of them."""
    query = select(_message.id).where(_message.conversation_id == conversation_id, _message.mail_class == "human")
    return tuple(session.scalars(query.order_by(_message.received_at.desc(), _message.id.desc()).limit(_LETTERS)))


def language_of_house(session: Session, organization_id: int) -> str:
    """In which an organization works."""
    return _short(session.get_one(Organization, organization_id).language)


def _ask(
    session: Session, viewer: Viewer, conversation: Conversation, kind: CopilotKind, key: str, seen: Fence,
    now: datetime, *, anew: bool = False, **said: str,
) -> CopilotQuestion:  # fmt: skip
    """The question of that key as it is, or a new one. One that failed, or is asked `anew`, waits again."""
    row = session.scalars(
        select(CopilotQuestion).where(_question.conversation_id == conversation.id, _question.key == key)
    ).one_or_none()
    if row is None:
        row = CopilotQuestion(
            organization_id=conversation.organization_id, conversation_id=conversation.id,
            person_id=viewer.person_id, kind=kind, key=key, seen_message_id=seen.message,
            seen_messages=seen.messages, asked_at=now, **said,
        )  # fmt: skip
        session.add(row)
    elif row.state is CopilotState.FAILED or (anew and row.state is CopilotState.READY):
        row.state, row.trouble, row.attempts, row.taken_until = CopilotState.WAITING, "", 0, None
        row.person_id, row.asked_at = viewer.person_id, now
    session.flush()
    return row


def _require_no_quarantine(conversation: Conversation) -> None:
    if conversation.is_quarantined:
        raise NotAllowed(N_("This conversation is in quarantine. Release it before you reply."))


def _held(session: Session, held: Claimed) -> CopilotQuestion | None:
    query = select(CopilotQuestion).where(
        _question.id == held.id, _question.attempts == held.attempt, _question.state == CopilotState.WAITING
    )
    return session.scalars(query.with_for_update()).one_or_none()


def _end(row: CopilotQuestion, state: CopilotState, now: datetime) -> None:
    row.state, row.answered_at, row.taken_until = state, now, None


def _language_of_letter(session: Session, conversation: Conversation) -> str:
    """That of the newest letter from outside, or the one in which the house writes."""
    newest = correspondence.newest_from_outside(session, conversation.id)
    guessed = languages.guessed(f"{newest.subject} {newest.visible_text}") if newest is not None else ""
    return guessed or language_of_house(session, conversation.organization_id)


def _short(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
