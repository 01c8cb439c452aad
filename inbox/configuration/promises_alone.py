"""Policies to be tried: a whole file, or one of policies and calendars with all else as the organization has it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox.configuration import reading, rules_alone
from inbox.configuration.document import Document
from inbox.models import Organization

_ALONE = frozenset({"policies", "calendars"})


def read(session: Session, organization: Organization, text: str) -> Document:
    """Read it; what only mailboxes need, like the files of their credentials, is not looked for. Raises Unreadable."""
    named = rules_alone.sections(text)
    if named and named <= _ALONE:
        text = rules_alone.completed(session, organization, text, named)
    return reading.read(text)
