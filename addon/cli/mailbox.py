"""`inbox mailbox`: connecting mailboxes and seeing how they fare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup, syncing
from inbox import mailbox_status, reprocessing
from inbox.configuration import mailboxes as configuring
from inbox.configuration.changes import Changes
from inbox.configuration.document import EntraApp, InstalledUser, MailboxPart, ServiceAccount
from inbox.configuration.mailboxes import Secrets
from inbox.models import Mailbox, Organization, Team
from sync.providers import PROVIDERS
from workers import sync_jobs

_NONE = "No mailbox yet. Add one with `inbox mailbox add` or in clinic.yml."
_credential_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def mailbox() -> None:
    """Connect shared mailboxes and see how they fare."""


@mailbox.command()
@click.argument("address")
@click.option("--team", required=True, metavar="KEY", help="The team that answers it.")
@click.option("--name", help="What staff call it; default: the part before the @.")
@click.option("--provider", default="gmail", show_default=True, type=click.Choice(list(PROVIDERS)),
              help="Where it lives.")  # fmt: skip
@click.option("--key-file", type=_credential_file, help="A service account's JSON key, with domain-wide delegation.")
@click.option("--token-file", type=_credential_file,
              help="The mailbox's own consent: client_id, client_secret, refresh_token as JSON.")  # fmt: skip
@click.option(
    "--app-file",
    type=_credential_file,
    help="An Entra application: tenant_id, client_id, client_secret or certificate and private_key as JSON.",
)
@startup.organization_option
def add(
    address: str, team: str, name: str | None, provider: str, key_file: Path | None, token_file: Path | None,
    app_file: Path | None, key: str | None,
) -> None:  # fmt: skip
    """Connect ADDRESS, a shared mailbox, and have it read.

    Its credential is kept encrypted. Doing it again changes what you name, e.g. the credential.
    """
    credential = _credential(key_file, token_file, app_file)
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        teams = _teams(session, organization)
        if team not in teams:
            raise click.ClickException(f"there is no team {team}; there are: {', '.join(sorted(teams)) or 'none'}")
        part = _part(_known(session, organization, address), address, name, team, provider, credential)
        changes = Changes()
        secrets = Secrets(runtime.ring, Path.read_bytes)
        configuring.bring(session, organization, part, teams, changes, secrets=secrets, by=startup.actor())
        sync_jobs.wake_new_mailboxes(session, now=startup.now())
    click.echo("\n".join(map(str, changes.all)) or "Nothing to change.")
    click.echo("`inbox check` tries its credential; a worker reads it, or `inbox mailbox sync` does at once.")


@mailbox.command("list")
@startup.json_option
@startup.organization_option
def list_(as_json: bool, key: str | None) -> None:
    """Name the mailboxes, their teams and how they stand."""
    rows = _statuses(None, key)
    if as_json:
        click.echo(orjson.dumps([{name: row[name] for name in _LISTED} for row in rows], option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        click.echo("".join(f"{row[name]:{width}} " for name, width in _LISTED.items()).rstrip())
    if not rows:
        click.echo(_NONE)


_LISTED = {"address": 40, "team": 16, "provider": 8, "state": 12}
"""What is listed, and how wide."""


@mailbox.command()
@click.argument("address", required=False)
@startup.json_option
@startup.organization_option
def status(address: str | None, as_json: bool, key: str | None) -> None:
    """Show how each mailbox fares, or ADDRESS alone.

    Its state, when it was last read, how far a first reading got, what became of its messages, which of them could not
    be taken in and why, and what to do.
    """
    rows = _statuses(address, key)
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        click.echo("\n\n".join(map(mailbox_status.described, rows)) or _NONE)


@mailbox.command()
@click.argument("address", required=False)
@startup.organization_option
def sync(address: str | None, key: str | None) -> None:
    """Read ADDRESS, or every mailbox, now.

    Done in this process, so that you see how far it got; also the way to try a disconnected mailbox again after mending
    what was wrong. Ends with code 1 if a mailbox could not be read to its end.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        chosen = [(one.id, one.address) for one in startup.mailboxes_of(session, key, address)]
    results = []
    for mailbox_id, name in chosen:
        with startup.told():
            is_read, sentence = syncing.sync_now(runtime, mailbox_id, name)
        click.echo(f"{name}: {sentence}")
        results.append(is_read)
    if not chosen:
        click.echo(_NONE)
    if not all(results):
        raise SystemExit(1)


@mailbox.command()
@click.argument("address", required=False)
@startup.organization_option
def reprocess(address: str | None, key: str | None) -> None:
    """Try mails again that could not be taken in.

    Those of ADDRESS, or of every mailbox. Each was kept as it came; `inbox mailbox status` lists them.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        chosen = startup.mailboxes_of(session, key, address)
    for one in chosen:
        with startup.told(), units.unit(runtime, writes=True) as session:
            held = session.get_one(Mailbox, one.id)
            done = reprocessing.retry_all(session, held, keys=runtime.message_id_keys, now=startup.now())
        click.echo(f"{one.address}: {done.taken_in} taken in, {done.failed} failed again")


def _credential(
    key_file: Path | None, token_file: Path | None, app_file: Path | None
) -> ServiceAccount | InstalledUser | EntraApp:
    match key_file, token_file, app_file:
        case Path() as path, None, None:
            return ServiceAccount(kind="service-account", key_file=path.resolve())
        case None, Path() as path, None:
            return InstalledUser(kind="installed-user", token_file=path.resolve())
        case None, None, Path() as path:
            return EntraApp(kind="entra-app", key_file=path.resolve())
    raise click.UsageError("Give either --key-file, --token-file or --app-file.")


def _known(session: Session, organization: Organization, address: str) -> Mailbox | None:
    query = select(Mailbox).where(Mailbox.organization_id == organization.id, Mailbox.address == address.lower())
    return session.scalars(query).one_or_none()


def _part(
    known: Mailbox | None, address: str, name: str | None, team: str, provider: str,
    credential: ServiceAccount | InstalledUser | EntraApp,
) -> MailboxPart:  # fmt: skip
    """The mailbox as the file would describe it; what was not named stays as it is."""
    named = name or (known.name if known else address.partition("@")[0].title())
    kept = {"groups": known.groups, "settings": known.settings} if known else {}
    try:
        return MailboxPart.model_validate(
            {"address": address, "name": named, "team": team, "provider": provider, "credential": credential, **kept}
        )
    except ValidationError as error:
        fault = error.errors()[0]
        said = fault["msg"].removeprefix("Value error, ")
        raise click.ClickException(f"{fault['loc'][0]} {fault['input']}: {said}") from None


def _teams(session: Session, organization: Organization) -> dict[str, Team]:
    return {team.key: team for team in session.scalars(select(Team).where(Team.organization_id == organization.id))}


def _statuses(address: str | None, key: str | None) -> list[dict[str, Any]]:
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        chosen = startup.mailboxes_of(session, key, address)
        return [mailbox_status.of(session, one, now=startup.now()) for one in chosen]
