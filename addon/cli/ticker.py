"""`inbox ticker`."""

from __future__ import annotations

import click

from addon.cli import startup
from workers import ticker as ticking


@click.command()
def ticker() -> None:
    """Run the ticker: it starts what recurs (asking silent mailboxes, renewing watches, waking snoozed conversations).

    Start two on different machines, if you like: one leads, the other takes over when it falls silent.
    """
    ticking.run(startup.service())
