"""Weeks are counted, replies judged and leads told, where an organization looks back, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from inbox import events
from inbox.errors import NotAllowed, NotFound
from inbox.models import (
    Base,
    Conversation,
    Direction,
    EventKind,
    Finding,
    InsightWeek,
    Message,
    Notice,
    Notification,
    Organization,
    RecurringTopic,
    ReplyQuality,
)
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.house import House
from tests.queued import work_on
from workers import insight_jobs

MONDAY = date(2026, 3, 2)
MAILS = (
    "Please refund the invoice, it was charged twice", "Invoice charged twice, when is the refund?",
    "A refund of my invoice, please: charged twice",
)  # fmt: skip
Row = TypeVar("Row", bound=Base)


def rows(house: House, table: type[Row]) -> Sequence[Row]:
    with house.work.unit(writes=False) as session:
        return session.scalars(select(table)).all()


@pytest.fixture
def week(house: House) -> House:
    """Three unhappy mails and a reply that answers one of two questions, of an organization that looks back."""
    now = house.clock()
    with house.work.unit() as session:
        session.get_one(Organization, house.clinic.organization.id).has_insights = True
        one = session.get_one(Conversation, house.conversation_id)
        for number, text in enumerate(MAILS):
            other = building.conversation(
                session, house.clinic.front_desk, now=now, subject="Invoice", text=text, patient=f"{number}@example.com"
            )  # fmt: skip
            mail = session.scalars(select(Message).where(Message.conversation_id == other.id)).one()
            session.add(
                Finding(
                    organization_id=one.organization_id, conversation_id=other.id, message_id=mail.id, model="local",
                    sentiment=-0.5 - number / 10, received_at=now, found_at=now,
                )
            )  # fmt: skip
        asked = "And when is the refund there?"
        building.message(session, one, sender="maria.lopez@example.com", text=asked, at=now)
        reply = building.message(
            session, one, sender="reception@clinic.example.org", at=now + timedelta(minutes=90),
            text="Yes, you may come on Friday. Kind regards", direction=Direction.OUTBOUND,
        )  # fmt: skip
        reply.person_id = house.clinic.ana.id
        events.record(session, one, EventKind.SENT, by=building.actor(house.clinic.ana, now), message_id=reply.id)
    return house


def test_a_reply_is_judged_once_by_what_was_asked_before_it(week: House) -> None:
    for _ in range(2):
        work_on(week.work)

    (judged,) = rows(week, ReplyQuality)
    assert (judged.questions, judged.answered, judged.minutes) == (2, 1, 90)
    assert judged.person_id == week.clinic.ana.id


def test_a_week_is_counted_and_the_leads_are_told_once_when_it_is_over(week: House) -> None:
    work_on(week.work)
    insight_jobs.look_back.run(week.work)
    work_on(week.work)
    assert not rows(week, Notification)

    week.clock.pass_by(days=6)
    for _ in range(3):
        insight_jobs.look_back.run(week.work)
        work_on(week.work)
        week.clock.pass_by(hours=21)

    counted = {one.team_id: one for one in rows(week, InsightWeek) if one.week == MONDAY}[week.clinic.reception.id]
    assert (counted.mails, counted.unhappy, counted.replies, counted.questions, counted.answered) == (3, 3, 1, 2, 1)
    assert counted.sentiment == pytest.approx(-0.6)
    told = [one for one in rows(week, Notification) if one.kind is Notice.WEEK_COUNTED]
    assert [one.person_id for one in told] == [week.clinic.cleo.id]
    (topic,) = rows(week, RecurringTopic)
    assert topic.mails == len(MAILS)
    assert "invoice" in topic.words


def test_leads_see_it_with_examples_and_agents_see_the_moods_of_contacts_only(week: House) -> None:
    work_on(week.work)
    insight_jobs.count_week.run(week.work, week.clinic.reception.id, MONDAY.isoformat())
    cleo = Drawer(week.work.runtime.make, week.clock(), week.clinic.cleo)

    assert "3 mails read · unhappy" in plain(cleo("insights").text)
    shown = plain(cleo("insights-team", team=week.clinic.reception.id).text)
    assert "1 reply · reading ease" in shown
    assert "50 % of the questions answered" in shown
    assert "invoice" in shown
    assert "Ana Ruiz" in shown
    ana = Drawer(week.work.runtime.make, week.clock(), week.clinic.ana)
    assert "unhappy" in ana("moods", conversation=rows(week, Finding)[0].conversation_id).text
    assert "No mail of this contact" in ana("moods", conversation=week.conversation_id).text


def test_what_is_not_counted_as_unhappy_is_not_called_so(week: House) -> None:
    with week.work.unit() as session:
        session.execute(update(Finding).values(sentiment=-0.3))
    insight_jobs.count_week.run(week.work, week.clinic.reception.id, MONDAY.isoformat())
    cleo = Drawer(week.work.runtime.make, week.clock(), week.clinic.cleo)

    assert "3 mails read · neutral · 0 unhappy" in plain(cleo("insights-team", team=week.clinic.reception.id).text)


def test_who_does_not_look_back_has_nothing_judged_or_counted(week: House) -> None:
    with week.work.unit() as session:
        session.get_one(Organization, week.clinic.organization.id).has_insights = False
    work_on(week.work)
    insight_jobs.look_back.run(week.work)
    work_on(week.work)

    assert not rows(week, ReplyQuality)
    assert not rows(week, InsightWeek)
    cleo = Drawer(week.work.runtime.make, week.clock(), week.clinic.cleo)
    assert "Insights are off" in cleo("insights").text


def test_what_is_older_than_two_years_is_forgotten(week: House) -> None:
    work_on(week.work)
    insight_jobs.count_week.run(week.work, week.clinic.reception.id, MONDAY.isoformat())
    week.clock.pass_by(days=800)
    insight_jobs.forget_old_weeks.run(week.work)

    assert not [*rows(week, ReplyQuality), *rows(week, InsightWeek), *rows(week, RecurringTopic)]


def plain(text: str) -> str:
    """Without the marks that colour words."""
    for mark in ('<font color=\\"#', "</font>", "<b>", "</b>"):
        text = text.replace(mark, "" if mark.startswith("<") and mark != '<font color=\\"#' else mark)
    parts = text.split('<font color=\\"#')
    return parts[0] + "".join(part.partition('\\">')[2] for part in parts[1:])


def test_what_was_counted_is_shown_no_more_once_it_is_switched_off_nor_ever_to_who_does_not_lead(week: House) -> None:
    work_on(week.work)
    insight_jobs.count_week.run(week.work, week.clinic.reception.id, MONDAY.isoformat())
    ana = Drawer(week.work.runtime.make, week.clock(), week.clinic.ana)
    with pytest.raises(NotAllowed):
        ana("insights-team", team=week.clinic.reception.id)

    with week.work.unit() as session:
        session.get_one(Organization, week.clinic.organization.id).has_insights = False

    cleo = Drawer(week.work.runtime.make, week.clock(), week.clinic.cleo)
    with pytest.raises(NotFound, match="Insights are off"):
        cleo("insights-team", team=week.clinic.reception.id)
