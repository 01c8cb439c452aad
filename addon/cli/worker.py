"""`inbox worker`."""

from __future__ import annotations

import click

from addon.cli import startup
from workers import queues
from workers import worker as working

_GROUPS = {"ai": queues.AI}


@click.command()
@click.option("--burst", is_flag=True, help="Work until the queues are empty, then end.")
@click.option("--only", type=click.Choice(list(_GROUPS)), help="Work only that: ai reads mail, writes and learns.")
@click.option("--without", type=click.Choice(list(_GROUPS)), help="Leave that to other workers; takes less memory.")
def worker(burst: bool, only: str | None, without: str | None) -> None:
    """Run a worker, which reads the mailboxes.

    It also does what follows a change.

    Start as many as you need, on as many machines as you like. Killing one loses nothing.

    A worker that does what the local model is needed for takes some hundred megabytes more. With many workers, have
    one or two with `--only ai` and the others `--without ai`.
    """
    if only and without:
        raise click.UsageError("--only and --without exclude each other.")
    left_out = frozenset(_GROUPS.get(without or "", ()))
    worked = _GROUPS[only] if only else [name for name in queues.QUEUES if name not in left_out]
    working.run(startup.service(), burst=burst, worked=worked)
