"""Who sees what: their teams' conversations, and what is unknown looks like what is forbidden."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import access
from inbox.database import Sessions, unit_of_work
from inbox.errors import NotAllowed, NotFound
from inbox.models import Conversation, Door, Role
from tests.clinic import Clinic, conversation, found, person, viewer


def test_everybody_sees_the_conversations_of_their_teams_and_admins_all(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        elsewhere = found(session, now=now, key="other")
        for mailbox in (clinic.front_desk, clinic.invoices, elsewhere.front_desk):
            conversation(session, mailbox, now=now, subject=mailbox.address)
        lodger = person(session, clinic.organization, "Lou Haas", now=now, teams=[clinic.reception],
                        role=Role.COLLABORATOR)  # fmt: skip
        stray = person(session, clinic.organization, "Sam Berg", now=now)
        seen = {
            who.name: session.scalars(
                select(Conversation.team_id).where(access.visible(viewer(session, who))).order_by(Conversation.id)
            ).all()
            for who in (clinic.ana, clinic.dev, clinic.ada, lodger, stray)
        }

        both = [clinic.reception.id, clinic.billing.id]
        assert seen == {
            "Ana Ruiz": both[:1], "Dev Patel": both[1:], "Ada Lind": both, "Lou Haas": [], "Sam Berg": [],
        }  # fmt: skip
        assert access.team_ids_of(session, viewer(session, clinic.ada)) == tuple(both)
        assert access.team_ids_of(session, viewer(session, lodger)) == ()


def test_unknown_and_forbidden_look_the_same(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        forbidden = conversation(session, clinic.invoices, now=now)
        ana = viewer(session, clinic.ana)
        refusals = set()
        for conversation_id in (forbidden.id, 9999):
            for to_change in (False, True):
                with pytest.raises(NotFound) as refusal:
                    access.conversation_for(session, ana, conversation_id, to_change=to_change)
                refusals.add(str(refusal.value))

        assert len(refusals) == 1
        assert access.conversation_for(session, viewer(session, clinic.dev), forbidden.id) is forbidden


def test_a_merged_conversation_leads_to_its_heir_but_not_into_another_team(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        heir = conversation(session, clinic.front_desk, now=now)
        middle = conversation(session, clinic.front_desk, now=now, merged_into_id=heir.id)
        first = conversation(session, clinic.front_desk, now=now, merged_into_id=middle.id)
        away = conversation(session, clinic.invoices, now=now)
        lost = conversation(session, clinic.front_desk, now=now, merged_into_id=away.id)
        ana = viewer(session, clinic.ana)

        assert access.conversation_for(session, ana, first.id, to_change=True) is heir
        with pytest.raises(NotFound):
            access.conversation_for(session, ana, lost.id)


def test_mailboxes_are_those_of_the_viewer_s_teams(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        found(session, now=now, key="other")
        ana, ada = viewer(session, clinic.ana), viewer(session, clinic.ada)

        assert [one.name for one in access.mailboxes_for(session, ana)] == ["Appointments", "Reception"]
        assert [one.name for one in access.mailboxes_for(session, ada)] == ["Appointments", "Billing", "Reception"]
        assert access.mailbox_for(session, ana, clinic.front_desk.id).name == "Reception"
        with pytest.raises(NotFound):
            access.mailbox_for(session, ana, clinic.invoices.id)


def test_one_s_own_settings_win_over_the_mail_client_s(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        clinic.ana.language = "de"
        seen = access.viewer_of(session, clinic.ana, door=Door.GMAIL, language="en", time_zone="Asia/Tokyo")

        assert (seen.language, seen.time_zone, seen.team_ids) == (
            "de", "Asia/Tokyo", frozenset({clinic.reception.id}),
        )  # fmt: skip


def test_only_admins_pass_where_admins_are_asked_for(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        access.require_admin(viewer(session, clinic.ada))
        with pytest.raises(NotAllowed):
            access.require_admin(viewer(session, clinic.cleo))
