"""The lists that staff work from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from inbox import database, views
from inbox.access import Viewer
from inbox.database import Sessions
from inbox.models import Conversation, Finding, Mailbox, Message, Priority, Role, Status
from inbox.paging import Slice, cursor
from inbox.views import CLOSED, MINE, OVERDUE, PENDING, QUARANTINE, SIGNS, TEAM, UNASSIGNED, VIEWS
from tests import clinic as building
from tests.clinic import Clinic

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
"""When it is."""


def fill(session: Session, mailbox: Mailbox, count: int, now: datetime, **columns: object) -> None:
    """Add many conversations at once, a minute apart, without messages."""
    shared = {
        "organization_id": mailbox.organization_id, "team_id": mailbox.team_id, "mailbox_id": mailbox.id,
        "subject": "Question", "status": Status.OPEN, "priority": Priority.NORMAL, "created_at": now, **columns,
    }  # fmt: skip
    times = [now - timedelta(minutes=number) for number in range(count)]
    rows = [shared | {"first_message_at": at, "last_message_at": at, "last_inbound_at": at} for at in times]
    session.execute(insert(Conversation), rows)


def subjects(session: Session, viewer: Viewer, view: str) -> list[str]:
    return [one.subject for one in views.conversations(session, viewer, view, now=NOW).items]


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """A session on a clinic with one conversation of every sort."""
    with make() as session:
        desk, ana, ben = clinic.front_desk, clinic.ana.id, clinic.ben.id
        for subject, columns in {
            "ana's": {"assignee_id": ana},
            "ben's": {"assignee_id": ben},
            "nobody's": {},
            "pending": {"assignee_id": ana, "status": Status.PENDING},
            "closed": {"assignee_id": ana, "status": Status.CLOSED},
            "late": {"assignee_id": ben, "due_at": now - timedelta(minutes=5), "due_kind": "resolution"},
            "later": {"assignee_id": ben, "due_at": now - timedelta(minutes=9), "due_kind": "next-response"},
            "in time": {"assignee_id": ben, "due_at": now + timedelta(minutes=1), "due_kind": "first-response"},
            "spam": {"is_quarantined": True, "is_listed": False},
        }.items():
            building.conversation(session, desk, now=now, subject=subject, **columns)
        building.conversation(session, clinic.invoices, now=now, subject="an invoice")
        for subject, heeded in (("pending", None), ("closed", now), ("spam", None)):
            hurts(session, subject, now, heeded_at=heeded)
        yield session


def hurts(session: Session, subject: str, now: datetime, *, heeded_at: datetime | None) -> None:
    """A model saw an urgent sign in the mail of a conversation."""
    query = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
    mail = session.scalars(query.where(Conversation.subject == subject)).one()
    session.add(
        Finding(
            organization_id=mail.organization_id, conversation_id=mail.conversation_id, message_id=mail.id,
            sign="chest-pain", heeded_at=heeded_at, model="local", received_at=now, found_at=now,
        )
    )  # fmt: skip
    session.flush()


def test_every_view_shows_its_own_and_counts_them(session: Session, clinic: Clinic) -> None:
    viewer = building.viewer(session, clinic.ana)
    expected = {
        SIGNS: {"pending"},
        OVERDUE: {"late", "later"},
        MINE: {"ana's"},
        UNASSIGNED: {"nobody's"},
        TEAM: {"ana's", "ben's", "nobody's", "late", "later", "in time"},
        PENDING: {"pending"},
        CLOSED: {"closed"},
        QUARANTINE: {"spam"},
    }

    assert {view: set(subjects(session, viewer, view)) for view in VIEWS} == expected
    assert views.counts(session, viewer, now=NOW) == {view: len(found) for view, found in expected.items()}


def test_what_is_overdue_is_listed_by_when_it_was_due_and_paged(session: Session, clinic: Clinic) -> None:
    viewer = building.viewer(session, clinic.ana)
    first = views.conversations(session, viewer, OVERDUE, now=NOW, limit=1)
    second = views.conversations(session, viewer, OVERDUE, Slice(older=first.older), now=NOW, limit=1)

    assert [one.subject for one in (*first.items, *second.items)] == ["later", "late"]
    assert (
        views.conversations(session, viewer, OVERDUE, Slice(newer=second.newer), now=NOW, limit=1).items == first.items
    )
    assert subjects(session, viewer, OVERDUE) == ["later", "late"]


def test_an_admin_sees_every_team_of_the_organization_and_no_other(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    other = building.found(session, now=now, key="other")
    building.conversation(session, other.front_desk, now=now, subject="not ours", patient="x@example.com")

    admin = building.viewer(session, clinic.ada)
    assert set(subjects(session, admin, TEAM)) == {
        "ana's",
        "ben's",
        "nobody's",
        "late",
        "later",
        "in time",
        "an invoice",
    }
    assert views.counts(session, admin, now=NOW)[UNASSIGNED] == 2


def test_other_teams_and_collaborators_see_nothing_of_it(session: Session, clinic: Clinic, now: datetime) -> None:
    outside = building.person(session, clinic.organization, "Olga Outside", now=now, role=Role.COLLABORATOR,
                              teams=[clinic.reception])  # fmt: skip
    nobody = building.person(session, clinic.organization, "Nora New", now=now)

    assert subjects(session, building.viewer(session, clinic.dev), TEAM) == ["an invoice"]
    for person in (outside, nobody):
        viewer = building.viewer(session, person)
        assert [subjects(session, viewer, view) for view in VIEWS] == [[]] * len(VIEWS)
        assert set(views.counts(session, viewer, now=NOW).values()) == {0}


def test_what_was_assigned_to_somebody_who_left_the_team_is_not_theirs_any_more(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    building.conversation(session, clinic.invoices, now=now, subject="left behind", assignee_id=clinic.ana.id)

    assert subjects(session, building.viewer(session, clinic.ana), MINE) == ["ana's"]


def test_a_merged_conversation_stands_in_no_list(session: Session, clinic: Clinic, now: datetime) -> None:
    heir = building.conversation(session, clinic.front_desk, now=now, subject="heir")
    for quarantined in (False, True):
        building.conversation(
            session, clinic.front_desk, now=now, subject="gone", merged_into_id=heir.id, is_listed=False,
            is_quarantined=quarantined,
        )  # fmt: skip
    viewer = building.viewer(session, clinic.ana)

    assert not any("gone" in subjects(session, viewer, view) for view in VIEWS)


@pytest.mark.parametrize(("count", "counted"), [(0, 0), (1, 1), (99, 99), (100, 100), (250, 100)])
def test_counts_are_exact_up_to_99_and_stop_there(
    make: Sessions, clinic: Clinic, now: datetime, count: int, counted: int
) -> None:
    with make() as session:
        if count:
            fill(session, clinic.front_desk, count, now)
        assert views.counts(session, building.viewer(session, clinic.ana), now=NOW)[TEAM] == counted


@pytest.mark.parametrize("who", ["ana", "ada"])
def test_paging_shows_every_conversation_once_in_order_and_finds_the_way_back(
    make: Sessions, clinic: Clinic, now: datetime, who: str
) -> None:
    with make() as session:
        fill(session, clinic.front_desk, 73, now)
        fill(session, clinic.invoices, 73, now)  # at the very same times
        viewer = building.viewer(session, getattr(clinic, who))
        pages = [views.conversations(session, viewer, TEAM, now=NOW)]
        while pages[-1].older:
            pages.append(views.conversations(session, viewer, TEAM, Slice(older=pages[-1].older), now=NOW))

        seen = [one.id for page in pages for one in page.items]
        times = [one.last_message_at for page in pages for one in page.items]
        assert len(seen) == len(set(seen)) == (146 if who == "ada" else 73)
        assert times == sorted(times, reverse=True)
        for newer, older in itertools.pairwise(pages):
            back = views.conversations(session, viewer, TEAM, Slice(newer=older.newer), now=NOW)
            assert [one.id for one in back.items] == [one.id for one in newer.items]
        assert pages[0].newer is None


def test_a_place_in_a_list_survives_being_written_down(now: datetime) -> None:
    place = views.Cursor(now + timedelta(microseconds=1), 42)

    assert cursor(str(place)) == place
    for nonsense in ("", "1", "-", "1-", "a-1", "1-2-3", "9" * 30 + "-1", "1-" + "9" * 30, "²-1"):
        assert cursor(nonsense) is None


def test_no_list_sorts_what_it_does_not_show(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """Each stretch comes in order from an index that was made for it; but for signs, of which there are few."""
    with make() as session:
        if not database.is_sqlite(session):
            return
        viewer = building.viewer(session, clinic.ada)
        for view in (one for one in VIEWS if one != SIGNS):
            plan = _plan(session, viewer, view)
            read = [step for step in plan if "conversation USING" in step and "PRIMARY KEY" not in step]
            assert len(read) == 2, plan  # one stretch for each of two teams
            assert all("USING COVERING INDEX ix_conversation_" in step or "quarantine" in step for step in read), plan


def _plan(session: Session, viewer: Viewer, view: str) -> list[str]:
    statements: list[tuple[str, object]] = []
    connection = session.connection()
    event.listen(
        connection, "before_cursor_execute", lambda _c, _cursor, text, values, *_: statements.append((text, values))
    )
    views.conversations(session, viewer, view, now=NOW)
    text, values = statements[-1]
    return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
