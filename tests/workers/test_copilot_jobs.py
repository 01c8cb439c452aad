"""What the copilot is asked is answered once, by whoever lives to do it, and changes nothing but its own row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from inbox import access, copilot, splitting
from inbox.copilot import Rewriting
from inbox.models import (
    Conversation,
    CopilotQuestion,
    CopilotState,
    Direction,
    Event,
    Mailbox,
    Message,
    Outgoing,
    Person,
    TeamMember,
    Template,
)
from tests import clinic
from tests.killing import killed_at
from tests.office import Office
from workers import copilot_jobs, queues
from workers.job import UnitsOfWork

ONCE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
TEXT = "Hello,\n\nMay I come on Friday at 10:00? What should I bring along to the blood test?\n\nMaria Lopez"
BRING = "Please bring your insurance card to the blood test. Questions? Call 030 555 0123, {{contact.name}}."


class Asker:
    """Ana before a conversation; `ahead` moves everybody's clock."""

    def __init__(self, office: Office) -> None:
        self.office, self.work = office, office.work
        now = self.work.clock()
        with self.work.unit() as session:
            one = clinic.conversation(session, office.clinic.front_desk, now=now, text=TEXT)
            clinic.message(
                session, one, sender="desk@example.org", text="We will call you tomorrow.", at=now,
                direction=Direction.OUTBOUND,
            )  # fmt: skip
            clinic.message(session, one, sender="maria.lopez@example.com", text=TEXT, at=now + timedelta(minutes=1))
            body = {"key": "bring", "name": "What to bring to a blood test", "body": BRING}
            session.add(Template(organization_id=one.organization_id, **body))
            self.conversation = one.id

    def ask(self, kind: str, *, text: str = "", manner: str = "", language: str = "", anew: bool = False) -> int:
        with self.work.unit() as session:
            viewer = clinic.viewer(session, session.get_one(Person, self.office.clinic.ana.id))
            one = access.conversation_for(session, viewer, self.conversation)
            now = self.work.clock()
            if kind == "rewrite":
                return copilot.ask_to_rewrite(session, viewer, one, Rewriting(text, manner, language), now=now).id
            ask = copilot.ask_for_summary if kind == "summary" else copilot.ask_for_draft
            return ask(session, viewer, one, now=now, anew=anew).id

    def answer(self, question: int, **ahead: float) -> CopilotQuestion:
        copilot_jobs.answer_question.run(self.later(**ahead), question)
        return self.row(question)

    def later(self, **ahead: float) -> UnitsOfWork:
        return replace(self.work, clock=lambda: self.work.clock() + timedelta(**ahead))

    def row(self, question: int) -> CopilotQuestion:
        with self.work.unit(writes=False) as session:
            return session.get_one(CopilotQuestion, question)

    def world(self) -> list[Any]:
        """All that must not change by asking."""
        with self.work.unit(writes=False) as session:
            count = [session.scalar(select(func.count()).select_from(one)) for one in (Event, Outgoing, Message)]
            return [*session.execute(select(Conversation.__table__)).all(), *count]


@pytest.fixture
def ana(office: Office) -> Asker:
    """Ana."""
    return Asker(office)


def test_a_summary_and_a_draft_are_answered_and_change_nothing_else(ana: Asker) -> None:
    before = ana.world()
    summary, draft = ana.answer(ana.ask("summary")), ana.answer(ana.ask("draft"))

    assert (summary.state, summary.model, summary.instead_of) == (CopilotState.READY, "local", "")
    wanted = [one["text"] for one in summary.answer["wanted"]]
    assert wanted == ["May I come on Friday at 10:00?", "What should I bring along to the blood test?"]
    assert [one["text"] for one in summary.answer["promised"]] == ["We will call you tomorrow."]
    assert "Please bring your insurance card to the blood test." in draft.answer["text"]
    assert "030 555 0123, Maria Lopez." in draft.answer["text"]
    assert "[missing: answer to “May I come on Friday at 10:00?”]" in draft.answer["text"]
    assert [name for _, name in draft.answer["sources"]] == ["What to bring to a blood test"]
    assert draft.answer["marks"] == []
    assert ana.world() == before


@ONCE
def test_a_text_is_rewritten_and_what_takes_a_language_model_says_so(ana: Asker) -> None:
    typed = "In order to come, you must call."

    plainer = ana.answer(ana.ask("rewrite", text=typed, manner="plainer"))
    translated = ana.answer(ana.ask("rewrite", text=typed, manner="translate", language="de"))

    assert plainer.answer == {"text": "To come, you must call.", "marks": []}
    assert (translated.state, translated.trouble, translated.answer) == (CopilotState.FAILED, "no-translation", {})


