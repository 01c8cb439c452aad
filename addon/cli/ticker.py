"""`inbox ticker`."""

from __future__ import annotations

import click

from addon.cli import startup
from workers import ticker as ticking


@click.command()
def ticker() -> None:
    """Run the ticker, which starts what recurs.

    It has silent mailboxes asked, watches renewed, snoozed conversations woken, failed mail tried again.

    Start two on different machines, if you like: one leads, the other takes over when it falls silent.
    """
    ticking.run(startup.service())
