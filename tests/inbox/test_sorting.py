"""Tags, category and priority."""

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import sorting, tagging
from inbox.database import Sessions, unit_of_work
from inbox.errors import NotFound
from inbox.models import Category, ConversationTag, Event, EventKind, Priority, Tag
from tests.clinic import Clinic, actor, conversation, found


def test_setting_tags_adds_and_removes_only_what_differs(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        first, second = session.scalars(select(Tag.id).order_by(Tag.id))
        tagging.set_tags(session, one, [first], by=actor(clinic.ana, now))
        tagging.set_tags(session, one, [first], by=actor(clinic.ana, now))
        tagging.set_tags(session, one, [second], by=actor(clinic.ana, now))
        session.flush()

        assert list(session.scalars(select(ConversationTag.tag_id))) == [second]
        assert list(session.scalars(select(Event.kind).order_by(Event.id))) == [
            EventKind.TAGGED, EventKind.TAGGED, EventKind.UNTAGGED,
        ]  # fmt: skip


def test_another_organizations_tag_and_category_do_not_exist(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        other = found(session, now=now, key="other").organization.id
        one = conversation(session, clinic.front_desk, now=now)
        tag = session.scalars(select(Tag.id).where(Tag.organization_id == other)).first()
        category = session.scalars(select(Category.id).where(Category.organization_id == other)).first()
        assert tag is not None

        with pytest.raises(NotFound):
            tagging.set_tags(session, one, [tag], by=actor(clinic.ana, now))
        with pytest.raises(NotFound):
            sorting.set_category(session, one, category, by=actor(clinic.ana, now))
        assert one.version == 0


def test_category_and_priority_are_recorded_by_name_once(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lab = session.scalars(select(Category).where(Category.key == "lab")).one()
        for _ in range(2):
            sorting.set_category(session, one, lab.id, by=actor(clinic.ana, now))
            sorting.set_priority(session, one, Priority.URGENT, by=actor(clinic.ana, now))
        session.flush()

        assert [(event.kind, event.data["old"], event.data["new"]) for event in session.scalars(select(Event))] == [
            (EventKind.CATEGORIZED, None, "Urgent lab report"),
            (EventKind.PRIORITIZED, "normal", "urgent"),
        ]
