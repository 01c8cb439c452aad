"""`inbox remove`."""

from __future__ import annotations

import click
from sqlalchemy import select

from addon import session as units
from addon.cli import leaving, startup
from inbox import removal
from inbox.models import Mailbox, Organization, Tenant


@click.command()
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(key: str, yes: bool) -> None:
    """Remove an organization and all that is kept of it.

    Its subscriptions end, its tokens are forgotten, and every row of the organization KEY is deleted. The mailboxes
    themselves stay as they are at their provider, labels included. Export what is still needed first (`inbox export`,
    `inbox backup`): there is no way back.
    """
    runtime = startup.runtime()
    with units.unit(runtime, writes=False) as session:
        organization = session.scalars(select(Organization).where(Organization.key == key)).one_or_none()
        if organization is None:
            raise click.ClickException(f"There is no organization {key}.")
        mailboxes = session.scalars(select(Mailbox).where(Mailbox.organization_id == organization.id)).all()
        tenants = session.scalars(select(Tenant.tid).where(Tenant.organization_id == organization.id)).all()
    if not yes:
        click.confirm(f"Remove {organization.name} with {len(mailboxes)} mailboxes and all that is kept?", abort=True)
    leaving.forget_people(runtime, tenants)
    for mailbox in mailboxes:
        leaving.give_up(runtime, mailbox)
    with startup.told(), units.unit(runtime, writes=True) as session:
        rows = removal.remove(session, session.get_one(Organization, organization.id))
    click.echo(f"{organization.name} is removed: {rows} rows are gone.")
