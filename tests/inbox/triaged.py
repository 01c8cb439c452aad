"""A conversation in whose mail models find something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import findings, views
from inbox.findings import Found
from inbox.models import (
    Category,
    Conversation,
    Direction,
    Door,
    Event,
    EventKind,
    Finding,
    Mailbox,
    Message,
    Person,
    Priority,
    TrainingExample,
    TriageWait,
)
from tests.clinic import Clinic, actor, message, viewer

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
LAB = Found(model="local", category="lab", confidence=0.9, words=("result",), examples=("my results",))
PAIN = Found(model="local", signs=(("chest-pain", "my chest hurts"),), priority=Priority.URGENT)


@dataclass
class Scene:
    """One conversation, and what models find in its mail."""

    session: Session
    clinic: Clinic
    now: datetime
    conversation: Conversation

    def find(self, found: Found, *, is_fresh: bool = True, mail: Message | None = None) -> Finding | None:
        """A model has read a mail, the only one unless said."""
        if mail is None:
            mail = self.session.scalars(select(Message).order_by(Message.id)).first()
        assert mail is not None
        self.session.merge(
            TriageWait(
                message_id=mail.id, organization_id=mail.organization_id, mailbox_id=self.clinic.front_desk.id,
                is_fresh=is_fresh, received_at=mail.received_at,
            )
        )  # fmt: skip
        self.session.flush()
        return findings.store(self.session, mail.id, found, now=self.now + timedelta(seconds=2))

    def suggest(self, found: Found = LAB) -> Finding:
        finding = self.find(found)
        assert finding is not None
        return finding

    def set_up(self, **settings: Any) -> None:
        """What an admin wrote for the mailbox."""
        self.session.get_one(Mailbox, self.clinic.front_desk.id).settings = settings

    def write(self, text: str, *, hours: float, direction: Direction = Direction.INBOUND) -> Message:
        sender = "maria.lopez@example.com" if direction is Direction.INBOUND else "reception@clinic.example.org"
        at = self.now + timedelta(hours=hours)
        return message(self.session, self.conversation, sender=sender, text=text, at=at, direction=direction)

    def category(self, key: str) -> int:
        return self.session.scalars(select(Category.id).where(Category.key == key)).one()

    def events(self, *kinds: EventKind) -> list[tuple[EventKind, Door]]:
        told = self.session.scalars(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id))
        return [(one.kind, one.door) for one in told]

    @property
    def ana(self) -> Any:
        return actor(self.clinic.ana, self.now + timedelta(seconds=3))

    @property
    def key(self) -> str | None:
        query = select(Category.key).where(Category.id == self.conversation.category_id)
        return self.session.scalars(query).first()

    @property
    def taught(self) -> list[int | None]:
        return list(self.session.scalars(select(TrainingExample.category_id)))

    @property
    def newest(self) -> Message:
        """Its newest mail."""
        query = select(Message).where(Message.conversation_id == self.conversation.id)
        return self.session.scalars(query.order_by(Message.id.desc()).limit(1)).one()

    @property
    def sign(self) -> str | None:
        """What the list shows of its signs."""
        who = viewer(self.session, self.session.get_one(Person, self.clinic.ana.id))
        listed = views.conversations(self.session, who, views.UNASSIGNED, now=self.now).items
        return next(one.sign for one in listed if one.id == self.conversation.id)
