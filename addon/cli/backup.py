"""`inbox backup` and `inbox restore`."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from addon.cli import startup
from inbox import backup as backups
from inbox import migrate


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything in the database to FILE.

    It is of one moment, and the service may go on meanwhile. FILE is the same for SQLite and PostgreSQL, packed, and
    readable by you alone: it holds mail. Credentials in it stay sealed: keep INBOX_SECRET_KEYS elsewhere, for nothing
    opens them without it.
    """
    runtime = startup.runtime()
    part = file.with_name(f"{file.name}.part")
    with startup.told():
        if migrate.current(runtime.engine) is None:
            raise click.ClickException("the database has no tables yet: run `inbox migrate`")
        total = backups.count(runtime.engine)
        with (
            startup.progress("Writing", total) as bar,
            _private(part) as raw,
            gzip.GzipFile(fileobj=raw, mode="wb") as packed,
        ):
            for line in backups.lines(runtime.engine, now=startup.now(), advance=bar.update):
                packed.write(line)
        part.replace(file)
    click.echo(f"{total} rows written to {file}.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database with the backup FILE.

    All of it is restored, or nothing.

    Afterwards the database is migrated to this version, and mailboxes go on from where the backup was made: mail that
    came since then is fetched by the next sync. A reply that was about to go out then is looked for before it is sent.
    """
    runtime = startup.runtime()
    try:
        with startup.told(), gzip.open(file) as lines:
            head = backups.head_of(lines.readline())
            lines.seek(0)
            with startup.progress("Restoring", sum(head["rows"].values())) as bar:
                backups.restore(runtime.engine, lines, advance=bar.update)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise click.ClickException(f"{file}: this is no backup, or it is not whole; nothing was restored") from None
    made = datetime.fromisoformat(head["at"])
    click.echo(
        f"{sum(head['rows'].values())} rows restored, as they were on {made:%Y-%m-%d at %H:%M:%S} UTC.", err=True
    )


@contextmanager
def _private(part: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, on the disk when it is closed; what failed leaves none."""
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
