"""`inbox worker`."""

from __future__ import annotations

import click

from addon.cli import startup
from workers import worker as working


@click.command()
@click.option("--burst", is_flag=True, help="Work until the queues are empty, then end.")
def worker(burst: bool) -> None:
    """Run a worker, which reads the mailboxes.

    It also does what follows a change.

    Start as many as you need, on as many machines as you like. Killing one loses nothing.
    """
    working.run(startup.service(), burst=burst)
