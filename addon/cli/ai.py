"""`inbox ai`: what the AI learnt from staff, version by version."""

from __future__ import annotations

import click
import orjson

from addon import session as units
from addon.cli import startup
from inbox import learning
from inbox.learning import Version


@click.group()
def ai() -> None:
    """The AI: what it learnt from your staff."""


@ai.command()
@startup.json_option
@startup.organization_option
def versions(as_json: bool, key: str | None) -> None:
    """Say which versions are kept, and which one is in use."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        found = learning.versions(session, startup.organization_of(session, key).id)
    if as_json:
        click.echo(orjson.dumps([one._asdict() for one in found], option=orjson.OPT_INDENT_2))
        return
    for one in found:
        click.echo(_told(one))
    if not found:
        click.echo("Nothing was learnt yet.")


@ai.command()
@click.argument("version", type=click.IntRange(min=1))
@startup.organization_option
def rollback(version: int, key: str | None) -> None:
    """Put an earlier VERSION into use, from the next mail on."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        is_news = learning.roll_back(session, organization.id, version, by=startup.actor())
    click.echo(f"Version {version} is in use." if is_news else f"Version {version} was in use already.")


def _told(one: Version) -> str:
    right = one.measured.get("accuracy")
    measured = f", {right:.0%} of {one.measured.get('held', 0):.0f} held back were right" if right is not None else ""
    in_use = "  in use" if one.is_current else ""
    return f"{one.version:>4}  {one.trained_at:%Y-%m-%d %H:%M}  {one.examples} examples by staff{measured}{in_use}"
