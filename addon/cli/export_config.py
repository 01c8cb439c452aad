"""`inbox export-config`."""

from __future__ import annotations

from pathlib import Path

import click

from addon import session as units
from addon.cli import startup
from inbox.configuration import writing


@click.command("export-config")
@startup.organization_option
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def export_config(key: str | None, output: Path | None) -> None:
    """Write the file that `apply` reads.

    While nothing was changed elsewhere it is the file that was applied, word for word with its comments; otherwise it
    is written anew from the database. It never holds a secret, only the paths that credentials were read from.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        text = writing.write(session, startup.organization_of(session, key))
    if output is None:
        click.echo(text, nl=False)
    else:
        with startup.told():
            output.write_text(text, encoding="utf-8", newline="")
        click.echo(f"Written to {output}.", err=True)
