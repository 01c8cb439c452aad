"""Out-of-office answers of the staff become leave, where the mailbox's credential may read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox.models import Event, EventKind, Leave, LeaveSource, Mailbox, MailboxState, PersonAddress, Team
from tests.office import Office
from workers import absence_jobs

pytestmark = pytest.mark.parametrize(("engine", "office"), [("sqlite", "gmail"), ("sqlite", "outlook")], indirect=True)


def test_they_are_followed_until_they_end(office: Office) -> None:
    """Ana's own mailbox is at the same provider; of the others there is none."""
    own = type(office.gmail)(office.gmail.simulator)
    own.__dict__.update({name: office.gmail.__dict__[name] for name in ("application",) if name in own.__dict__})
    with office.work.unit() as session:
        query = select(PersonAddress).where(PersonAddress.person_id == office.clinic.ana.id)
        session.scalars(query).one().address = own.address
    now = office.work.clock().replace(microsecond=0)
    own.go_away(now - timedelta(days=1), now + timedelta(days=3))
    for _ in range(2):
        absence_jobs.read_absences.run(office.work, office.mailbox_id)
    (leave,) = leaves_of(office)
    assert (leave.person_id, leave.starts_at, leave.ends_at, leave.source) == (
        office.clinic.ana.id, now - timedelta(days=1), now + timedelta(days=3), LeaveSource.MAILBOX,
    )  # fmt: skip

    own.go_away(now - timedelta(days=9), now - timedelta(days=2))
    absence_jobs.read_absences.run(office.work, office.mailbox_id)
    assert leaves_of(office)[0].cancelled_at is not None


def test_a_mailbox_at_another_provider_that_cannot_be_asked_keeps_nobody_from_being_read(office: Office) -> None:
    test_they_are_followed_until_they_end(office)
    there = office.mailbox
    with office.work.unit() as session:
        session.get_one(Team, there.team_id).take_over_minutes = 60
        other = Mailbox(
            organization_id=there.organization_id, team_id=there.team_id, name="Other", state=MailboxState.LIVE,
            address=f"other@{there.address.partition('@')[2]}", created_at=there.created_at, credential=b"lost",
            provider="outlook" if there.provider == "gmail" else "gmail",
        )  # fmt: skip
        session.add(other)
    absence_jobs.read_absences.run(office.work, office.mailbox_id)
    assert office.mailbox.absences_refused_at is None


def test_where_none_may_be_read_that_is_told_once(office: Office) -> None:
    with office.work.unit() as session:
        for one in session.scalars(select(PersonAddress)):
            one.address = f"nobody{one.id}@{office.gmail.address.partition('@')[2]}"
    for _ in range(2):
        absence_jobs.read_absences.run(office.work, office.mailbox_id)
    with office.work.unit(writes=False) as session:
        told = session.scalars(select(Event).where(Event.kind == EventKind.ABSENCES_UNREADABLE)).all()
    assert len(told) == 1
    assert office.mailbox.absences_refused_at is not None


def leaves_of(office: Office) -> list[Leave]:
    with office.work.unit(writes=False) as session:
        return list(session.scalars(select(Leave).order_by(Leave.id)))
