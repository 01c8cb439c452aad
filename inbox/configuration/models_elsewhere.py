"""The file's models that run elsewhere: keys are sealed on their way in, and no mailbox names one that there is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inbox import model_servers
from inbox.configuration import outside
from inbox.configuration.ai_parts import OURS, ModelPart
from inbox.configuration.changes import Changes, How
from inbox.configuration.document import Document
from inbox.configuration.mailboxes import NoCredential, Secrets
from inbox.model_servers import USES, row_of
from inbox.models import ModelServer, Organization
from inbox.secrets import CannotOpen

Place = tuple[int | str, ...]


def apply(
    session: Session, organization: Organization, document: Document, changes: Changes, *, secrets: Secrets,
    now: datetime,
) -> None:  # fmt: skip
    """Add, change and remove them. One that says something new is tried again at once, whatever it did before."""
    known = {row.key: row for row in model_servers.of(session, organization.id)}
    for part in document.ai.models:
        found = known.pop(part.key, None)
        row = found or ModelServer(organization_id=organization.id, key=part.key, changed_at=now)
        before = len(changes.all)
        changes.bring(
            row, f"model {part.key}", is_new=found is None,
            **part.model_dump(exclude={"key", "key_file"}),
        )  # fmt: skip
        _give_key(row, part, changes, secrets=secrets, is_new=found is None)
        if len(changes.all) != before:
            row.changed_at, row.rests_until = now, None
        session.add(row)
    for row in known.values():
        session.delete(row)
        changes.note(How.REMOVED, f"model {row.key}")


def written(session: Session, organization: Organization) -> dict[str, Any]:
    """The section as the file writes it."""
    return {
        "insights": organization.has_insights,
        "models": [
            {
                **{name: getattr(row, name) for name in ModelPart.model_fields if name != "key_file"},
                "key_file": row.secret_source or None,
            }
            for row in model_servers.of(session, organization.id)
        ],
    }  # fmt: skip


def contradictions(document: Document) -> Iterator[tuple[Place, str]]:
    """Models that are named and are none; only a mailbox itself may name one that runs elsewhere."""
    known = {one.key for one in document.ai.models}
    for use in USES:
        key = getattr(document.settings, use)
        if key is not None and key not in OURS:
            yield ("settings", use), "is local or none; a model elsewhere is named by each mailbox that may use it"
        for number, mailbox in enumerate(document.mailboxes):
            key = getattr(mailbox.settings, use)
            if key is not None and key not in OURS and key not in known:
                choice = ", ".join((*OURS, *sorted(known)))
                yield ("mailboxes", number, "settings", use), f"there is no model {key}; choose one of: {choice}"


def _give_key(row: ModelServer, part: ModelPart, changes: Changes, *, secrets: Secrets, is_new: bool) -> None:
    """That of the file, sealed, unless it is there already."""
    source = str(part.key_file) if part.key_file is not None else ""
    content = outside.content(secrets, part.key_file, f"model {part.key}") if part.key_file is not None else None
    if content is not None and not (content.isascii() and content.isprintable() and content):
        raise NoCredential("model %(key)s: %(path)s should hold the server's key on a single line",
                           key=part.key, path=part.key_file)  # fmt: skip
    if (row.secret_source or "", _opened(row, secrets)) == (source, content):
        row.secret_source = source
        return
    sealed = secrets.ring.seal(content.encode(), row=row_of(row.organization_id, row.key)) if content else None
    row.secret, row.secret_source = sealed, source
    if not is_new:
        changes.note(How.CHANGED, f"model {part.key}", "key")


def _opened(row: ModelServer, secrets: Secrets) -> str | None:
    if row.secret is None:
        return None
    try:
        return secrets.ring.open(row.secret, row=row_of(row.organization_id, row.key)).decode()
    except CannotOpen:
        return None  # its key left the ring: it is sealed anew with the newest
