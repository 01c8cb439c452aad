"""The file's ways out of the house: webhooks to other systems, and channels of teams at Google Chat and Teams."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import team_channels, webhook_secrets
from inbox.configuration.changes import Changes, How
from inbox.configuration.document import ChannelPart, Document, WebhookPart
from inbox.configuration.mailboxes import NoCredential, Secrets
from inbox.events import Actor
from inbox.models import Channel, Organization, Team, TeamChannel, Webhook
from inbox.secrets import CannotOpen


def apply(
    session: Session, organization: Organization, document: Document, teams: dict[str, Team], changes: Changes,
    *, secrets: Secrets, by: Actor,
) -> None:  # fmt: skip
    """Add, change and remove them. What a webhook that is gone was not told yet is never sent."""
    _apply_webhooks(session, organization, document.webhooks, changes, secrets=secrets, by=by)
    for part in document.teams:
        _apply_channels(session, teams[part.key], part.channels, changes, secrets=secrets)


def webhooks_of(session: Session, organization: Organization) -> list[dict[str, Any]]:
    """The webhooks as the file writes them."""
    query = select(Webhook).where(Webhook.organization_id == organization.id).order_by(Webhook.id)
    return [
        {
            "key": one.key, "url": one.url, "events": one.events, "secret_file": one.secret_source or None,
            "paused": one.is_paused,
        }
        for one in session.scalars(query)
    ]  # fmt: skip


def channels_of(session: Session, team: Team) -> list[dict[str, Any]]:
    """A team's channels as the file writes them."""
    query = select(TeamChannel).where(TeamChannel.team_id == team.id).order_by(TeamChannel.id)
    return [
        {"key": one.key, "kind": one.channel.value, "address_file": one.address_source, "notices": one.notices}
        for one in session.scalars(query)
    ]


def _apply_webhooks(
    session: Session, organization: Organization, parts: list[WebhookPart], changes: Changes, *, secrets: Secrets,
    by: Actor,
) -> None:  # fmt: skip
    query = select(Webhook).where(Webhook.organization_id == organization.id).order_by(Webhook.id)
    known = {row.key: row for row in session.scalars(query)}
    for part in parts:
        found = known.get(part.key)
        row = found or Webhook(
            organization_id=organization.id, key=part.key, url="", secret=b"", secret_source="", created_at=by.now
        )
        what = f"webhook {part.key}"
        changes.bring(
            row, what, is_new=found is None, url=part.url, events=list(part.events), is_paused=part.paused
        )  # fmt: skip
        _give_secret(row, part, changes, secrets=secrets, is_new=found is None)
        session.add(row)
    for key in known.keys() - {part.key for part in parts}:
        session.delete(known[key])
        changes.note(How.REMOVED, f"webhook {key}", "its log is gone, too")


def _give_secret(row: Webhook, part: WebhookPart, changes: Changes, *, secrets: Secrets, is_new: bool) -> None:
    """That of the file; else one that is made once and can be shown with `inbox webhook secret`."""
    source = str(part.secret_file) if part.secret_file is not None else ""
    before = _opened(row, secrets)
    if part.secret_file is not None:
        written = content(secrets, part.secret_file, f"webhook {part.key}")
        try:
            webhook_secrets.read(written)
        except ValueError as fault:
            raise NoCredential("webhook %(key)s: the content of %(path)s %(fault)s",
                               key=part.key, path=part.secret_file, fault=fault) from None  # fmt: skip
    else:
        written = before if before is not None and not row.secret_source else webhook_secrets.made()
    if (row.secret_source, before) != (source, written):
        row.secret = webhook_secrets.seal(secrets.ring, row.organization_id, row.key, written)
        row.secret_source = source
        if not is_new:
            changes.note(How.CHANGED, f"webhook {part.key}", "secret")


def _apply_channels(
    session: Session, team: Team, parts: list[ChannelPart], changes: Changes, *, secrets: Secrets
) -> None:  # fmt: skip
    query = select(TeamChannel).where(TeamChannel.team_id == team.id).order_by(TeamChannel.id)
    known = {row.key: row for row in session.scalars(query)}
    for part in parts:
        found = known.get(part.key)
        row = found or TeamChannel(organization_id=team.organization_id, team_id=team.id, key=part.key, address=b"")
        what = f"channel {part.key} of team {team.key}"
        address = content(secrets, part.address_file, what)
        changes.bring(
            row, what, is_new=found is None, channel=Channel(part.kind), notices=[one.value for one in part.notices],
            address_source=str(part.address_file),
        )  # fmt: skip
        if _address(row, secrets) != address:
            team_channels.seal(row, address, secrets.ring)
            if found is not None:
                changes.note(How.CHANGED, what, "address")
        session.add(row)
    for key in known.keys() - {part.key for part in parts}:
        session.delete(known[key])
        changes.note(How.REMOVED, f"channel {key} of team {team.key}")


def content(secrets: Secrets, path: Path, what: str) -> str:
    """What stands in a file that the configuration names. Raises NoCredential."""
    try:
        return secrets.read(path).decode("utf-8", "replace").strip()
    except OSError as error:
        raise NoCredential("%(what)s: cannot read %(path)s: %(why)s",
                           what=what, path=path, why=error.strerror or error) from None  # fmt: skip


def _opened(row: Webhook, secrets: Secrets) -> str | None:
    try:
        return webhook_secrets.opened(secrets.ring, row.organization_id, row.key, row.secret) if row.secret else None
    except CannotOpen:
        return None  # its key left the ring: it is sealed anew with the newest


def _address(row: TeamChannel, secrets: Secrets) -> str | None:
    try:
        return team_channels.address_of(row, secrets.ring) if row.address else None
    except CannotOpen:
        return None  # likewise
