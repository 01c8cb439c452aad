"""`inbox leave`: who is away when, and who stands in."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup
from inbox import leaves
from inbox.models import Leave, LeaveSource, Organization, Person, PersonAddress

_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def leave() -> None:
    """Write down who is away when, and who stands in for them."""


@leave.command()
@click.argument("address", metavar="PERSON")
@click.option("--from", "first", type=_day, required=True, metavar="DATE", help="The first day.")
@click.option("--to", "last", type=_day, metavar="DATE", help="The last day; default: the first.")
@click.option("--substitute", metavar="ADDRESS", help="Who stands in.")
@click.option("--note", default="", help="What the team should know.")
@startup.organization_option
def add(
    address: str, first: datetime, last: datetime | None, substitute: str | None, note: str, key: str | None
) -> None:
    """Let PERSON, named by address, be away on some days."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        person = _person(session, organization, address)
        other = _person(session, organization, substitute) if substitute else None
        begin, end = leaves.days(leaves.zone_of(session, person), first.date(), (last or first).date())
        leaves.add(
            session, person, begin, end, by=startup.actor(), substitute=other, note=note[:200], source=LeaveSource.CLI
        )
    click.echo(f"{person.name} is away from {first.date()} to {(last or first).date()}.")


@leave.command(name="list")
@startup.organization_option
def list_(key: str | None) -> None:
    """Show the leaves that are not over."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        query = select(Leave).where(Leave.organization_id == organization.id, Leave.ends_at > startup.now())
        rows = session.scalars(query.where(Leave.cancelled_at.is_(None)).order_by(Leave.starts_at, Leave.id)).all()
        for one in rows:
            click.echo(_line(session, one))
    if not rows:
        click.echo("Nobody is away, nor will be. `inbox leave add` writes down a leave.")


@leave.command()
@click.argument("number", type=startup.number)
@startup.organization_option
def cancel(number: int, key: str | None) -> None:
    """Cancel the leave of this NUMBER, or end it now."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        found = leaves.found(session, startup.organization_of(session, key).id, number)
        leaves.cancel(session, found, by=startup.actor())
    click.echo("Cancelled.")


def _person(session: Session, organization: Organization, address: str) -> Person:
    query = select(Person).join(PersonAddress, PersonAddress.person_id == Person.id)
    query = query.where(PersonAddress.organization_id == organization.id, PersonAddress.address == address.lower())
    found = session.scalars(query).one_or_none()
    if found is None:
        raise click.ClickException(f"nobody has the address {address}")
    return found


def _line(session: Session, one: Leave) -> str:
    person = session.get_one(Person, one.person_id)
    first, last = leaves.written_days(leaves.zone_of(session, person), one)
    substitute = session.get(Person, one.substitute_id) if one.substitute_id is not None else None
    told = f"{one.id:>6}  {first} to {last}  {person.name}"
    return told + (f", {substitute.name} stands in" if substitute else "") + (f" ({one.note})" if one.note else "")
