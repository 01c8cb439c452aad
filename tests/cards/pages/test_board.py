"""How the work stands, for leads; and one's own day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox import database
from inbox.database import Sessions
from inbox.errors import NotAllowed
from inbox.models import Conversation, Direction, Status
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cleo(make: Sessions, clinic: Clinic, now: datetime) -> Drawer:
    """A lead of reception."""
    return Drawer(make, now, clinic.cleo)


@pytest.fixture
def work(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """Some of everything in reception, and an invoice that is late in billing."""
    with database.unit_of_work(make) as session:

        def begin(subject: str, minutes: int | None, **columns: object) -> Conversation:
            due = {"due_at": now + minutes * MINUTE, "due_kind": "first-response"} if minutes is not None else {}
            return building.conversation(
                session, clinic.front_desk, now=now, subject=subject, patient=f"{subject}@example.com", **due, **columns
            )  # fmt: skip

        late = begin("Late", -20, assignee_id=clinic.ana.id)
        begin("Soon", 30, assignee_id=clinic.ana.id)
        begin("Next week", 60 * 24 * 7, assignee_id=clinic.ana.id)
        begin("Nobody", None)
        begin("Pending", 20, assignee_id=clinic.ana.id, status=Status.PENDING)
        begin("Wakes", None, assignee_id=clinic.ana.id, status=Status.PENDING, snoozed_until=now + 60 * MINUTE)
        begin("Sleeps", None, assignee_id=clinic.ana.id, status=Status.PENDING, snoozed_until=now + 9999 * MINUTE)
        begin("Done", None, assignee_id=clinic.ana.id, status=Status.CLOSED)
        building.conversation(session, clinic.invoices, now=now, subject="Invoice", due_at=now, due_kind="resolution")
        for minutes, direction in ((120, Direction.INBOUND), (110, Direction.OUTBOUND), (90, Direction.INBOUND)):
            at = now - minutes * MINUTE
            building.message(session, late, sender="late@example.com", text="?", at=at, direction=direction)


def test_a_lead_sees_the_load_of_the_own_teams_and_what_is_due(work: None, cleo: Drawer) -> None:
    board = cleo("board")

    assert "Reception" in board.text
    assert "4 open · 1 of nobody" in board.text
    assert "2 due within the hour" in board.text
    assert "1 overdue" in board.text
    assert "somebody waits since Mar 4, 2026, 9:00" in board.text
    assert "Billing" not in board.text
    assert "Invoice" not in board.text
    shown = [line["text"] for line in board.lines if "Overdue: First" in line["text"] or "due in" in line["text"]]
    assert len(shown) == 6, "among what is due, and among what is unanswered"
    assert "Late" in shown[0]
    assert board.text.index("waits since Mar 4, 2026, 9:00") < board.text.index("Nobody")


def test_an_admin_sees_every_team(work: None, make: Sessions, clinic: Clinic, now: datetime) -> None:
    board = Drawer(make, now + MINUTE, clinic.ada)("board")

    assert "Billing" in board.text
    assert "Invoice" in board.text


def test_nobody_else_sees_it(work: None, ana: Drawer) -> None:
    with pytest.raises(NotAllowed):
        ana("board")
    assert "How the work stands" not in ana("home").text


def test_ones_own_day_is_in_the_order_of_what_presses(work: None, ana: Drawer) -> None:
    text = ana("my-day").text

    places = [text.index(words) for words in ("Overdue (1)", "Due today (2)", "Open (1)", "Wakes today (1)")]
    assert places == sorted(places)
    for absent in ("Nobody", "Sleeps", "Done", "Invoice"):
        assert absent not in text


def test_an_empty_day_says_so(ana: Drawer) -> None:
    assert "Nothing waits for you." in ana("my-day").text
