"""What the copilot is asked: the question is taken and committed, a model asked outside any unit, its answer kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from ai.local.rewriting import NeedsLanguageModel
from ai.model import CannotAnswer, ModelError
from ai.questions import DraftReply, Letter, Manner, Question, Rewrite, Source, Summarise
from inbox import access, copilot
from inbox.access import Viewer
from inbox.copilot import Claimed, Said
from inbox.errors import NotFound
from inbox.models import Contact, Conversation, CopilotKind, CopilotQuestion, Door, Mailbox, Organization, Person
from workers import copilot_answers, copilot_sources, models, queues
from workers.copilot_answers import Evidence
from workers.copilot_sources import Wanted
from workers.job import UnitsOfWork, job

_LASTS = 180.0
"""Seconds that a claim lasts: longer than a model elsewhere and the local one after it may take."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Errand:
    """One question as a model is asked it, and what its answer is held against."""

    held: Claimed
    organization_id: int
    mailbox_id: int
    person_id: int
    question: Question[Any]
    evidence: Evidence


@job(queues.COPILOT)
def answer_question(work: UnitsOfWork, question_id: int) -> None:
    """Answer a question, unless that was done, or somebody else is at it."""
    with work.unit() as session:
        held = copilot.claim(session, question_id, now=work.clock(), seconds=_LASTS)
        if held is None:
            return
        errand = _errand(session, held)
        if errand is None:
            copilot.failed(session, held, copilot.NOTHING_TO_READ, now=work.clock())
            return
    try:
        consulted = models.consult(
            work, errand.organization_id, errand.question, mailbox_id=errand.mailbox_id, use="copilot",
            person_id=errand.person_id,
        )  # fmt: skip
    except NeedsLanguageModel:
        _fail(work, held, copilot.NO_TRANSLATION)
    except CannotAnswer:
        _fail(work, held, copilot.OFF)
    except ModelError as trouble:
        _log.warning("the copilot has no answer", question=question_id, reason=str(trouble))
        _fail(work, held, copilot.BROKEN)
    else:
        answer = copilot_answers.kept(consulted.value, errand.evidence)
        with work.unit() as session:
            copilot.answered(
                session, held, answer, model=consulted.model, instead_of=consulted.instead_of, now=work.clock()
            )


@job(queues.COPILOT)
def answer_waiting(work: UnitsOfWork) -> None:
    """Find the questions that nobody is at: their job was lost, or whoever was at it was killed."""
    with work.unit(writes=False) as session:
        for question_id in copilot.waiting(session, now=work.clock()):
            answer_question.after(session, question_id)


@job(queues.REACTIONS)
def forget_old_questions(work: UnitsOfWork) -> None:
    """What was asked days ago was read, or is of no use to anybody."""
    with work.unit() as session:
        copilot.forget(session, now=work.clock())


def _fail(work: UnitsOfWork, held: Claimed, trouble: str) -> None:
    with work.unit() as session:
        copilot.failed(session, held, trouble, now=work.clock())


def _errand(session: Session, held: Claimed) -> _Errand | None:
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
    return _Errand(
        held, row.organization_id, conversation.mailbox_id, person.id, question, evidence
    )  # fmt: skip


@dataclass(frozen=True)
class _Asking:
    """Who asks about what."""

    session: Session
    row: CopilotQuestion
    person: Person
    viewer: Viewer
    conversation: Conversation

    def letters(self) -> tuple[Letter, ...]:
        """The thread, its times as the organization's clocks show them."""
        zone = ZoneInfo(self.session.get_one(Organization, self.row.organization_id).time_zone)
        return tuple(_letter(one, zone) for one in copilot.letters(self.session, self.conversation.id))


_Made = tuple[Question[Any], Evidence] | None


def _summary(asking: _Asking) -> _Made:
    letters = asking.letters()
    said = tuple(copilot_answers.told(one) for one in letters)
    return (Summarise(letters, asking.row.language), Evidence(said, letters=letters)) if letters else None


def _draft(asking: _Asking) -> _Made:
    """From the thread, and what we would say ourselves; links and addresses only from the latter."""
    letters = asking.letters()
    newest = next((one for one in reversed(letters) if one.is_inbound), None)
    if newest is None:
        return None
    mailbox = asking.session.get_one(Mailbox, asking.conversation.mailbox_id)
    contact = asking.conversation.contact_id and asking.session.get(Contact, asking.conversation.contact_id)
    known = {"agent.name": asking.person.name, "mailbox.name": mailbox.name}
    known |= {"contact.name": contact.name} if contact else {}
    wanted = Wanted(
        asking.viewer, asking.conversation.team_id, f"{newest.subject}\n{newest.text}", asking.row.language, known
    )
    sources = copilot_sources.found(asking.session, wanted)
    ours = (mailbox.name, mailbox.address, asking.person.name, *_texts(sources))
    ours = (*ours, *(copilot_answers.told(one) for one in letters if not one.is_inbound))
    theirs = tuple(copilot_answers.told(one) for one in letters if one.is_inbound)
    question = DraftReply(letters, sources, asking.row.language, asking.person.name)
    return question, Evidence((*ours, *theirs, *known.values()), ours, sources, letters, asking.person)


def _rewriting(asking: _Asking) -> _Made:
    row = asking.row
    return Rewrite(row.text, Manner(row.manner), row.language), Evidence((row.text,), (row.text,))


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
