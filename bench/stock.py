"""Filling a database with many conversations at once, as a year of use would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from inbox.database import Sessions, unit_of_work
from inbox.models import (
    Category,
    Contact,
    ContactIdentity,
    Conversation,
    Delivery,
    Direction,
    Disposition,
    Mailbox,
    MailboxState,
    Message,
    Organization,
    Participant,
    Person,
    PersonAddress,
    Role,
    Status,
    Tag,
    Team,
    TeamMember,
    Tenant,
)

_CHUNK = 2000
_STATES = (Status.OPEN, Status.PENDING, Status.CLOSED, Status.CLOSED, Status.CLOSED)
_TEXT = "May I come on Friday afternoon instead? My daughter has school in the morning. " * 4
LONG = 100
"""So many of the conversations have ten messages, the others one."""


@dataclass(frozen=True)
class Stock:
    """What a measurement asks for."""

    agent: str
    mailbox: str
    long_messages: tuple[str, ...]
    """Provider ids of the last messages of the long conversations."""
    long_conversations: tuple[int, ...]


def lay_in(make: Sessions, conversations: int, tenant: str) -> Stock:
    """Fill an empty, migrated database: one organization, one mailbox, 20 agents, known to an Entra tenant."""
    with unit_of_work(make) as session:
        organization, mailbox, people = _frame(session)
        session.add(Tenant(organization_id=organization.id, tid=tenant, consented_at=organization.created_at))
        connection = session.connection()
        for start in range(0, conversations, _CHUNK):
            _chunk(connection, organization, mailbox, people, range(start, min(start + _CHUNK, conversations)))
    _settle(make)
    long = range(min(LONG, conversations))
    return Stock(
        agent="agent0@bench.example.org", mailbox=mailbox.address,
        long_messages=tuple(f"{(number + 1) * 16 + 9:x}" for number in long),
        long_conversations=tuple(number + 1 for number in long),
    )  # fmt: skip


def _settle(make: Sessions) -> None:
    """A year of use would have had the database look at its tables long ago; the rows laid in at once have not."""
    engine = make.kw["bind"]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _frame(session: Any) -> tuple[Organization, Mailbox, list[int]]:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    organization = Organization(key="bench", name="Bench", time_zone="Europe/Berlin", created_at=at)
    session.add(organization)
    session.flush()
    team = Team(organization_id=organization.id, key="reception", name="Reception")
    session.add(team)
    session.flush()
    mailbox = Mailbox(
        organization_id=organization.id, team_id=team.id, address="reception@bench.example.org", name="Reception",
        provider="gmail", state=MailboxState.LIVE, synced_at=datetime.now(UTC), created_at=at,
    )  # fmt: skip
    session.add_all([mailbox, *(Tag(organization_id=organization.id, name=f"tag {n}") for n in range(8))])
    session.add_all(
        Category(organization_id=organization.id, key=f"c{n}", name=f"Category {n}", position=n) for n in range(6)
    )
    people = []
    for number in range(20):
        person = Person(organization_id=organization.id, name=f"Agent {number}", role=Role.AGENT, created_at=at)
        session.add(person)
        session.flush()
        session.add(TeamMember(team_id=team.id, person_id=person.id))
        session.add(
            PersonAddress(
                organization_id=organization.id, person_id=person.id, address=f"agent{number}@bench.example.org"
            )
        )
        people.append(person.id)
    session.flush()
    return organization, mailbox, people


def _chunk(
    connection: Connection, organization: Organization, mailbox: Mailbox, people: list[int], numbers: range
) -> None:
    """Rows whose ids are known beforehand, table by table."""
    rows = [_Row(number, organization, mailbox, people) for number in numbers]
    connection.execute(insert(Contact), [row.contact() for row in rows])
    connection.execute(insert(ContactIdentity), [row.identity() for row in rows])
    connection.execute(insert(Conversation), [row.conversation() for row in rows])
    connection.execute(insert(Participant), [each for row in rows for each in row.participants()])
    connection.execute(insert(Message), [each for row in rows for each in row.messages()])
    connection.execute(insert(Delivery), [each for row in rows for each in row.deliveries()])


@dataclass(frozen=True)
class _Row:
    """One conversation and what hangs on it; message n of conversation c has the id 16 (c + 1) + n."""

    number: int
    organization: Organization
    mailbox: Mailbox
    people: list[int]

    @property
    def at(self) -> datetime:
        return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=self.number * 2)

    @property
    def shared(self) -> dict[str, Any]:
        return {"organization_id": self.organization.id}

    @property
    def address(self) -> str:
        return f"patient{self.number}@example.com"

    @property
    def size(self) -> int:
        return 10 if self.number < LONG else 1

    def contact(self) -> dict[str, Any]:
        return {**self.shared, "id": self.number + 1, "name": f"Patient {self.number}", "created_at": self.at}

    def identity(self) -> dict[str, Any]:
        return {**self.shared, "contact_id": self.number + 1, "kind": "email", "value": self.address}

    def conversation(self) -> dict[str, Any]:
        chance = random.Random(self.number)
        status = Status.OPEN if self.number < LONG else chance.choice(_STATES)
        last = self.at + timedelta(minutes=self.size)
        return {
            **self.shared, "id": self.number + 1, "team_id": self.mailbox.team_id, "mailbox_id": self.mailbox.id,
            "contact_id": self.number + 1, "assignee_id": chance.choice([None, *self.people]),
            "subject": f"Appointment {self.number}", "status": status, "preview": _TEXT[:120],
            "preview_from": f"Patient {self.number}", "message_count": self.size, "first_message_at": self.at,
            "last_message_at": last, "last_inbound_at": last, "created_at": self.at, "version": self.size,
        }  # fmt: skip

    def participants(self) -> Iterator[dict[str, Any]]:
        for address in (self.address, self.mailbox.address):
            yield {"conversation_id": self.number + 1, "address": address}

    def messages(self) -> Iterator[dict[str, Any]]:
        for position in range(self.size):
            is_ours = position % 2 == 1
            sender = self.mailbox.address if is_ours else self.address
            yield {
                **self.shared, "id": (self.number + 1) * 16 + position, "team_id": self.mailbox.team_id,
                "conversation_id": self.number + 1, "key": f"<{self.number}.{position}@example.com>",
                "internet_message_id": f"<{self.number}.{position}@example.com>", "fingerprint": str(self.number),
                "direction": Direction.OUTBOUND if is_ours else Direction.INBOUND, "mail_class": "human",
                "sender_address": sender, "sender_name": "Reception" if is_ours else f"Patient {self.number}",
                "recipients": {"to": [["", self.mailbox.address]], "cc": [], "reply_to": []},
                "people": f"Patient {self.number} {self.address}", "subject": f"Appointment {self.number}",
                "received_at": self.at + timedelta(minutes=position), "visible_text": _TEXT, "created_at": self.at,
            }  # fmt: skip

    def deliveries(self) -> Iterator[dict[str, Any]]:
        for position in range(self.size):
            message_id = (self.number + 1) * 16 + position
            yield {
                **self.shared, "mailbox_id": self.mailbox.id, "message_id": message_id,
                "provider_id": f"{message_id:x}", "provider_thread_id": f"{(self.number + 1) * 16:x}",
                "disposition": Disposition.CONVERSATION, "received_at": self.at, "created_at": self.at,
            }  # fmt: skip
