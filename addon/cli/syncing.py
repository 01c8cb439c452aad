"""Reading a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

import sys

import click
from sqlalchemy import func, select

from addon import session as units
from addon.cli import startup
from inbox.models import Delivery, Mailbox, MailboxState
from workers import sync_jobs
from workers.runtime import Runtime

_TURNS = 100_000
"""More batches than any mailbox has: a guard, not a limit."""


def sync_now(runtime: Runtime, mailbox_id: int, name: str) -> str:
    """Read a mailbox batch by batch until it is up to date; the sentence that tells how it went."""
    before, _ = _stand(runtime, mailbox_id)
    with click.progressbar(
        length=1000, label=f"Reading {name}", file=sys.stderr, hidden=not startup.is_terminal()
    ) as bar:
        shown = 0
        for _ in range(_TURNS):
            has_more = sync_jobs.sync_here(runtime, mailbox_id)
            _, mailbox = _stand(runtime, mailbox_id)
            done = int(mailbox.read_so_far * 1000)
            bar.update(done - shown)
            shown = done
            if not has_more:
                break
    after, mailbox = _stand(runtime, mailbox_id)
    if mailbox.state is MailboxState.DISCONNECTED:
        return f"{name}: disconnected. {mailbox.state_reason}"
    return f"{name}: up to date, {after - before} new messages"


def _stand(runtime: Runtime, mailbox_id: int) -> tuple[int, Mailbox]:
    """How many messages are held, and the mailbox as it stands."""
    with units.unit(runtime, writes=False) as session:
        count = select(func.count()).select_from(Delivery).where(Delivery.mailbox_id == mailbox_id)
        return session.scalar(count) or 0, session.get_one(Mailbox, mailbox_id)
