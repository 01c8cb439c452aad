"""What is shown of looking back: teams to those who lead them, a contact's moods to those who see the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.access import Viewer, conversation_for, require_lead, team_ids_of
from inbox.errors import NotFound
from inbox.insights.counting import WEEK, monday
from inbox.models import (
    Conversation,
    Finding,
    InsightWeek,
    Message,
    Organization,
    Person,
    RecurringTopic,
    ReplyQuality,
    Team,
)
from inbox.translation import N_

WEEKS = 12
OFF = N_("Insights are off. An admin can switch them on for the organization: insights under ai in its file.")
_PEOPLE_SINCE = timedelta(days=28)


class TeamWeeks(NamedTuple):
    """A team and its last weeks, oldest first."""

    team_id: int
    name: str
    weeks: Sequence[InsightWeek]


class Colleague(NamedTuple):
    """Somebody's replies of four weeks."""

    name: str
    replies: int
    questions: int
    answered: int
    tone: float
    ease: float


class Mood(NamedTuple):
    """A mail of a contact, and how it sounds."""

    conversation_id: int
    subject: str
    at: datetime
    sentiment: float


class Example(NamedTuple):
    """A mail that stands for a topic."""

    message_id: int
    conversation_id: int
    subject: str


class TeamBack(NamedTuple):
    """All that looking back at a team shows; how single people reply is for those who answer for them."""

    weeks: TeamWeeks
    topics: Sequence[RecurringTopic]
    examples: Mapping[int, Example]
    """By message."""
    colleagues: Sequence[Colleague]


def is_wanted(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer's organization looks back at all."""
    return session.get_one(Organization, viewer.organization_id).has_insights


def teams(session: Session, viewer: Viewer, *, now: datetime) -> list[TeamWeeks]:
    """The teams that the viewer answers for, by name, with their last weeks. Raises NotAllowed."""
    require_lead(viewer)
    ids = team_ids_of(session, viewer)
    named = session.execute(select(Team.id, Team.name).where(Team.id.in_(ids)).order_by(Team.name)).all()
    oldest = monday(session.get_one(Organization, viewer.organization_id), now) - WEEKS * WEEK
    query = select(InsightWeek).where(InsightWeek.team_id.in_(ids), InsightWeek.week > oldest)
    rows = session.scalars(query.order_by(InsightWeek.week)).all()
    return [TeamWeeks(id_, name, [one for one in rows if one.team_id == id_]) for id_, name in named]


def team(session: Session, viewer: Viewer, team_id: int, *, now: datetime) -> TeamBack:
    """All of one of them. Raises NotAllowed, NotFound."""
    require_lead(viewer)
    if not is_wanted(session, viewer):
        raise NotFound(OFF)
    one = next((one for one in teams(session, viewer, now=now) if one.team_id == team_id), None)
    if one is None:
        raise NotFound(N_("This team does not exist, or you have no access to it."))
    topics = _topics(session, one)
    return TeamBack(one, topics, _examples(session, one, topics), _colleagues(session, one, now=now))


def _topics(session: Session, one: TeamWeeks) -> list[RecurringTopic]:
    """What the newest week that was grouped was about."""
    newest = select(func.max(RecurringTopic.week)).where(RecurringTopic.team_id == one.team_id).scalar_subquery()
    query = select(RecurringTopic).where(RecurringTopic.team_id == one.team_id, RecurringTopic.week == newest)
    return list(session.scalars(query.order_by(RecurringTopic.position)))


def _examples(session: Session, one: TeamWeeks, topics: Sequence[RecurringTopic]) -> dict[int, Example]:
    """The mails that stand for topics, by id, those that are still there."""
    ids = [id_ for topic in topics for id_ in topic.examples.get("messages", ())]
    query = select(Message.id, Message.conversation_id, Message.subject)
    rows = session.execute(query.where(Message.id.in_(ids), Message.team_id == one.team_id))
    return {row[0]: Example._make(row) for row in rows}


def _colleagues(session: Session, one: TeamWeeks, *, now: datetime) -> list[Colleague]:
    query = (
        select(
            Person.name, func.count(), func.sum(ReplyQuality.questions), func.sum(ReplyQuality.answered),
            func.avg(ReplyQuality.tone), func.avg(ReplyQuality.ease),
        )
        .join(Person, Person.id == ReplyQuality.person_id)
        .where(ReplyQuality.team_id == one.team_id, ReplyQuality.at > now - _PEOPLE_SINCE)
        .group_by(Person.id, Person.name)
        .order_by(Person.name)
    )  # fmt: skip
    return [Colleague._make(row) for row in session.execute(query)]


def moods(session: Session, viewer: Viewer, conversation_id: int, *, limit: int) -> list[Mood]:
    """How the mails of a conversation's contact sound, newest first, in what the viewer may see. Raises NotFound."""
    here = conversation_for(session, viewer, conversation_id)
    query = (
        select(Finding.conversation_id, Message.subject, Message.received_at, Finding.sentiment)
        .join(Message, Message.id == Finding.message_id)
        .join(Conversation, Conversation.id == Finding.conversation_id)
        .where(Conversation.team_id.in_(team_ids_of(session, viewer)))
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(limit)
    )
    same = Conversation.contact_id == here.contact_id
    query = query.where(same if here.contact_id is not None else Conversation.id == here.id)
    return [Mood._make(row) for row in session.execute(query)]
