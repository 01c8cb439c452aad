"""`inbox migrate`."""

from __future__ import annotations

import click

from addon.cli import startup
from inbox import migrate as migrating


@click.command()
def migrate() -> None:
    """Bring the tables of the database up to date.

    Safe to run at every start and on several machines at once: they take turns.
    """
    runtime = startup.runtime()
    with startup.told():
        before = migrating.current(runtime.engine)
        migrating.upgrade(runtime.engine)
        after = migrating.current(runtime.engine)
    if before is None:
        click.echo(f"The tables are made ({after}).")
    elif before != after:
        click.echo(f"Migrated from {before} to {after}.")
    else:
        click.echo(f"The database is up to date ({after}).")
