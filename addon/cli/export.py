"""`inbox export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click
import orjson
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup
from inbox import export as exporting
from inbox.models import Organization


@click.command()
@startup.organization_option
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def export(key: str | None, output: Path | None) -> None:
    """Write all conversations as JSON Lines.

    One conversation a line, whole: with its messages (class and the header that decided it, disposition, visible text,
    folded quote, attachments, provider ids), notes and events. Quarantined and merged conversations are among them and
    marked.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        if output is None:
            _write(session, organization, sys.stdout.buffer)
        else:
            with output.open("wb") as file:
                written = _write(session, organization, file)
            click.echo(f"{written} conversation{'' if written == 1 else 's'} written to {output}.", err=True)


def _write(session: Session, organization: Organization, file: BinaryIO) -> int:
    total, written = exporting.count(session, organization), 0
    with click.progressbar(
        exporting.conversations(session, organization), length=total, label="Exporting", file=sys.stderr,
        hidden=not startup.is_terminal(),
    ) as conversations:  # fmt: skip
        for conversation in conversations:
            file.write(orjson.dumps(conversation, option=orjson.OPT_APPEND_NEWLINE))
            written += 1
    return written
