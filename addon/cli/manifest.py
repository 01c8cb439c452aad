"""`inbox manifest`."""

from __future__ import annotations

import click
import orjson

from addon.cli import startup
from manifests import google


@click.group()
def manifest() -> None:
    """Print what an admin installs in a tenant."""


@manifest.command("google")
def of_google() -> None:
    """Print the deployment of the Gmail add-on.

    What docs/install-google.md hands to Google.
    """
    settings = startup.runtime().settings
    click.echo(orjson.dumps(google.deployment(settings), option=orjson.OPT_INDENT_2))
