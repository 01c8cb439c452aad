"""Prepared texts with variables. One that has no value stays visible and is named, so that nobody sends a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from inbox.access import Viewer, mailboxes_for, team_ids_of
from inbox.errors import NotFound
from inbox.models import Contact, ContactIdentity, Conversation, Mailbox, Template
from inbox.translation import N_

_GAP = re.compile(r"(?i)\[\s*(?:missing|fehlt|falta)\s*:\s*([^\]\n]{0,200})\]?")
_VARIABLE = re.compile(r"\{\{\s*([\w.-]{1,64})\s*\}\}")

_template = Template.__table__.c


class Offered(NamedTuple):
    """A template in a list."""

    id: int
    name: str
    language: str
    beginning: str


@dataclass(frozen=True)
class Filled:
    """A template with its variables filled in; those in `missing` have no value and stand in the text as they were."""

    template_id: int
    name: str
    subject: str
    text: str
    variables: tuple[str, ...]
    missing: tuple[str, ...]


def offered(session: Session, viewer: Viewer, *, start: int = 0, limit: int) -> list[Offered]:
    """The templates that serve the viewer's teams, those in the viewer's language first."""
    is_theirs = _template.language == viewer.language.split("-")[0].split("_")[0]
    query = (
        select(_template.id, _template.name, _template.language, _template.body)
        .where(_template.organization_id == viewer.organization_id, _serves(session, viewer))
        .order_by(is_theirs.desc(), _template.position, _template.name, _template.id)
        .offset(start)
        .limit(limit)
    )
    return [Offered._make(row) for row in session.execute(query)]


def usable(session: Session, viewer: Viewer, team_id: int, *, language: str, limit: int) -> list[Template]:
    """The templates that the viewer can use for a team's mail, those in a language first."""
    query = (
        select(Template)
        .where(
            _template.organization_id == viewer.organization_id, _serves(session, viewer),
            or_(_template.team_id.is_(None), _template.team_id == team_id),
        )
        .order_by((_template.language == language).desc(), _template.position, _template.name, _template.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.scalars(query))


def filled(session: Session, viewer: Viewer, template_id: int, *, to: str, given: Mapping[str, str]) -> Filled:
    """A template for a mail to an address. `given` are values that somebody typed; they win over what we know."""
    template = session.scalars(
        select(Template).where(
            _template.id == template_id,
            _template.organization_id == viewer.organization_id,
            _serves(session, viewer),
        )
    ).one_or_none()
    if template is None:
        raise NotFound(N_("This template does not exist any more."))
    known = _known(session, viewer, to) | {name: value.strip() for name, value in given.items() if value.strip()}
    return fill(template, known)


def fill(template: Template, known: Mapping[str, str]) -> Filled:
    """A template with the values that are known."""
    names = variables(template.subject + template.body)
    return Filled(
        template_id=template.id, name=template.name, subject=_fill(template.subject, known),
        text=_fill(template.body, known), variables=names,
        missing=tuple(name for name in names if not known.get(name)),
    )  # fmt: skip


def variables(text: str) -> tuple[str, ...]:
    """The names of the variables in a text, each once, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def gaps(text: str) -> tuple[str, ...]:
    """All that has to be filled in before a text may be sent: variables, and what a draft names as missing."""
    return tuple(dict.fromkeys([*variables(text), *(match.strip() or "…" for match in _GAP.findall(text))]))


def gap_places(text: str) -> list[tuple[int, int]]:
    """Where in a text they stand."""
    return sorted(match.span() for pattern in (_VARIABLE, _GAP) for match in pattern.finditer(text))


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a variable."""
    places = [0, *(place for match in _VARIABLE.finditer(text) for place in match.span()), len(text)]
    return [(text[start:end], number % 2 == 1) for number, (start, end) in enumerate(pairwise(places)) if start < end]


def _serves(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    return or_(_template.team_id.is_(None), _template.team_id.in_(team_ids_of(session, viewer)))


def _fill(text: str, known: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: known.get(match.group(1)) or match.group(0), text)


def _known(session: Session, viewer: Viewer, to: str) -> dict[str, str]:
    """What we know without asking: who writes, to whom, and for which mailbox."""
    contact, mailbox = _contact(session, viewer, to.strip().lower()) if to.strip() else ("", "")
    return {
        "agent.name": viewer.name,
        "contact.name": contact,
        "mailbox.name": mailbox or _only_mailbox(session, viewer),
    }


def _contact(session: Session, viewer: Viewer, address: str) -> tuple[str, str]:
    """The name of a contact, and the mailbox to which they wrote last."""
    name = select(Contact.id, Contact.name).join(ContactIdentity, ContactIdentity.contact_id == Contact.id)
    contact = session.execute(
        name.where(ContactIdentity.organization_id == viewer.organization_id, ContactIdentity.value == address)
    ).first()
    if contact is None:
        return "", ""
    last = (
        select(Mailbox.name)
        .join(Conversation, Conversation.mailbox_id == Mailbox.id)
        .where(Conversation.contact_id == contact.id, (Conversation.team_id + 0).in_(team_ids_of(session, viewer)))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    )
    return contact.name, session.scalars(last).one_or_none() or ""


def _only_mailbox(session: Session, viewer: Viewer) -> str:
    """The name of the viewer's mailbox, when they have just one."""
    mailboxes = mailboxes_for(session, viewer)
    return mailboxes[0].name if len(mailboxes) == 1 else ""
