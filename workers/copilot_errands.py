"""What a question of the copilot's is about: the thread, our own texts, and what an answer is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai.questions import DraftReply, Letter, Manner, Question, Rewrite, Source, Summarise
from inbox import access, copilot
from inbox.access import Viewer
from inbox.copilot import Claimed, Said
from inbox.errors import NotFound
from inbox.models import Contact, Conversation, CopilotKind, CopilotQuestion, Door, Mailbox, Organization, Person
from workers import copilot_answers, copilot_sources
from workers.copilot_answers import Evidence
from workers.copilot_sources import Wanted


@dataclass(frozen=True)
class Errand:
    """One question as a model is asked it, and what its answer is held against."""

    organization_id: int
    mailbox_id: int
    person_id: int
    message_ids: tuple[int, ...]
    """The letters of the thread: who stands in them is known by name."""
    question: Question[Any]
    evidence: Evidence


def errand(session: Session, held: Claimed) -> Errand | None:
    """The question with all that it is about, as far as its asker may still see that; None where nothing is left."""
    row = session.get_one(CopilotQuestion, held.id)
    person = session.get_one(Person, row.person_id)
    viewer = access.viewer_of(session, person, door=Door.AI, language=row.language, time_zone="UTC")
    try:
        conversation = access.conversation_for(session, viewer, row.conversation_id)
    except NotFound:
        return None
    asking = _Asking(session, row, person, viewer, conversation)
    made = _MAKERS[row.kind](asking)
    if made is None or not person.active:
        return None
    question, evidence = made
    ids = copilot.letter_ids(session, conversation.id)
    return Errand(row.organization_id, conversation.mailbox_id, person.id, ids, question, evidence)


def letters(session: Session, organization_id: int, conversation_id: int) -> tuple[Letter, ...]:
    """A thread as models are told it, its times as the organization's clocks show them."""
    zone = ZoneInfo(session.get_one(Organization, organization_id).time_zone)
    return tuple(_letter(one, zone) for one in copilot.letters(session, conversation_id))


@dataclass(frozen=True)
class _Asking:
    """Who asks about what."""

    session: Session
    row: CopilotQuestion
    person: Person
    viewer: Viewer
    conversation: Conversation

    def letters(self) -> tuple[Letter, ...]:
        """The thread."""
        return letters(self.session, self.row.organization_id, self.conversation.id)


_Made = tuple[Question[Any], Evidence] | None


def _summary(asking: _Asking) -> _Made:
    letters = asking.letters()
    if not letters:
        return None
    said = tuple(copilot_answers.told(one) for one in letters)
    ours = tuple(copilot_answers.told(one) for one in letters if not one.is_inbound)
    return Summarise(letters, asking.row.language), Evidence(said, ours, letters=letters, language=asking.row.language)


def _draft(asking: _Asking) -> _Made:
    """From the thread, and what we would say ourselves; links and addresses only from the latter."""
    letters = asking.letters()
    newest = next((one for one in reversed(letters) if one.is_inbound), None)
    if newest is None:
        return None
    session, language, person = asking.session, asking.row.language, asking.person
    mailbox = session.get_one(Mailbox, asking.conversation.mailbox_id)
    contact = session.get(Contact, asking.conversation.contact_id) if asking.conversation.contact_id else None
    # What contacts call themselves is none of ours: it does not get into our texts before these are taken for ours.
    known = {"agent.name": person.name, "mailbox.name": mailbox.name}
    about = f"{newest.subject}\n{newest.text}"
    sources = copilot_sources.found(session, Wanted(asking.viewer, asking.conversation.team_id, about, language, known))
    ours = (mailbox.name, mailbox.address, person.name, *_texts(sources))
    ours = (*ours, *(copilot_answers.told(one) for one in letters if not one.is_inbound))
    theirs = (contact.name if contact else "", *(copilot_answers.told(one) for one in letters if one.is_inbound))
    question = DraftReply(letters, sources, language, person.name)
    return question, Evidence((*ours, *theirs), ours, sources, letters, person, language)


def _rewriting(asking: _Asking) -> _Made:
    row, typed = asking.row, (asking.row.text,)
    return Rewrite(row.text, Manner(row.manner), row.language), Evidence(typed, typed, language=row.language)


_MAKERS: dict[CopilotKind, Callable[[_Asking], _Made]] = {
    CopilotKind.SUMMARY: _summary,
    CopilotKind.DRAFT: _draft,
    CopilotKind.REWRITE: _rewriting,
}


def _letter(one: Said, zone: ZoneInfo) -> Letter:
    at: datetime = one.at.astimezone(zone)
    return Letter(one.id, one.is_inbound, one.sender, at, one.subject, one.text)


def _texts(sources: tuple[Source, ...]) -> tuple[str, ...]:
    return tuple(text for one in sources for text in (one.name, one.text))
