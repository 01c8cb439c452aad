"""`inbox webhook`: what other systems are told, whether they take it, and telling them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup
from inbox import webhook_log, webhook_secrets, webhooks
from inbox.models import SendingState, Webhook, WebhookDelivery
from inbox.webhook_log import Standing
from workers import webhook_jobs

_NONE = "No webhook yet. Write one under `webhooks:` in clinic.yml and apply it."


@click.group()
def webhook() -> None:
    """See what other systems are told, and tell them again."""


@webhook.command("list")
@startup.json_option
@startup.organization_option
def list_(as_json: bool, key: str | None) -> None:
    """Name the webhooks, how they stand, and how much waits for each."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        rows = [_standing(one) for one in webhook_log.standings(session, organization.id)]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        click.echo(f"{row['key']:20} {row['state']:10} {row['waiting']:6} waiting  {row['url']}")
        if row["reason"]:
            click.echo(f"{'':20} {row['reason']}")
    if not rows:
        click.echo(_NONE)


@webhook.command()
@click.argument("name")
@click.option("--failed", is_flag=True, help="Only what was not taken.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many to show.")
@startup.json_option
@startup.organization_option
def log(name: str, failed: bool, most: int, as_json: bool, key: str | None) -> None:
    """Show what NAME was told, and what came of it.

    The newest first; kept for INBOX_WEBHOOK_LOG_DAYS days.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        hook = _named(session, name, key)
        query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id)
        if failed:
            query = query.where(WebhookDelivery.state != SendingState.SENT, WebhookDelivery.attempts > 0)
        rows = [_entry(one) for one in session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(most))]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        told = f"{row['at'][:19]} {row['id']:24} {row['state']:8} {row['type']:32} {row['status'] or '-':>4}"
        click.echo(f"{told}  {row['detail']}".rstrip())
    if not rows:
        click.echo("Nothing.")


@webhook.command()
@click.argument("name")
@click.argument("ids", nargs=-1)
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
              help="Everything from then on, in UTC.")  # fmt: skip
@click.option("--failed", is_flag=True, help="Everything that was given up.")
@startup.organization_option
def replay(name: str, ids: tuple[str, ...], since: datetime | None, failed: bool, key: str | None) -> None:
    """Tell NAME again what its log holds.

    That is the messages with IDS, or those that you describe.

    A message keeps its id, so that a receiver that has it already can tell.
    """
    if not (ids or since or failed):
        raise click.UsageError("Say what: ids from `inbox webhook log`, --since or --failed.")
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        hook = _named(session, name, key)
        query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id)
        if ids:
            query = query.where(WebhookDelivery.message_id.in_(ids))
        if since is not None:
            query = query.where(WebhookDelivery.created_at >= since.replace(tzinfo=startup.now().tzinfo))
        if failed:
            query = query.where(WebhookDelivery.state == SendingState.FAILED)
        rows = session.scalars(query).all()
        webhook_log.replay(session, rows, now=startup.now())
        webhook_jobs.send_to_webhook.after(session, hook.id)
    click.echo(f"{len(rows)} to be sent again.")


@webhook.command()
@click.argument("name")
@startup.organization_option
def enable(name: str, key: str | None) -> None:
    """Switch NAME on again after it failed for days.

    What waited is sent.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        hook = _named(session, name, key)
        waiting = webhook_log.enable(session, hook, now=startup.now())
        webhook_jobs.send_to_webhook.after(session, hook.id)
    click.echo(f"{name} is on; {waiting} waiting.")


@webhook.command()
@click.argument("name")
@startup.organization_option
def test(name: str, key: str | None) -> None:
    """Send NAME a message that only tries the way.

    It is of the type webhook.test. Ends with code 1 if it is not taken.
    """
    runtime = startup.runtime()
    with startup.told():
        with units.unit(runtime, writes=False) as session:
            hook = _named(session, name, key)
        answer = webhook_jobs.try_out(runtime, hook, now=startup.now())
    click.echo(f"{hook.url}: {answer}")
    if not answer.startswith("2"):
        raise click.exceptions.Exit(1)


@webhook.command()
@click.argument("name")
@startup.organization_option
def secret(name: str, key: str | None) -> None:
    """Show what messages to NAME are signed with.

    For whoever sets up the receiver.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        hook = _named(session, name, key)
        click.echo(webhook_secrets.opened(runtime.ring, hook.organization_id, hook.key, hook.secret))


def _named(session: Session, name: str, key: str | None) -> Webhook:
    organization = startup.organization_of(session, key)
    found = webhooks.named(session, organization.id, name)
    if found is None:
        raise click.ClickException(f"there is no webhook {name}; `inbox webhook list` names them")
    return found


def _standing(one: Standing) -> dict[str, Any]:
    state = "paused" if one.is_paused else "off" if one.disabled_at else "failing" if one.failing_since else "on"
    return {**one._asdict(), "state": state, "reason": one.disabled_reason or one.trouble}


def _entry(one: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": one.message_id, "type": one.kind, "state": one.state.value, "at": one.created_at.isoformat(),
        "attempts": one.attempts, "status": one.status, "detail": one.detail,
        "payload": orjson.loads(one.payload),
    }  # fmt: skip
