"""What a model elsewhere would be told of a conversation, word for word, and without asking one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from ai import prompts, redaction
from ai.questions import Question, Summarise, Triage
from cards.outward import Outward
from inbox import copilot, correspondence, known_names, learning, model_servers
from inbox.model_servers import Use
from inbox.models import Conversation, Mailbox, ModelServer, Organization
from workers import copilot_errands, learning_jobs, triage_jobs


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
    asked = _asked(session, organization, conversation_id)
    names = known_names.around_each(session, organization.id, [ids for _, _, ids in asked]) if asked else []
    return tuple(
        _outward(use, question, model_servers.chosen(mailbox, organization, use), servers, known)
        for (use, question, _), known in zip(asked, names, strict=True)
    )


def _asked(
    session: Session, organization: Organization, conversation_id: int
) -> list[tuple[Use, Question[Any], list[int]]]:
    """What is asked for which use, and about which messages."""
    asked: list[tuple[Use, Question[Any], list[int]]] = []
    newest = correspondence.newest_from_outside(session, conversation_id)
    if newest is not None:
        mail = triage_jobs.mail(newest.subject, newest.visible_text)
        topics = tuple(map(learning_jobs.topic, learning.topics(session, organization.id)))
        asked.append(("triage", Triage((mail,), topics), [newest.id]))
    letters = copilot_errands.letters(session, organization.id, conversation_id)
    if letters:
        language = copilot.language_of_house(session, organization.id)
        asked.append(("copilot", Summarise(letters, language), [one.id for one in letters]))
    return asked


def _outward(
    use: Use, question: Question[Any], key: str, servers: dict[str, ModelServer], names: tuple[str, ...]
) -> Outward:
    hidden = redaction.redact(question, names)
    said = prompts.of(hidden.question)
    server = servers.get(key)
    host = urlsplit(server.base_url).hostname or "" if server is not None else ""
    model = key if server is not None or key == model_servers.NONE else model_servers.LOCAL
    return Outward(use, model, host, f"{said.system}\n\n{said.user}", hidden.counts)
