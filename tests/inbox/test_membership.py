"""Letting people into a team: by those who may, once, within the organization."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import membership
from inbox.database import Sessions, unit_of_work
from inbox.errors import NotAllowed, NotFound
from inbox.models import Event, EventKind, Person, TeamMember
from tests.clinic import Clinic, actor, found, viewer


def test_granting_twice_lets_in_once_and_records_one_event(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        admin = viewer(session, clinic.ada)
        for _ in range(2):
            membership.grant(session, admin, clinic.reception.id, clinic.dev.id, by=actor(clinic.ada, now))
        session.flush()

        assert session.get(TeamMember, (clinic.reception.id, clinic.dev.id)) is not None
        event = session.scalars(select(Event)).one()
        assert (event.kind, event.person_id, event.data) == (
            EventKind.ACCESS_GRANTED, clinic.ada.id, {"team_id": clinic.reception.id, "to": clinic.dev.id},
        )  # fmt: skip


def test_only_admins_and_the_team_s_own_leads_may(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        ana, cleo = viewer(session, clinic.ana), viewer(session, clinic.cleo)
        membership.grant(session, cleo, clinic.reception.id, clinic.dev.id, by=actor(clinic.cleo, now))
        for who, team in ((ana, clinic.reception), (cleo, clinic.billing)):
            with pytest.raises(NotAllowed, match=f"the lead of {team.name} can give access"):
                membership.grant(session, who, team.id, clinic.ben.id, by=actor(clinic.ana, now))


def test_people_who_left_and_people_of_other_organizations_are_unknown(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        other = found(session, now=now, key="other")
        session.get_one(Person, clinic.ben.id).active = False
        admin, by = viewer(session, clinic.ada), actor(clinic.ada, now)
        for team_id, person_id in (
            (clinic.reception.id, other.dev.id), (other.reception.id, clinic.dev.id), (clinic.billing.id, 9999),
            (clinic.billing.id, clinic.ben.id), (9999, clinic.dev.id),
        ):  # fmt: skip
            with pytest.raises(NotFound, match="does not exist"):
                membership.grant(session, admin, team_id, person_id, by=by)
