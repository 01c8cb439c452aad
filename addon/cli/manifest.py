"""`inbox manifest`."""

from __future__ import annotations

import click
import orjson

from addon.cli import startup
from manifests import google


@click.group()
def manifest() -> None:
    """Print what an admin installs in a tenant, made from the settings."""


@manifest.command("google")
def of_google() -> None:
    """The deployment of the Google Workspace add-on (see docs/install-google.md)."""
    settings = startup.runtime().settings
    click.echo(orjson.dumps(google.deployment(settings), option=orjson.OPT_INDENT_2))
