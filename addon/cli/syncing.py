"""Reading a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

import sys

import click

from addon import session as units
from addon.cli import startup
from inbox.models import Mailbox, MailboxState
from workers import sync_jobs
from workers.runtime import Runtime

_TURNS = 100_000
"""More batches than any mailbox has: a guard, not a limit."""


def sync_now(runtime: Runtime, mailbox_id: int, name: str) -> str:
    """Read a mailbox batch by batch until it is up to date; the sentence that tells how it went."""
    before = _held(runtime, mailbox_id)
    with click.progressbar(
        length=1000, label=f"Reading {name}", file=sys.stderr, hidden=not startup.is_terminal()
    ) as bar:
        shown = 0
        for _ in range(_TURNS):
            more = sync_jobs.sync_here(runtime, mailbox_id)
            done = _done(runtime, mailbox_id)
            bar.update(done - shown)
            shown = done
            if not more:
                break
    mailbox = _mailbox(runtime, mailbox_id)
    if mailbox.state is MailboxState.DISCONNECTED:
        return f"{name}: disconnected. {mailbox.state_reason}"
    return f"{name}: up to date, {_held(runtime, mailbox_id) - before} new messages"
