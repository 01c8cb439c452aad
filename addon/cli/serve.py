"""`inbox serve`."""

from __future__ import annotations

import click

from addon import serving
from addon.cli import startup


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: INBOX_WEB_PORT, 8080.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
def serve(port: int | None, host: str) -> None:
    """Run the web service.

    It draws the cards and takes the pushes of the mail provider.

    Put a proxy that ends TLS before it: the mail clients reach it at INBOX_PUBLIC_URL.
    """
    settings = startup.runtime().settings
    serving.run(settings, host=host, port=port or settings.web_port)
