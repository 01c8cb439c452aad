"""What a model elsewhere would be told of a conversation, word for word, and without asking one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from ai import prompts, redaction
from ai.questions import Letter, Mail, Question, Summarise, Topic, Triage
from cards.outward import Outward
from inbox import known_names, model_servers
from inbox.model_servers import Use
from inbox.models import Category, Conversation, Direction, Mailbox, Message, ModelServer, Organization

_LETTERS = 20
_LONGEST = 20_000
"""Letters of a mail that are read."""


def of_conversation(session: Session, conversation_id: int) -> tuple[Outward, ...]:
    """Reading its newest mail from outside, and summing it up; nothing of one without mail."""
    rows = session.execute(
        select(Organization, Mailbox, ModelServer)
        .join(Mailbox, Mailbox.organization_id == Organization.id)
        .join(Conversation, Conversation.mailbox_id == Mailbox.id)
        .outerjoin(ModelServer, ModelServer.organization_id == Organization.id)
        .where(Conversation.id == conversation_id)
    ).all()
    organization, mailbox = rows[0][0], rows[0][1]
    servers = {row[2].key: row[2] for row in rows if row[2] is not None}
    messages = _messages(session, conversation_id)
    if not messages:
        return ()
    questions: list[tuple[Use, Question[Any]]] = []
    newest = next((one for one in reversed(messages) if one.direction is Direction.INBOUND), None)
    if newest is not None:
        mail = Mail(newest.subject, newest.visible_text[:_LONGEST])
        questions.append(("triage", Triage((mail,), _topics(session, organization.id))))
    letters = tuple(map(_letter, messages))
    questions.append(("copilot", Summarise(letters, organization.language)))
    names = known_names.around(session, organization.id, [one.id for one in messages])
    return tuple(
        _outward(use, question, model_servers.chosen(mailbox, organization, use), servers, names)
        for use, question in questions
    )


def _outward(
    use: Use, question: Question[Any], key: str, servers: dict[str, ModelServer], names: tuple[str, ...]
) -> Outward:
    hidden = redaction.redact(question, names)
    said = prompts.of(hidden.question)
    server = servers.get(key)
    host = urlsplit(server.base_url).hostname or "" if server is not None else ""
    model = key if server is not None or key == model_servers.NONE else model_servers.LOCAL
    return Outward(use, model, host, f"{said.system}\n\n{said.user}", hidden.counts)


def _messages(session: Session, conversation_id: int) -> list[Message]:
    """The newest ones, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(Message.received_at.desc(), Message.id.desc()).limit(_LETTERS)))[::-1]


def _topics(session: Session, organization_id: int) -> tuple[Topic, ...]:
    query = select(Category).where(Category.organization_id == organization_id)
    rows = session.scalars(query.order_by(Category.position, Category.id))
    return tuple(Topic(one.key, one.name, one.description, tuple(one.examples)) for one in rows)


def _letter(one: Message) -> Letter:
    sender = one.sender_name or one.sender_address
    text = one.visible_text[:_LONGEST]
    return Letter(one.id, one.direction is Direction.INBOUND, sender, one.received_at, one.subject, text)
