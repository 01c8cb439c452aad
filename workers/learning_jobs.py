"""What an organization's staff say mail is about is learnt: by the local model alone, and when nothing else waits."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ai.model import CannotAnswer
from ai.questions import Learn, Lesson, Topic, Trained
from inbox import learning
from inbox.models import Category, Classifier, Event
from workers import models, queues
from workers.job import UnitsOfWork, job

_log = structlog.get_logger(__name__)


@job(queues.URGENT)
def learn_what_is_new(work: UnitsOfWork) -> None:
    """Find the organizations that have something new to learn."""
    with work.unit(writes=False) as session:
        for organization_id in learning.due(session, now=work.clock()):
            _ask(session, organization_id)


@job(queues.REACTIONS)
def learn_new_categories(work: UnitsOfWork, event_ids: list[int]) -> None:
    """A file was applied: other categories are learnt at once."""
    with work.unit(writes=False) as session:
        query = select(Event.organization_id).where(Event.id.in_(event_ids)).distinct()
        changed = frozenset(session.scalars(query))
        for organization_id in learning.due(session, now=work.clock(), only=changed):
            _ask(session, organization_id)


@job(queues.SPARE)
def learn(work: UnitsOfWork, organization_id: int) -> None:
    """Make a new version of what an organization's mail is about. It is used if it is no worse than the one in use."""
    _learn(work, organization_id)


@job(queues.TRIAGE)
def learn_first(work: UnitsOfWork, organization_id: int) -> None:
    """Make the first version, from the categories alone: until there is one, whoever reads mail makes it anew."""
    _learn(work, organization_id)


def _ask(session: Session, organization_id: int) -> None:
    is_first = learning.current(session, organization_id) is None
    (learn_first if is_first else learn).after(session, organization_id)


def _learn(work: UnitsOfWork, organization_id: int) -> None:
    with work.unit(writes=False) as session:
        if organization_id not in learning.due(session, now=work.clock(), only={organization_id}):
            return
        began, categories = work.clock(), learning.topics(session, organization_id)
        question, said = _question(session, organization_id, categories), learning.digest(categories)
    try:
        learnt = models.local().answer(question).value
    except CannotAnswer:
        _log.debug("the local model learns nothing")
        return
    with work.unit() as session:
        learning.keep(
            session, organization_id, learnt.state, examples=len(question.lessons),
            measured={**learnt.measured, "topics": said}, is_better=learnt.is_better, now=began,
        )  # fmt: skip


def topic(one: Category) -> Topic:
    """A category as models see it."""
    return Topic(one.key, one.name, one.description, tuple(one.examples))


def trained(row: Classifier | None) -> Trained | None:
    """A version as models see it."""
    return Trained(f"{row.organization_id}:{row.version}", row.state) if row is not None else None


def _question(session: Session, organization_id: int, categories: Sequence[Category]) -> Learn:
    used = learning.current(session, organization_id)
    lessons = [
        Lesson(one.text, one.category, is_new=used is None or one.learnt_at > used.trained_at)
        for one in learning.examples(session, organization_id)
    ]
    return Learn(tuple(map(topic, categories)), tuple(lessons), trained(used))
