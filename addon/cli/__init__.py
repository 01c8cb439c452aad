"""The command line `inbox`: one command a file."""

from __future__ import annotations

import os
from pathlib import Path

import click
from dotenv import dotenv_values

from addon.cli.ai import ai
from addon.cli.apply import apply
from addon.cli.backup import backup, restore
from addon.cli.check import check
from addon.cli.demo import demo
from addon.cli.export import export
from addon.cli.export_config import export_config
from addon.cli.leave import leave
from addon.cli.ledger import ledger
from addon.cli.mailbox import mailbox
from addon.cli.manifest import manifest
from addon.cli.migrate import migrate
from addon.cli.remove import remove
from addon.cli.rules import rules
from addon.cli.serve import serve
from addon.cli.sla import sla
from addon.cli.ticker import ticker
from addon.cli.webhook import webhook
from addon.cli.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="embedded-inbox", prog_name="inbox")
@click.option("--settings", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Settings of another installation than .env names, e.g. var/demo.env of the demo.")  # fmt: skip
def main(settings: Path | None) -> None:
    """Embedded Inbox: shared mailboxes as tracked conversations, inside Gmail.

    Three processes make a running installation: `inbox serve` (the web service that draws the cards), `inbox worker`
    (reads mailboxes; start as many as you need) and `inbox ticker` (what recurs; start two, one of them leads).

    Settings come from environment variables INBOX_… or a file .env; `inbox check` says which are missing.
    `inbox demo` needs none of this and shows everything on an invented clinic; while it runs,
    `inbox --settings var/demo.env mailbox status` and the like look at it from behind.
    """
    for name, value in dotenv_values(settings).items() if settings else ():
        os.environ[name] = value or ""


for command in (
    serve, worker, ticker, migrate, check, apply, export_config, mailbox, leave, ledger, webhook, export, backup,
    restore, remove, manifest, sla, rules, ai, demo,
):  # fmt: skip
    main.add_command(command)
