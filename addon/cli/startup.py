"""What the commands start from: settings and runtime, with errors that a person can act on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from inbox import log
from inbox import settings as all_settings
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import Door, Mailbox, Organization
from workers import runtime as running
from workers.runtime import Runtime


def runtime() -> Runtime:
    """For a command that talks to a person: what happens is told in its own words, not in log lines."""
    return _built("CRITICAL")


def service() -> Runtime:
    """For a process that runs for long: it logs JSON lines."""
    return _built(None)


def _built(level: str | None) -> Runtime:
    """Read the settings and open what they name. Ends the process with a message when they are missing or wrong."""
    try:
        settings = all_settings.load()
        log.configure(level or settings.log_level)
        built = running.build(settings)
    except all_settings.Missing as error:
        raise click.ClickException(f"{error}\nSet them in the environment or in a file .env.") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}\nName another place.") from None
    context = click.get_current_context()
    context.call_on_close(built.redis.close)
    context.call_on_close(built.engine.dispose)
    return built


@contextmanager
def told() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code, instead of a trace."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    except InboxError as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        raise click.ClickException(
            f"the database cannot be used: {cause(error)}\nIs it running, and has `inbox migrate` been run?"
        ) from None
    except RedisError as error:
        raise click.ClickException(f"Redis cannot be used: {error}\nIs it running?") from None


def cause(error: Exception) -> str:
    """What the database itself said, in one line."""
    return (str(getattr(error, "orig", None) or error).strip() or type(error).__name__).splitlines()[0]


def organization_of(session: Session, key: str | None) -> Organization:
    """The organization that is meant: by key, or the only one there is."""
    found = session.scalars(select(Organization).order_by(Organization.key)).all()
    if key is not None:
        found = [one for one in found if one.key == key]
        if not found:
            raise click.ClickException(f"there is no organization {key}")
    if not found:
        raise click.ClickException("there is no organization yet; write a clinic.yml and run `inbox apply clinic.yml`")
    if len(found) > 1:
        keys = ", ".join(one.key for one in found)
        raise click.ClickException(f"there are several organizations; choose one with --organization: {keys}")
    return found[0]


def mailboxes_of(session: Session, key: str | None, address: str | None) -> list[Mailbox]:
    """The mailboxes that are meant: one by its address, or all of the organization."""
    organization = organization_of(session, key)
    query = select(Mailbox).where(Mailbox.organization_id == organization.id).order_by(Mailbox.address)
    found = [one for one in session.scalars(query) if address is None or one.address == address.lower()]
    if address is not None and not found:
        raise click.ClickException(f"there is no mailbox {address}; `inbox mailbox list` shows them")
    return found


def actor(reason: str = "") -> Actor:
    """The person at the command line, who has no name here."""
    return Actor(door=Door.CLI, now=now(), reason=reason)


def now() -> datetime:
    """The one place of the command line that reads the clock."""
    return datetime.now(UTC)


def is_terminal() -> bool:
    """Whether somebody watches: progress is shown only then."""
    return sys.stderr.isatty()


def progress(label: str, total: int) -> AbstractContextManager[Any]:
    """A bar for long work, on the error output of a terminal."""
    return click.progressbar(length=total, label=label, file=sys.stderr, hidden=not is_terminal())


organization_option = click.option(
    "--organization", "-o", "key", metavar="KEY", help="Which organization, when there are several."
)
number = click.IntRange(1, 2**31 - 1)
"""What counts up from 1; no database has to be asked about more."""
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
