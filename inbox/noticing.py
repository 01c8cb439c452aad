"""Telling people: the one place that decides whom, of what, and on which ways it reaches them.

Whoever has something to tell calls `tell` in the transaction of what happened; nothing is sent here. What is to leave
the house waits in `posting` until a worker takes it (workers/notice_jobs.py), so that a dead mail server loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import notice_choices
from inbox.events import Actor
from inbox.models import (
    Channel,
    Conversation,
    Notice,
    NoticeSettings,
    Notification,
    Organization,
    Person,
    Posting,
    Role,
    TeamChannel,
    TeamMember,
)
from inbox.notice_choices import Choices, Way
from inbox.tables import inserting

_notification = Notification.__table__.c


def tell(
    session: Session, kind: Notice, *, to: Collection[int], conversation: Conversation | None, dedupe: str, by: Actor,
    organization_id: int | None = None, team_id: int | None = None, **data: Any,
) -> frozenset[int]:  # fmt: skip
    """Tell people of something, once each for the same `dedupe` key, and the channels of the team that want to know.

    Whoever did it is not told, nor who is no longer active or may not see the conversation. Returns who was told.
    `organization_id` is needed where there is no conversation; `team_id` then says whose channels. `data` holds what
    the sentence needs (cards/notice_words.py): ids, names and times, never text of a mail.
    """
    organization = organization_id if conversation is None else conversation.organization_id
    if organization is None:
        raise ValueError("a notice belongs to a conversation or to an organization")
    about = {
        "organization_id": organization, "kind": kind, "conversation_id": conversation.id if conversation else None,
        "actor_id": by.person_id, "at": by.now, "data": data,
    }  # fmt: skip
    people = _who_may(session, organization, set(to) - {by.person_id}, conversation)
    chosen = _choices(session, people)
    new = _list(session, [one for one in people if chosen[one].way(kind) is not Way.NONE], about, dedupe)
    _post_by_mail(session, new, people, chosen, about)
    team = conversation.team_id if conversation is not None else team_id
    if team is not None:
        _post_to_team(session, team, about, dedupe)
    return frozenset(new)


def _who_may(
    session: Session, organization_id: int, ids: set[int], conversation: Conversation | None
) -> dict[int, Person]:
    """Those of the people who are there and may see what it is about."""
    if not ids:
        return {}
    query = select(Person).where(
        Person.id.in_(ids), Person.organization_id == organization_id, Person.active, Person.role != Role.COLLABORATOR
    )
    if conversation is not None:
        members = select(TeamMember.person_id).where(TeamMember.team_id == conversation.team_id)
        query = query.where((Person.role == Role.ADMIN) | Person.id.in_(members))
    return {person.id: person for person in session.scalars(query.order_by(Person.id))}


def _list(session: Session, people: Iterable[int], about: dict[str, Any], dedupe: str) -> dict[int, int]:
    """Put it on the lists of those who have not got it yet. Returns the new lines by person."""
    rows = [{**about, "person_id": person, "dedupe_key": dedupe[:255]} for person in people]
    if not rows:
        return {}
    session.flush()
    statement = inserting(session, Notification).values(rows).on_conflict_do_nothing()
    returned = session.execute(statement.returning(_notification.person_id, _notification.id))
    return {row[0]: row[1] for row in returned}


def _choices(session: Session, people: Collection[int]) -> dict[int, Choices]:
    """What each of them chose."""
    found = session.scalars(select(NoticeSettings).where(NoticeSettings.person_id.in_(people))) if people else ()
    rows = {row.person_id: row for row in found}
    return {person: notice_choices.of(rows.get(person)) for person in people}


def _post_by_mail(
    session: Session, new: dict[int, int], people: dict[int, Person], chosen: dict[int, Choices], about: dict[str, Any]
) -> None:
    """Let those have a mail who want one, at the time that they chose."""
    if not new:
        return
    zone = session.scalars(select(Organization.time_zone).where(Organization.id == about["organization_id"])).one()
    for person_id, notification_id in new.items():
        choices = chosen[person_id]
        way = choices.way(about["kind"])
        if way is Way.LIST:
            continue
        due = choices.due(way, about["at"], people[person_id].time_zone or zone)
        row = Posting(
            **about, channel=Channel.EMAIL, person_id=person_id, notification_id=notification_id, due_at=due,
            is_digest=way is Way.DIGEST, dedupe_key=f"mail:{notification_id}",
        )  # fmt: skip
        session.add(row)


def _post_to_team(session: Session, team_id: int, about: dict[str, Any], dedupe: str) -> None:
    """Let the team's channels have it that want to be told of such things."""
    channels = session.scalars(select(TeamChannel).where(TeamChannel.team_id == team_id).order_by(TeamChannel.id))
    rows = [
        {
            **about, "channel": one.channel, "team_channel_id": one.id, "due_at": about["at"],
            "dedupe_key": f"channel:{one.id}:{dedupe}"[:255],
        }
        for one in channels
        if about["kind"] in one.notices
    ]  # fmt: skip
    if rows:
        session.execute(inserting(session, Posting).values(rows).on_conflict_do_nothing())
