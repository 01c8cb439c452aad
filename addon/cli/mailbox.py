"""`inbox mailbox`: connecting mailboxes and seeing how they fare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup, syncing
from inbox import mailbox_status, reprocessing
from inbox.configuration import mailboxes as configuring
from inbox.configuration.changes import Changes
from inbox.configuration.document import InstalledUser, MailboxPart, ServiceAccount
from inbox.configuration.mailboxes import Secrets
from inbox.models import Mailbox, Organization, Team
from workers import sync_jobs


@click.group()
def mailbox() -> None:
    """Connect shared mailboxes and see how they fare."""


@mailbox.command()
@click.argument("address")
@click.option("--team", required=True, metavar="KEY", help="The team that answers it.")
@click.option("--name", help="What staff call it; default: the part before the @.")
@click.option("--provider", default="gmail", show_default=True, help="Where it lives.")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A service account's JSON key, with domain-wide delegation.")  # fmt: skip
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The mailbox's own consent: client_id, client_secret, refresh_token as JSON.")  # fmt: skip
@startup.organization_option
def add(
    address: str, team: str, name: str | None, provider: str, key_file: Path | None, token_file: Path | None,
    key: str | None,
) -> None:  # fmt: skip
    """Connect ADDRESS, a shared mailbox. Its credential is kept encrypted. Doing it again changes what you name."""
    if (key_file is None) == (token_file is None):
        raise click.UsageError("give either --key-file or --token-file")
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        credential = (
            ServiceAccount(kind="service-account", key_file=key_file.resolve())
            if key_file
            else InstalledUser(kind="installed-user", token_file=(token_file or Path()).resolve())
        )
        part = MailboxPart(
            address=address, name=name or address.partition("@")[0].title(), team=team, provider=provider,
            credential=credential,
        )  # fmt: skip
        changes = Changes()
        teams = _teams(session, organization)
        if team not in teams:
            raise click.ClickException(f"there is no team {team}; there are: {', '.join(sorted(teams)) or 'none'}")
        secrets = Secrets(runtime.ring, Path.read_bytes)
        configuring.bring(session, organization, part, teams, changes, secrets=secrets, by=startup.actor())
        sync_jobs.wake_new_mailboxes(session, now=startup.now())
    click.echo("\n".join(map(str, changes.all)) or "Nothing to change.")


@mailbox.command("list")
@startup.organization_option
def list_(key: str | None) -> None:
    """The mailboxes, their teams and how they stand."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        rows = _statuses(session, key, None)
    for row in rows:
        click.echo(f"{row['address']:40} {row['team']:16} {row['provider']:8} {row['state']}")
    if not rows:
        click.echo("No mailbox yet. Add one with `inbox mailbox add` or in clinic.yml.")


@mailbox.command()
@click.argument("address", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@startup.organization_option
def status(address: str | None, as_json: bool, key: str | None) -> None:
    """How each mailbox fares: state, last push and sync, what became of its messages, what failed, what to do."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        rows = _statuses(session, key, address)
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        click.echo(mailbox_status.described(row))
    if not rows:
        click.echo("No mailbox yet. Add one with `inbox mailbox add` or in clinic.yml.")


@mailbox.command()
@click.argument("address", required=False)
@startup.organization_option
def sync(address: str | None, key: str | None) -> None:
    """Read ADDRESS, or every mailbox, now and in this process, and show how far it got.

    Also the way to try a disconnected mailbox again after mending what was wrong.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        chosen = [(one.id, one.address) for one in _chosen(session, key, address)]
    for mailbox_id, name in chosen:
        with startup.told():
            click.echo(syncing.sync_now(runtime, mailbox_id, name))


@mailbox.command()
@click.argument("address", required=False)
@startup.organization_option
def reprocess(address: str | None, key: str | None) -> None:
    """Try the mails of ADDRESS, or of every mailbox, that could not be taken in once more."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        for one in _chosen(session, key, address):
            done = reprocessing.retry_all(session, one, keys=runtime.message_id_keys, now=startup.now())
            click.echo(f"{one.address}: {done.taken_in} taken in, {done.failed} failed again")


def _teams(session: Session, organization: Organization) -> dict[str, Team]:
    return {team.key: team for team in session.scalars(select(Team).where(Team.organization_id == organization.id))}


def _chosen(session: Session, key: str | None, address: str | None) -> list[Mailbox]:
    organization = startup.organization_of(session, key)
    query = select(Mailbox).where(Mailbox.organization_id == organization.id).order_by(Mailbox.address)
    found = [one for one in session.scalars(query) if address is None or one.address == address.lower()]
    if address is not None and not found:
        raise click.ClickException(f"there is no mailbox {address}; `inbox mailbox list` shows them")
    return found


def _statuses(session: Session, key: str | None, address: str | None) -> list[dict[str, Any]]:
    return [mailbox_status.of(session, one, now=startup.now()) for one in _chosen(session, key, address)]
