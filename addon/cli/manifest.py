"""`inbox manifest`."""

from __future__ import annotations

import click
import orjson

from addon.cli import startup
from manifests import google, outlook_json, outlook_xml


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


@manifest.command("outlook-xml")
def of_outlook() -> None:
    """Print the manifest of the Outlook add-in.

    The one that every client takes; an admin uploads it in Microsoft 365, as a file or by its address.
    """
    settings = startup.runtime().settings
    click.echo(outlook_xml.manifest(settings), nl=False)


@manifest.command("outlook-json")
def of_outlook_unified() -> None:
    """Print the unified manifest of the Outlook add-in.

    Not for Macs and phones. It is uploaded in a package with its pictures: /manifests/outlook.zip of the service.
    """
    settings = startup.runtime().settings
    click.echo(orjson.dumps(outlook_json.manifest(settings), option=orjson.OPT_INDENT_2))
