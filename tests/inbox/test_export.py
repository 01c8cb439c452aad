"""Taking everything along: each conversation whole, as plain values."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import assignment, export, lifecycle, notes, tagging
from inbox.database import Sessions, unit_of_work
from inbox.export import Row
from inbox.models import Conversation, ConversationLink, LinkKind, Organization, Tag
from tests.clinic import Clinic, actor, conversation, found
from tests.inbox.post import arrival, bounce, deliver, letter

MINUTE = timedelta(minutes=1)


def exported(session: Session, clinic: Clinic) -> list[Row]:
    organization = session.get_one(Organization, clinic.organization.id)
    rows = list(export.conversations(session, organization))
    assert export.count(session, organization) == len(rows)
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    return [orjson.loads(orjson.dumps(row)) for row in rows]


def test_a_conversation_is_there_with_all_that_was_said_and_done(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        first = letter(now, id_="<first@example.com>", text="May I come?\r\n\r\nOn Monday you wrote:\r\n> Not today.")
        taken = deliver(session, clinic.front_desk, arrival(first, now, thread="t1", id_="p1"), now=now)[0]
        one = session.get_one(Conversation, taken.conversation_id)
        by = actor(clinic.ana, now + MINUTE)
        assignment.assign(session, one, clinic.ben, by=by)
        tagging.set_tags(session, one, session.scalars(select(Tag.id).where(Tag.name == "insurance")).all(), by=by)
        notes.add(session, one, "She is a @Ben case.", by=by)
        lifecycle.close(session, one, by=by, reason="done")
        session.flush()
        row = exported(session, clinic)[0]

    assert {name: row[name] for name in ("subject", "status", "mailbox", "team", "assignee", "tags", "closed_by")} == {
        "subject": "Appointment on Friday", "status": "closed", "mailbox": "reception@clinic.example.org",
        "team": "reception", "assignee": "Ben Okafor", "tags": ["insurance"], "closed_by": "Ana Ruiz",
    }  # fmt: skip
    assert row["contact"]["identities"] == [{"kind": "email", "value": "maria.lopez@example.com"}]
    message = row["messages"][0]
    assert (message["message_id"], message["direction"], message["class"]) == (
        "<first@example.com>", "inbound", "human",
    )  # fmt: skip
    assert message["visible_text"] == "May I come?"
    assert "> Not today." in message["folded_quote"]
    assert (message["disposition"], message["deliveries"][0]["provider_id"]) == ("conversation", "p1")
    assert [note["text"] for note in row["notes"]] == ["She is a @Ben case."]
    assert [(event["kind"], event["person"]) for event in row["events"] if event["person"]] == [
        ("assigned", "Ana Ruiz"), ("tagged", "Ana Ruiz"), ("note-added", "Ana Ruiz"), ("closed", "Ana Ruiz"),
    ]  # fmt: skip


def test_a_bounce_names_the_mail_it_returned_and_the_header_that_decided(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        conversation(session, clinic.front_desk, now=now)
        key = exported(session, clinic)[0]["messages"][0]["key"]
        deliver(session, clinic.front_desk, arrival(bounce(now, key), now + MINUTE, thread="t2"), now=now)
        session.flush()
        returned = [one for one in exported(session, clinic)[0]["messages"] if one["bounce_of"]]

    assert [(one["bounce_of"], one["class"]) for one in returned] == [(key, "bounce-hard")]
    assert returned[0]["disposition"] == "bounce-of"
    assert returned[0]["class_header"]


def test_quarantined_and_merged_ones_are_there_and_other_organizations_are_not(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        conversation(session, found(session, now=now, key="other").front_desk, now=now)
        heir = conversation(session, clinic.front_desk, now=now)
        merged = conversation(session, clinic.front_desk, now=now, merged_into_id=heir.id)
        conversation(session, clinic.invoices, now=now, is_quarantined=True)
        values = {"organization_id": heir.organization_id, "kind": LinkKind.FOLLOWS, "created_at": now}
        session.add(ConversationLink(conversation_id=heir.id, other_id=merged.id, **values))
        session.flush()
        rows = exported(session, clinic)

    assert [(row["merged_into"], row["quarantined"]) for row in rows] == [
        (None, False), (heir.id, False), (None, True),
    ]  # fmt: skip
    assert rows[0]["links"] == [{"kind": "follows", "conversation": merged.id}]


def test_more_than_a_batch_is_read_whole(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        values = {
            "organization_id": clinic.organization.id, "team_id": clinic.reception.id, "created_at": now,
            "mailbox_id": clinic.front_desk.id, "first_message_at": now, "last_message_at": now,
        }  # fmt: skip
        session.add_all(Conversation(**values) for _ in range(403))
        session.flush()

        assert len(exported(session, clinic)) == 403
