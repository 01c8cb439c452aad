"""`inbox apply`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from addon import session as units
from addon.cli import leaving, startup
from inbox.configuration import applying, reading
from inbox.configuration.changes import Change
from inbox.configuration.document import Document
from inbox.configuration.mailboxes import Secrets
from sync.providers import PROVIDERS
from workers import sync_jobs
from workers.runtime import Runtime


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def apply(file: Path, dry_run: bool) -> None:
    """Make an organization what FILE says.

    FILE is YAML: people, teams, mailboxes, tags, categories, templates, settings. demo/clinic.yml describes the format.
    Applying it again changes nothing. Mistakes are told with their line and field, all at once, before anything is
    changed. Paths of credentials are relative to FILE.
    """
    runtime = startup.runtime()
    with startup.told():
        changes = carry_out(runtime, file, dry_run=dry_run)
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("Nothing to change.")
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.")


def carry_out(runtime: Runtime, file: Path, *, dry_run: bool = False) -> list[Change]:
    """Apply a file and wake the sync of its new mailboxes. Raises InboxError."""
    document, text = read_file(file)
    secrets = Secrets(runtime.ring, lambda path: (file.parent / path).read_bytes())
    with units.unit(runtime, writes=True) as session:
        changes = applying.apply(session, document, text, secrets=secrets, by=startup.actor())
        if dry_run:
            session.rollback()
        else:
            sync_jobs.wake_new_mailboxes(session, now=startup.now())
    if not dry_run:
        leaving.withdrawn_tenants(runtime, document)
    return changes


def read_file(file: Path) -> tuple[Document, str]:
    """What a file says, and its text. Ends the command with all that is wrong with it, line by line."""
    with faults_told(file):
        text = file.read_bytes().decode("utf-8")
        return reading.read(text, providers=PROVIDERS, why_not=lambda path: _why_not(file.parent / path)), text


@contextmanager
def faults_told(file: Path) -> Iterator[None]:
    """What is wrong with a file that is read meanwhile ends the command, line by line."""
    try:
        yield
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise click.ClickException(f"{file}, line {line}: this is not UTF-8 text") from None
    except reading.Unreadable as error:
        raise click.ClickException("\n".join(f"{file}, {fault}" for fault in error.faults)) from None


def _why_not(path: Path) -> str:
    """Why a file cannot be read; empty when it can."""
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{error.strerror} (looked for it in {path.parent})"
