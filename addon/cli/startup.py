"""What the commands start from: settings and runtime, with errors that a person can act on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from inbox import settings as all_settings
from inbox.configuration import reading
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import Door, Organization
from workers import runtime as running
from workers.runtime import Runtime


def runtime() -> Runtime:
    """Read the settings and open what they name. Ends the process with a message when they are missing or wrong."""
    try:
        return running.build(all_settings.load())
    except (all_settings.Missing, ValueError) as error:
        raise click.ClickException(str(error)) from None


Question = Callable[[], bool]


@contextmanager
def told() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code, instead of a trace."""
    try:
        yield
    except InboxError as error:
        raise click.ClickException(str(error)) from None
    except (OperationalError, ProgrammingError) as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(
            f"the database cannot be used: {cause}\nIs it running, and has `inbox migrate` been run?"
        ) from None


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


def staff_of(file: Path) -> list[str]:
    """The first address of everybody in an organization's file."""
    return [person.addresses[0] for person in reading.read(file.read_text(encoding="utf-8")).people]


def actor(reason: str = "") -> Actor:
    """The person at the command line, who has no name here."""
    return Actor(door=Door.CLI, now=now(), reason=reason)


def now() -> datetime:
    """The one place of the command line that reads the clock."""
    return datetime.now(UTC)


def is_terminal() -> bool:
    """Whether somebody watches: progress is shown only then."""
    return sys.stderr.isatty()


organization_option = click.option(
    "--organization", "-o", "key", metavar="KEY", help="Which organization, when there are several."
)
