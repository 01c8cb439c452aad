"""What the copilot is asked: the question is taken and committed, a model asked outside any unit, its answer kept."""

from __future__ import annotations

import structlog

from ai.local.rewriting import NeedsLanguageModel
from ai.model import CannotAnswer, ModelError
from inbox import copilot
from inbox.copilot import Claimed
from workers import copilot_answers, copilot_errands, models, queues
from workers.job import UnitsOfWork, job

_LASTS = 180.0
"""Seconds that a claim lasts: longer than a model elsewhere and the local one after it may take."""
_log = structlog.get_logger(__name__)


@job(queues.COPILOT)
def answer_question(work: UnitsOfWork, question_id: int) -> None:
    """Answer a question, unless that was done, or somebody else is at it."""
    with work.unit() as session:
        held = copilot.claim(session, question_id, now=work.clock(), seconds=_LASTS)
        if held is None:
            return
        errand = copilot_errands.errand(session, held)
        if errand is None:
            copilot.failed(session, held, copilot.NOTHING_TO_READ, now=work.clock())
            return
    try:
        consulted = models.consult(
            work, errand.organization_id, errand.question, mailbox_id=errand.mailbox_id, use="copilot",
            person_id=errand.person_id, message_ids=errand.message_ids,
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