@ONCE
def test_where_the_ai_is_off_the_answer_says_so_and_may_be_asked_for_again(ana: Asker) -> None:
    switch = update(Mailbox).where(Mailbox.id == ana.office.mailbox_id)
    with ana.work.unit() as session:
        session.execute(switch.values(settings={"copilot": "none"}))
    row = ana.answer(ana.ask("summary"))
    assert (row.state, row.trouble) == (CopilotState.FAILED, copilot.OFF)

    with ana.work.unit() as session:
        session.execute(switch.values(settings={}))
    assert ana.ask("summary") == row.id
    assert ana.answer(row.id).state is CopilotState.READY


@ONCE
def test_the_same_question_is_answered_once_until_there_is_more_mail(ana: Asker) -> None:
    first = ana.ask("summary")
    assert ana.answer(first).attempts == 1
    assert ana.ask("summary") == first
    assert ana.answer(first).attempts == 1, "it was answered"
    assert ana.ask("summary", anew=True) == first
    assert ana.answer(first).attempts == 1, "it was asked anew, and counts anew"

    with ana.work.unit() as session:
        one = session.get_one(Conversation, ana.conversation)
        clinic.message(session, one, sender="maria.lopez@example.com", text="And?", at=ana.work.clock())
    assert ana.ask("summary") != first


@ONCE
def test_whoever_is_too_late_is_not_heard_and_who_breaks_every_worker_is_given_up(ana: Asker) -> None:
    question = ana.ask("summary")
    now = ana.work.clock()
    with ana.work.unit() as session:
        first = copilot.claim(session, question, now=now, seconds=10)
        assert first is not None
        assert copilot.claim(session, question, now=now, seconds=10) is None, "somebody is at it"
        second = copilot.claim(session, question, now=now + timedelta(seconds=11), seconds=10)
        assert second is not None
        copilot.answered(session, first, {"late": True}, model="local", instead_of="", now=now)
        assert session.get_one(CopilotQuestion, question).is_waiting
        copilot.claim(session, question, now=now + timedelta(seconds=22), seconds=10)
    row = ana.answer(question, seconds=40)

    assert (row.state, row.trouble, row.answer) == (CopilotState.FAILED, copilot.BROKEN, {})


@ONCE
def test_who_lost_access_meanwhile_gets_no_answer(ana: Asker) -> None:
    question = ana.ask("draft")
    with ana.work.unit() as session:
        session.execute(delete(TeamMember).where(TeamMember.person_id == ana.office.clinic.ana.id))

    row = ana.answer(question)

    assert (row.state, row.trouble, row.answer) == (CopilotState.FAILED, copilot.NOTHING_TO_READ, {})


@ONCE
def test_what_rests_on_letters_that_were_moved_away_goes_and_old_questions_too(ana: Asker) -> None:
    summary, rewriting = ana.ask("summary"), ana.ask("rewrite", text="Come.", manner="warmer")
    ana.answer(summary)
    with ana.work.unit() as session:
        one = session.get_one(Conversation, ana.conversation)
        last = session.scalars(
            select(Message).where(Message.conversation_id == one.id).order_by(Message.id.desc())
        ).first()
        assert last is not None
        splitting.split(session, one, last, by=clinic.actor(ana.office.clinic.ana, ana.work.clock()))

    with ana.work.unit(writes=False) as session:
        assert list(session.scalars(select(CopilotQuestion.id))) == [rewriting], "what was typed is the typist's own"
    copilot_jobs.forget_old_questions.run(ana.later(days=6))
    assert ana.row(rewriting).is_waiting
    copilot_jobs.forget_old_questions.run(ana.later(days=8))
    with ana.work.unit(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(CopilotQuestion)) == 0


def test_killed_at_any_step_it_is_answered_once_by_the_next(ana: Asker) -> None:
    """The process ends at each commit, one after the other, and a sweep finds what is left."""
    left = 0
    for step in range(1, 10):
        question = ana.ask("summary", anew=True)
        job = partial(copilot_jobs.answer_question.run, ana.work, question)
        if not killed_at(ana.office, step, job):
            break
        if not ana.row(question).is_waiting:
            continue
        left += 1
        with ana.later(seconds=200).unit(writes=False) as session:
            assert copilot.waiting(session, now=ana.later(seconds=200).clock()) == [question]
        assert ana.answer(question, seconds=200).state is CopilotState.READY
    assert left >= 2, "it was killed with the question taken, and with the answer made"
    assert ana.row(question).answer["wanted"]


@ONCE
def test_a_question_whose_job_was_lost_is_queued_again(ana: Asker) -> None:
    question = ana.ask("summary")

    copilot_jobs.answer_waiting.run(ana.work)

    queued = ana.work.runtime.redis.keys(f"inbox:queued:answer_question:{question}")
    assert len(queued) == 1
    assert copilot_jobs.answer_question.queue == queues.COPILOT
