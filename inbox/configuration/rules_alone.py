"""Rules in a file of their own: read against what the organization has beside them, brought in, written out."""

from __future__ import annotations

from typing import Any

import yaml
from sqlalchemy.orm import Session

from inbox import events
from inbox.configuration import reading, rules, writing
from inbox.configuration.changes import Change, Changes
from inbox.configuration.document import Document
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.models import EventKind, Organization


def read(session: Session, organization: Organization, text: str) -> Document:
    """The organization as it is, with the rules of a file that holds nothing else. Raises Unreadable with its lines."""
    named = _sections(text)
    if named != {"rules"}:
        raise Invalid("the file should hold `rules:` and nothing else; `inbox apply` takes a whole one")
    return reading.read(f"{text.rstrip()}\n{_others(session, organization)}")


def bring(session: Session, organization: Organization, document: Document, *, by: Actor) -> list[Change]:
    """Bring the rules of a document into force, and nothing else of it. Commits nothing."""
    changes = Changes()
    rules.apply(session, organization, document.rules, changes, now=by.now)
    session.flush()
    if changes.all:
        told = [str(change) for change in changes.all]
        events.record_of_organization(session, organization.id, EventKind.CONFIGURED, by=by, changes=told)
    return changes.all


def write(session: Session, organization: Organization) -> str:
    """The rules in force, as a file that `read` takes."""
    document = Document.model_validate({
        "organization": {"key": organization.key, "name": organization.name},
        "rules": rules.written(session, organization),
    })  # fmt: skip
    said: dict[str, Any] = document.model_dump(mode="json", include={"rules"}, exclude_defaults=True)
    return writing.dump({"rules": said.get("rules", [])})


def is_alone(text: str) -> bool:
    """Whether a file holds rules and nothing else."""
    return _sections(text) == {"rules"}


def _sections(text: str) -> set[str]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {"rules"}  # told with its line when it is read
    return {str(key.value) for key, _ in root.value} if isinstance(root, yaml.MappingNode) else set()


def _others(session: Session, organization: Organization) -> str:
    """All that the organization has but rules."""
    known = yaml.load(writing.write(session, organization), Loader=reading.Loader)  # noqa: S506 a safe loader
    return writing.dump({name: said for name, said in known.items() if name != "rules"})
