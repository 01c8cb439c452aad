"""A conversation at a glance, and its messages, for those who may see them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox import correspondence, database, notes, overview
from inbox.database import Sessions
from inbox.errors import NotFound
from inbox.models import Conversation, Delivery, Disposition, Message, Role
from tests import clinic as building
from tests.clinic import Clinic


def test_only_the_team_and_admins_see_a_conversation_and_its_messages(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        message = session.query(Message).one()
        outside = building.person(session, clinic.organization, "Olga Outside", now=now, role=Role.COLLABORATOR,
                                  teams=[clinic.reception])  # fmt: skip
        other = building.found(session, now=now, key="other")

        for person in (clinic.ana, clinic.ada):
            viewer = building.viewer(session, person)
            assert overview.head(session, viewer, one.id).id == one.id
            assert correspondence.letter(session, viewer, message.id).id == message.id
        for person in (clinic.dev, outside, other.ana, other.ada):
            viewer = building.viewer(session, person)
            with pytest.raises(NotFound):
                overview.head(session, viewer, one.id)
            with pytest.raises(NotFound):
                correspondence.letter(session, viewer, message.id)


def test_the_head_holds_the_names_behind_the_ids(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ben.id)
        head = overview.head(session, building.viewer(session, clinic.ana), one.id)

    assert (head.assignee, head.team, head.mailbox, head.contact, head.contact_address, head.category) == (
        "Ben Okafor", "Reception", "Reception", "Maria Lopez", "maria.lopez@example.com", None,
    )  # fmt: skip


def test_a_chain_of_merges_leads_to_its_end(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        last = building.conversation(session, clinic.front_desk, now=now, patient="a@example.com")
        middle = building.conversation(
            session, clinic.front_desk, now=now, patient="b@example.com", merged_into_id=last.id
        )  # fmt: skip
        first = building.conversation(
            session, clinic.front_desk, now=now, patient="c@example.com", merged_into_id=middle.id
        )  # fmt: skip

        assert overview.head(session, building.viewer(session, clinic.ana), first.id).id == last.id


def test_notes_that_were_deleted_are_gone_and_the_others_come_newest_first(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        by = building.actor(clinic.ana, now)
        written = [
            notes.add(session, one, f"No {number}", by=building.actor(clinic.ana, now + timedelta(hours=number)))
            for number in range(3)
        ]
        notes.delete(session, written[1], by=by)

        assert [note.text for note in overview.notes(session, one.id, limit=5).items] == ["No 2", "No 0"]
        with pytest.raises(NotFound):
            overview.own_note(session, building.viewer(session, clinic.ben), one.id, written[0].id)
        with pytest.raises(NotFound):
            overview.own_note(session, building.viewer(session, clinic.ana), one.id, written[1].id)


def test_a_message_is_gone_when_no_mailbox_has_it_any_more(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        message = session.query(Message).one()
        assert isinstance(one, Conversation)
        viewer = building.viewer(session, clinic.ana)
        assert not correspondence.letter(session, viewer, message.id).is_gone

        for mailbox, deleted_at, is_gone in ((clinic.front_desk, now, True), (clinic.appointments, None, False)):
            session.add(
                Delivery(
                    organization_id=one.organization_id, mailbox_id=mailbox.id, message_id=message.id, provider_id="1",
                    disposition=Disposition.CONVERSATION, received_at=now, created_at=now, deleted_at=deleted_at,
                )
            )  # fmt: skip
            session.flush()
            assert correspondence.letter(session, viewer, message.id).is_gone is is_gone
