"""The file's mailboxes: addresses, teams, settings, and credentials that are sealed on their way in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration.changes import Changes, How
from inbox.configuration.document import EntraApp, InstalledUser, MailboxPart, ServiceAccount
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import ArticleTeam, Conversation, Mailbox, MailboxState, Organization, Team
from inbox.secrets import CannotOpen, KeyRing


class NoCredential(InboxError):
    """A credential file that the configuration names cannot be read."""


@dataclass(frozen=True)
class Secrets:
    """How credential files are found and sealed."""

    ring: KeyRing
    read: Callable[[Path], bytes]
    """Gives the content of a path that the file names; raises OSError."""


def row_of(mailbox_id: int) -> str:
    """The row's identity that its sealed credential is bound to."""
    return f"mailbox:{mailbox_id}:credential"


def apply(
    session: Session, organization: Organization, parts: list[MailboxPart], teams: dict[str, Team], changes: Changes,
    *, secrets: Secrets, by: Actor,
) -> None:  # fmt: skip
    """Add and change mailboxes; one that the file does not name is kept and said so."""
    query = select(Mailbox).where(Mailbox.organization_id == organization.id)
    named = {part.address for part in parts}
    for part in parts:
        bring(session, organization, part, teams, changes, secrets=secrets, by=by)
    for mailbox in session.scalars(query.order_by(Mailbox.id)):
        if mailbox.address not in named:
            changes.note(How.KEPT, f"mailbox {mailbox.address}", "it is not in the file; its mail is still followed")


def bring(
    session: Session, organization: Organization, part: MailboxPart, teams: dict[str, Team], changes: Changes,
    *, secrets: Secrets, by: Actor,
) -> Mailbox:  # fmt: skip
    """Add a mailbox, or change the one of that address."""
    query = select(Mailbox).where(Mailbox.organization_id == organization.id, Mailbox.address == part.address)
    found = session.scalars(query).one_or_none()
    row = found or Mailbox(
        organization_id=organization.id, address=part.address, name="", provider="", state=MailboxState.NEW,
        created_at=by.now,
    )  # fmt: skip
    changes.bring(
        row, f"mailbox {part.address}", is_new=found is None, name=part.name, team_id=teams[part.team].id,
        provider=part.provider, groups=list(part.groups), settings=part.settings.given(),
        skills=list(part.skills),
    )  # fmt: skip
    session.add(row)
    session.flush()
    if part.credential is not None:
        give_credential(row, part.credential, changes, secrets=secrets, is_new=found is None)
    return row


def give_credential(
    mailbox: Mailbox, credential: ServiceAccount | InstalledUser | EntraApp, changes: Changes, *, secrets: Secrets,
    is_new: bool,
) -> None:  # fmt: skip
    """Seal a credential file's content into the row, unless it is there already."""
    source = credential.model_dump(mode="json")
    path = credential.token_file if isinstance(credential, InstalledUser) else credential.key_file
    try:
        content = secrets.read(path)
    except OSError as error:
        raise NoCredential("mailbox %(address)s: cannot read %(path)s: %(why)s",
                           address=mailbox.address, path=path, why=error.strerror or error) from None  # fmt: skip
    if mailbox.credential_source != source or _opened(mailbox, secrets.ring) != content:
        mailbox.credential = secrets.ring.seal(content, row=row_of(mailbox.id))
        mailbox.credential_source = source
        if mailbox.state is MailboxState.DISCONNECTED:
            mailbox.state, mailbox.state_reason = MailboxState.NEW, ""
        if not is_new:
            changes.note(How.CHANGED, f"mailbox {mailbox.address}", "credential")


def is_needed(session: Session, team: Team) -> bool:
    """Whether a mailbox, a conversation or an article belongs to the team; without it, others could read the last."""
    owned = (Mailbox.team_id, Conversation.team_id, ArticleTeam.team_id)
    return any(session.scalars(select(one).where(one == team.id).limit(1)).first() is not None for one in owned)


def _opened(mailbox: Mailbox, ring: KeyRing) -> bytes | None:
    if mailbox.credential is None:
        return None
    try:
        return ring.open(mailbox.credential, row=row_of(mailbox.id))
    except CannotOpen:
        return None  # its key left the ring: it is sealed anew with the newest
