"""Telling people: whom, once, and on which ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audience, concerning, database, events, notes, notice_choices, noticing
from inbox.database import Sessions
from inbox.errors import Invalid
from inbox.models import (
    Channel,
    Conversation,
    Event,
    EventKind,
    Mailbox,
    Notice,
    Notification,
    Person,
    Posting,
    TeamChannel,
)
from inbox.notice_choices import Choices, Way
from tests.clinic import Clinic, actor, conversation


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    with database.unit_of_work(make) as session:
        return conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id).id


def test_everybody_is_told_once_but_not_who_did_it_nor_who_may_not_see_it(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    everybody = {one.id for one in (clinic.ana, clinic.ben, clinic.cleo, clinic.dev, clinic.ada)}
    for _ in range(2):
        with database.unit_of_work(make) as session:
            one = session.get_one(Conversation, conversation_id)
            session.get_one(Person, clinic.cleo.id).active = False
            noticing.tell(
                session, Notice.ASSIGNED, to=everybody, conversation=one, dedupe="assigned:1",
                by=actor(clinic.ana, now),
            )  # fmt: skip

    with make() as session:
        told = session.scalars(select(Notification.person_id)).all()
        posted = session.execute(select(Posting.person_id, Posting.channel)).all()

    assert sorted(told) == sorted([clinic.ben.id, clinic.ada.id])
    assert sorted(row[0] for row in posted if row[0]) == sorted(told)
    assert {row[1] for row in posted} == {Channel.EMAIL}


def test_a_channel_of_the_team_is_told_what_it_wants_to_know_once(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    with database.unit_of_work(make) as session:
        for team in (clinic.reception, clinic.billing):
            session.add(
                TeamChannel(
                    organization_id=team.organization_id,
                    team_id=team.id,
                    key="room",
                    channel=Channel.GOOGLE_CHAT,
                    address=b"",
                    notices=["sla-breach"],
                )
            )
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        for kind in (Notice.SLA_BREACH, Notice.SLA_BREACH, Notice.SLA_WARNING):
            noticing.tell(session, kind, to=(), conversation=one, dedupe=f"{kind}:7", by=actor(None, now))
        noticing.tell(
            session, Notice.SLA_BREACH, to=(), conversation=None, dedupe="all", by=actor(None, now),
            organization_id=clinic.organization.id, team_id=clinic.billing.id,
        )  # fmt: skip

    with make() as session:
        posted = session.scalars(select(Posting).order_by(Posting.id)).all()
    assert [(one.kind, one.conversation_id) for one in posted] == [
        (Notice.SLA_BREACH, conversation_id),
        (Notice.SLA_BREACH, None),
    ]


def test_a_note_names_people_and_teams(make: Sessions, clinic: Clinic, now: datetime, conversation_id: int) -> None:
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        note = notes.add(session, one, "@Billing please, and @Cleo", by=actor(clinic.ana, now))
        session.flush()

        assert audience.mentioned(session, note.id) == {clinic.dev.id, clinic.cleo.id}
        assert audience.leads(session, clinic.organization.id, clinic.reception.id) == {clinic.cleo.id}
        assert audience.leads(session, clinic.organization.id, clinic.billing.id) == {clinic.ada.id}
        assert clinic.ben.id in audience.members(session, clinic.reception.id)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_somebody_chose_decides(make: Sessions, clinic: Clinic, now: datetime, conversation_id: int) -> None:
    wanted = Choices({Notice.ASSIGNED: Way.NONE, Notice.ROUTED: Way.DIGEST, Notice.SLA_BREACH: Way.MAIL})
    with database.unit_of_work(make) as session:
        ben = session.get_one(Person, clinic.ben.id)
        notice_choices.change(session, ben, replace(wanted, quiet_from=1200, quiet_until=480), by=actor(ben, now))
        with pytest.raises(Invalid):
            notice_choices.change(session, ben, Choices({Notice.SLA_BREACH: Way.NONE}), by=actor(ben, now))
        with pytest.raises(Invalid):
            notice_choices.change(session, ben, replace(wanted, quiet_from=3), by=actor(ben, now))
    night = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        for kind in (Notice.ASSIGNED, Notice.ROUTED, Notice.SLA_BREACH, Notice.SLA_WARNING):
            noticing.tell(session, kind, to=[clinic.ben.id], conversation=one, dedupe=kind, by=actor(None, night))

    with make() as session:
        listed = set(session.scalars(select(Notification.kind)))
        due = {one.kind: one.due_at for one in session.scalars(select(Posting))}
    assert listed == {Notice.ROUTED, Notice.SLA_BREACH, Notice.SLA_WARNING}
    assert due == {
        Notice.ROUTED: datetime(2026, 3, 5, 6, 30, tzinfo=UTC),
        Notice.SLA_BREACH: datetime(2026, 3, 5, 7, 0, tzinfo=UTC),
    }


def test_quiet_hours_end_at_the_same_time_on_the_wall_when_the_clocks_change() -> None:
    chosen = Choices(quiet_from=1320, quiet_until=360)
    before_spring = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)

    assert chosen.due(Way.MAIL, before_spring, "Europe/Berlin") == datetime(2026, 3, 29, 4, 0, tzinfo=UTC)
    assert chosen.due(Way.MAIL, before_spring - timedelta(hours=4), "Europe/Berlin") < before_spring
    assert Choices().due(Way.MAIL, before_spring, "Europe/Berlin") == before_spring


def test_a_clock_tells_whoever_has_it_and_its_steps_tell_whom_they_name(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    def ring(kind: EventKind, **data: object) -> set[tuple[int, Notice]]:
        with database.unit_of_work(make) as session:
            one = session.get_one(Conversation, conversation_id)
            said = {"clock": "first-response", "due": now.isoformat(), **data}
            event = events.record(session, one, kind, by=actor(None, now), at=now - timedelta(days=3), **said)
            session.flush()
            before = set(session.scalars(select(Notification.id)))
            concerning.tell(session, event)
            concerning.tell(session, event)
            rows = session.scalars(select(Notification).where(Notification.id.not_in(before)))
            return {(row.person_id, row.kind) for row in rows}

    assert ring(EventKind.DUE_SOON) == {(clinic.ana.id, Notice.SLA_WARNING)}
    assert ring(EventKind.OVERDUE) == set()
    both = {(clinic.ana.id, Notice.SLA_BREACH), (clinic.cleo.id, Notice.SLA_BREACH)}
    assert ring(EventKind.ESCALATED, then=["notify-assignee", "notify-lead", "raise-priority"]) == both
    assert ring(EventKind.ESCALATED, then=["reassign"]) == set()
    with database.unit_of_work(make) as session:
        session.get_one(Conversation, conversation_id).assignee_id = None
    assert ring(EventKind.ESCALATED, then=["notify-assignee"]) == {(clinic.cleo.id, Notice.SLA_BREACH)}


def test_leads_are_told_when_nobody_can_be_given_anything_and_who_stands_in_of_a_leave(
    make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    def told(session: Session, event: Event) -> set[tuple[int, Notice]]:
        session.flush()
        before = set(session.scalars(select(Notification.id)))
        concerning.tell(session, event)
        rows = session.scalars(select(Notification).where(Notification.id.not_in(before)))
        return {(row.person_id, row.kind) for row in rows}

    with database.unit_of_work(make) as session:
        one, system = session.get_one(Conversation, conversation_id), actor(None, now)
        for is_first, whom in ((True, {(clinic.cleo.id, Notice.NO_ELIGIBLE_AGENT)}), (False, set())):
            assert (
                told(session, events.record(session, one, EventKind.NOT_ROUTED, by=system, is_first=is_first)) == whom
            )

        def leave(substitute: int | None, waiting: int) -> set[tuple[int, Notice]]:
            event = events.record_of_organization(
                session, clinic.organization.id, EventKind.LEAVE_BEGAN, by=system, people=[clinic.ana.id],
                substitute=substitute, count=0, waiting=waiting,
            )  # fmt: skip
            return told(session, event)

        assert leave(clinic.ben.id, 3) == {(clinic.ben.id, Notice.LEAVE_BEGAN)}
        assert leave(None, 3) == {(clinic.cleo.id, Notice.LEAVE_BEGAN)}
        assert leave(clinic.ben.id, 0) == set()
        desk = session.get_one(Mailbox, clinic.front_desk.id)
        event = events.record_of_mailbox(session, desk, EventKind.ABSENCES_UNREADABLE, by=system)
        assert told(session, event) == {(clinic.ada.id, Notice.ABSENCES_UNREADABLE)}
