"""`inbox check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from addon import session as units
from addon.cli import startup
from inbox import migrate, webhook_log
from inbox.models import Mailbox, MailboxState, Organization
from sync import connecting
from sync.errors import AccessLost, ProviderError, TryAgain
from sync.providers.outlook import on_behalf
from workers import ticker
from workers.mailman import Mailman, NotNow
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
    """Say what is wrong with the installation.

    And how to mend it. Looks at settings, database, Redis, the ticker, and each mailbox's credential (one harmless call
    to its provider). Ends with code 1 if anything is wrong, so that a monitor can run it. Changes nothing and prints no
    secret.
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
        runtime = startup.runtime()
    except click.ClickException as error:
        what, *mend = error.message.rsplit("\n", 1)
        yield Finding("settings", False, what, "".join(mend))
        return
    yield Finding("settings", True, runtime.settings.public_url)
    database = _database(runtime)
    yield database
    yield _redis(runtime)
    yield from _tick(runtime, startup.now())
    yield from _proof_of_pane(runtime)
    if database.is_well:
        yield from _mailboxes(runtime)
        yield from _webhooks(runtime)
    yield from _mail(runtime)


def _mail(runtime: Runtime) -> Iterator[Finding]:
    """The server that takes notices to staff, where one is set."""
    mailman = Mailman(runtime.settings)
    if not mailman.is_set:
        return
    try:
        mailman.reach()
    except NotNow as trouble:
        yield Finding("mail to staff", False, str(trouble), "Is it running, and is INBOX_SMTP_URL right? Notices wait.")
    else:
        yield Finding("mail to staff", True, runtime.settings.smtp_from)


def _webhooks(runtime: Runtime) -> Iterator[Finding]:
    """Those that were switched off, or take nothing."""
    with units.unit(runtime, writes=False) as session:
        ids = session.scalars(select(Organization.id).order_by(Organization.id)).all()
        for one in (one for id_ in ids for one in webhook_log.standings(session, id_)):
            if one.disabled_at is not None:
                yield Finding(f"webhook {one.key}", False, f"switched off: {one.disabled_reason}",
                              f"Mend the receiver, then `inbox webhook enable {one.key}`.")  # fmt: skip
            elif one.failing_since is not None and not one.is_paused:
                yield Finding(f"webhook {one.key}", False,
                              f"takes nothing since {one.failing_since:%Y-%m-%d %H:%M} UTC: {one.trouble}",
                              "It is tried again by itself; mend the receiver or its address.")  # fmt: skip


def _database(runtime: Runtime) -> Finding:
    try:
        at, head = migrate.current(runtime.engine), migrate.head()
    except DBAPIError as error:
        return Finding("database", False, startup.cause(error), "Is it running, and does INBOX_DATABASE_URL name it?")
    if not migrate.knows(at):
        return Finding("database", False, f"its tables are at {at}, which this version does not know",
                       "Install the newer version that made them.")  # fmt: skip
    if at != head:
        return Finding("database", False, f"its tables are at {at}, the code wants {head}", "Run `inbox migrate`.")
    return Finding("database", True, runtime.engine.dialect.name)


def _redis(runtime: Runtime) -> Finding:
    try:
        runtime.redis.ping()
        policy = _policy(runtime)
    except RedisError as error:
        return Finding("Redis", False, str(error), "Is it running, and does INBOX_REDIS_URL name it?")
    if policy not in ("", "noeviction"):
        return Finding("Redis", False, f"maxmemory-policy is {policy}", "Set it to noeviction, or jobs may vanish.")
    return Finding("Redis", True)


def _policy(runtime: Runtime) -> str:
    """What Redis does when its memory is full; empty where it does not tell, as hosted ones do not."""
    try:
        return str(runtime.redis.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    except ResponseError:
        return ""


def _tick(runtime: Runtime, now: datetime) -> Iterator[Finding]:
    try:
        age = ticker.age(runtime, now=now)
    except RedisError:
        return  # told already; what the ticker does is known to Redis alone
    seen = "it never ticked" if age is None else f"last tick {age:.0f} s ago"
    is_well = age is not None and age <= _TICK_PATIENCE
    yield Finding("ticker", is_well, seen, "" if is_well else "Start one with `inbox ticker`.")


def _proof_of_pane(runtime: Runtime) -> Iterator[Finding]:
    """Whether the certificate can be read with which Track reads people's own mail at Outlook, if there is one."""
    if not runtime.settings.entra_certificate_file:
        return
    try:
        on_behalf.proof(runtime.settings)
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValueError as error:
        why = str(error)
    else:
        yield Finding("certificate of the pane", True)
        return
    yield Finding("certificate of the pane", False, why, "INBOX_ENTRA_CERTIFICATE_FILE names one PEM file of both.")


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
    except TryAgain as error:
        return Finding(what, False, str(error), "The provider cannot answer just now; try again in a minute.")
    except ProviderError as error:
        return Finding(what, False, str(error), "Mend what the provider says.")
    if mailbox.state is MailboxState.DISCONNECTED:
        return Finding(what, False, "it is disconnected, but its credential works again",
                       f"Run `inbox mailbox sync {mailbox.address}`.")  # fmt: skip
    return Finding(what, True, f"{mailbox.state.value}, {profile.messages} messages at the provider")
