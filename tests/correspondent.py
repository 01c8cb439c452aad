"""A conversation at the simulated Gmail that is replied to: what tests of sending start from."""

from __future__ import annotations

import base64
import email
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from inbox import access, outgoing, replying
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Delivery,
    Door,
    Event,
    EventKind,
    Message,
    Outgoing,
    Person,
    ReplyKind,
    Then,
)
from inbox.outgoing import Draft
from tests import clinic
from tests.office import Office
from tests.sync.outside import letter
from workers import sending_jobs
from workers.job import UnitsOfWork, system_clock


@dataclass(frozen=True)
class Correspondent:
    """Staff at work on one conversation; `ahead` moves their clock."""

    office: Office
    conversation_id: int

    @property
    def work(self) -> UnitsOfWork:
        return self.office.work

    def reply(
        self, who: Person, text: str = "Friday at ten is fine.", *, kind: ReplyKind = ReplyKind.REPLY,
        then: Then = Then.NONE,
    ) -> int:  # fmt: skip
        """Press Send; the id of the intent."""
        with self.work.unit() as session:
            viewer = clinic.viewer(session, session.get_one(Person, who.id))
            conversation = access.conversation_for(session, viewer, self.conversation_id, to_change=True)
            parent = replying.answered(session, conversation.id)
            draft = Draft(text, kind, then, replying.newest(session, conversation.id))
            by = Actor(door=Door.GMAIL, now=self.work.clock(), person_id=who.id)
            key = self.work.runtime.message_id_keys[0]
            return outgoing.send_off(session, conversation, parent, draft, by=by, key=key).id

    def take_back(self, who: Person, outgoing_id: int) -> None:
        """Press Undo."""
        with self.work.unit() as session:
            viewer = clinic.viewer(session, session.get_one(Person, who.id))
            row = outgoing.own(session, viewer, outgoing_id, to_change=True)
            conversation = session.get_one(Conversation, row.conversation_id)
            by = Actor(door=Door.GMAIL, now=self.work.clock(), person_id=who.id)
            outgoing.take_back(session, row, conversation, by=by)

    def later(self, **time: float) -> Correspondent:
        """The same, when so much time has passed."""
        work = self.work
        moved = replace(self.office, work=replace(work, clock=lambda: work.clock() + timedelta(**time)))
        return replace(self, office=moved)

    def send(self, outgoing_id: int) -> None:
        """The job runs."""
        sending_jobs.send_reply.run(self.work, outgoing_id)

    def row(self, outgoing_id: int) -> Outgoing:
        """The intent as it is now."""
        with self.work.unit(writes=False) as session:
            return session.get_one(Outgoing, outgoing_id)

    @property
    def conversation(self) -> Conversation:
        with self.work.unit(writes=False) as session:
            return session.get_one(Conversation, self.conversation_id)

    def messages(self) -> list[Message]:
        """What the conversation holds, oldest first."""
        with self.work.unit(writes=False) as session:
            query = select(Message).where(Message.conversation_id == self.conversation_id)
            return list(session.scalars(query.order_by(Message.id)))

    def happened(self, kind: EventKind) -> list[Event]:
        """Events of a kind."""
        with self.work.unit(writes=False) as session:
            query = select(Event).where(Event.conversation_id == self.conversation_id, Event.kind == kind)
            return list(session.scalars(query.order_by(Event.id)))

    def sent(self) -> list[EmailMessage]:
        """What went out of the mailbox, as its provider keeps it."""
        return [_read(raw) for raw in self.office.gmail.sent()]

    def thread_of(self, provider_id: str) -> str:
        """The provider's thread of a message."""
        return self.office.gmail.connect().fetch([provider_id]).arrivals[0].thread_id

    def send_natively(self, text: str = "Come on Friday.", *, to: str = "ana@example.com") -> None:
        """Somebody answers the newest mail in Gmail itself."""
        with self.work.unit(writes=False) as session:
            query = select(Delivery.provider_thread_id, Message.internet_message_id, Message.subject).join(
                Message, Message.id == Delivery.message_id
            )
            thread, parent, subject = session.execute(
                query.where(Message.conversation_id == self.conversation_id).order_by(Message.id)
            ).first() or ("", "", "")
        lines = [f"From: {self.office.gmail.address}", f"To: {to}", f"Subject: Re: {subject}",
                 f"In-Reply-To: {parent}", f"References: {parent}", "", text, ""]  # fmt: skip
        raw = base64.urlsafe_b64encode("\r\n".join(lines).encode()).decode()
        self._post("messages/send", {"raw": raw, "threadId": thread})

    def doubled(self) -> int:
        """Message rows that share a Message-ID."""
        with self.work.unit(writes=False) as session:
            query = select(Message.internet_message_id).group_by(Message.internet_message_id)
            return len(session.scalars(query.having(func.count() > 1)).all())

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._answered("POST", path, json=body)

    def _answered(self, verb: str, path: str, **more: Any) -> dict[str, Any]:
        gmail = self.office.gmail
        answer = gmail.simulator.call(verb, f"/gmail/v1/users/me/{path}", gmail.simulator.token(gmail.address), **more)
        assert answer.status_code == requests.codes.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


def _read(raw: bytes) -> EmailMessage:
    read = email.message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def written_to(office: Office, raw: bytes | None = None) -> Correspondent:
    """A patient has written, and the mail is a conversation."""
    office.gmail.deliver(raw or letter("Termin am Freitag"), at=system_clock())
    office.read_everything()
    with office.work.unit(writes=False) as session:
        query = select(Conversation.id).where(Conversation.mailbox_id == office.mailbox_id)
        return Correspondent(office, session.scalars(query.order_by(Conversation.id.desc())).first() or 0)


@pytest.fixture
def desk(office: Office) -> Correspondent:
    """A patient has written to the reception."""
    return written_to(office)
