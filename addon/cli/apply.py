"""`inbox apply`."""

from __future__ import annotations

from pathlib import Path

import click

from addon import session as units
from addon.cli import startup
from inbox.configuration import applying, reading
from inbox.configuration.changes import Change
from inbox.configuration.mailboxes import Secrets
from workers import sync_jobs
from workers.runtime import Runtime


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def apply(file: Path, dry_run: bool) -> None:
    """Make an organization what FILE says: people, teams, mailboxes, tags, categories, templates, settings.

    FILE is YAML; demo/clinic.yml describes the format. Applying it again changes nothing. Mistakes are told with their
    line and field, all at once, before anything is changed. Paths of credentials are relative to FILE.
    """
    runtime = startup.runtime()
    with startup.told():
        changes = carry_out(runtime, file, dry_run=dry_run)
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("Nothing to change.")
    elif dry_run:
        click.echo(f"{len(changes)} changes, none of them made: this was a dry run.")


def carry_out(runtime: Runtime, file: Path, *, dry_run: bool = False, credentials: Path | None = None) -> list[Change]:
    """Apply a file and wake the sync of its mailboxes. Raises InboxError.

    Credentials are found relative to the file, or by their mere names in the folder `credentials`.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise reading.Unreadable([reading.Fault(1, "", "the file is not UTF-8 text")]) from None
    document = reading.read(text)
    secrets = Secrets(runtime.ring, lambda path: _found(path, file, credentials).read_bytes())
    with units.unit(runtime, writes=True) as session:
        changes = applying.apply(session, document, text, secrets=secrets, by=startup.actor())
        if dry_run:
            session.rollback()
        else:
            sync_jobs.wake_new_mailboxes(session, now=startup.now())
    return changes


def _found(path: Path, file: Path, credentials: Path | None) -> Path:
    return file.parent / path if credentials is None else credentials / path.name
