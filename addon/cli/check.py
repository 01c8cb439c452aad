"""`inbox check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from addon import session as units
from addon.cli import startup
from inbox import migrate, settings
from inbox.models import Mailbox, Organization
from sync import connecting
from sync.errors import AccessLost, ProviderError, TryAgain
from workers import runtime as running
from workers import ticker
from workers.runtime import Runtime

_TICK_PATIENCE = 120.0
"""Seconds without a tick after which no ticker seems to run."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` says what to do when it is not well."""

    what: str
    is_well: bool
    detail: str = ""
    mend: str = ""


@click.command()
def check() -> None:
    """Look at everything the product needs and say what is wrong and how to mend it.

    Configuration, database, Redis, the ticker, and each mailbox's credential (one harmless call to its provider).
    Ends with code 1 if anything is wrong, so that a monitor can run it.
    """
    wrong = 0
    for finding in _findings():
        wrong += not finding.is_well
        mark = click.style("ok   ", fg="green") if finding.is_well else click.style("WRONG", fg="red")
        click.echo(f"{mark}  {finding.what}" + (f": {finding.detail}" if finding.detail else ""))
        if finding.mend:
            click.echo(f"       → {finding.mend}")
    if wrong:
        raise click.ClickException(f"{wrong} thing{'s' if wrong > 1 else ''} to mend")
    click.echo("All is well.")


def _findings() -> Iterator[Finding]:
    try:
        runtime = running.build(settings.load())
    except (settings.Missing, ValueError) as error:
        yield Finding("configuration", False, str(error), "Set them in the environment or in a file .env.")
        return
    yield Finding("configuration", True, runtime.settings.public_url)
    database = _database(runtime)
    yield database
    yield _redis(runtime)
    if database.is_well:
        yield _tick(runtime, startup.now())
        yield from _mailboxes(runtime)


def _database(runtime: Runtime) -> Finding:
    try:
        with runtime.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        at, head = migrate.current(runtime.engine), migrate.head()
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return Finding("database", False, cause, "Is it running, and does INBOX_DATABASE_URL name it?")
    if at != head:
        return Finding("database", False, f"its tables are at {at}, the code wants {head}", "Run `inbox migrate`.")
    return Finding("database", True, runtime.engine.dialect.name)


def _redis(runtime: Runtime) -> Finding:
    try:
        runtime.redis.ping()
        policy = str(runtime.redis.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    except RedisError as error:
        return Finding("Redis", False, str(error), "Is it running, and does INBOX_REDIS_URL name it?")
    if policy not in ("", "noeviction"):
        return Finding("Redis", False, f"maxmemory-policy is {policy}", "Set it to noeviction, or jobs may vanish.")
    return Finding("Redis", True)


def _tick(runtime: Runtime, now: datetime) -> Finding:
    age = ticker.age(runtime, now=now)
    if age is None or age > _TICK_PATIENCE:
        seen = "never ticked" if age is None else f"last tick {age:.0f} s ago"
        return Finding("ticker", False, seen, "Start one with `inbox ticker`.")
    return Finding("ticker", True, f"last tick {age:.0f} s ago")


def _mailboxes(runtime: Runtime) -> Iterator[Finding]:
    with units.unit(runtime, writes=False) as session:
        if session.scalars(select(Organization.id).limit(1)).first() is None:
            yield Finding("organization", False, "there is none yet", "Write a clinic.yml and run `inbox apply` on it.")
        mailboxes = session.scalars(select(Mailbox).order_by(Mailbox.organization_id, Mailbox.address)).all()
    for mailbox in mailboxes:
        yield _mailbox(runtime, mailbox)


def _mailbox(runtime: Runtime, mailbox: Mailbox) -> Finding:
    what = f"mailbox {mailbox.address}"
    try:
        profile = connecting.open_provider(runtime, mailbox).profile()
    except AccessLost as error:
        return Finding(what, False, str(error), error.next_step)
    except (TryAgain, ProviderError) as error:
        return Finding(what, False, str(error), "The provider did not answer as it should; try again in a minute.")
    return Finding(what, True, f"{mailbox.state.value}, {profile.messages} messages at the provider")
