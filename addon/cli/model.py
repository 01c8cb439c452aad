"""`inbox model`: which models may be asked, whether they answer, what they are told, and what they cost."""

from __future__ import annotations

from dataclasses import asdict

import click
import orjson
from sqlalchemy import select

from addon import session as units
from addon.cli import startup
from ai.model import ModelDown
from inbox import model_log, model_servers
from inbox.models import Conversation, ModelCall
from workers import models, previews
from workers.job import UnitsOfWork

_NONE = "No model elsewhere: nothing leaves this machine. Write one under `ai:` in clinic.yml and apply it."


@click.group()
def model() -> None:
    """Models elsewhere: how they stand, and what they are told."""


@model.command("list")
@startup.json_option
@startup.organization_option
def list_(as_json: bool, key: str | None) -> None:
    """Name the models, and whom each mailbox asks."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        report = model_log.told(session, startup.organization_of(session, key).id, now=startup.now())
    if as_json:
        click.echo(orjson.dumps(asdict(report), option=orjson.OPT_INDENT_2))
        return
    for one in report.models:
        budget = f" of {one.budget:.2f}" if one.budget is not None else ""
        click.echo(f"{one.key:20} {one.standing.state.value:12} {one.calls:6} calls today, "
                   f"{one.standing.spent:.2f}{budget} spent  {one.host}")  # fmt: skip
    if not report.models:
        click.echo(_NONE)
    for mailbox in report.mailboxes:
        chosen = ", ".join(f"{use}: {name}" for use, name in zip(model_servers.USES, mailbox.models, strict=True))
        click.echo(f"{mailbox.address:50} {chosen}")


@model.command()
@click.argument("name")
@startup.organization_option
def check(name: str, key: str | None) -> None:
    """Try whether NAME answers.

    It is asked to shorten a sentence of ours; no mail is sent to it. The call is logged and costs as any other.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization_id = startup.organization_of(session, key).id
        row = model_servers.named(session, organization_id, name)
    if row is None:
        raise click.ClickException(f"there is no model {name}")
    with startup.told():
        try:
            tried = models.tried(UnitsOfWork(runtime), row)
        except ModelDown as trouble:
            raise click.ClickException(f"{name} does not answer as it should: {trouble}") from None
    click.echo(f"{name} answers, after {tried.usage.seconds:.1f} s, for {models.price(row, tried.usage):.6f}.")
    click.echo(f"It said: {tried.value}")


@model.command()
@click.argument("conversation", type=startup.number)
@startup.organization_option
def preview(conversation: int, key: str | None) -> None:
    """Show what would be sent of a CONVERSATION.

    Word for word, for reading its newest mail and for summing it up. Nothing is sent.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization_id = startup.organization_of(session, key).id
        found = session.scalars(select(Conversation).where(Conversation.id == conversation)).one_or_none()
        if found is None or found.organization_id != organization_id:
            raise click.ClickException(f"there is no conversation {conversation}")
        told = previews.of_conversation(session, conversation)
    for one in told:
        where = f"goes to {one.model} at {one.host}" if one.host else f"stays here ({one.model})"
        click.echo(f"== {one.use}: {where}; taken out: {dict(sorted(one.taken_out.items())) or 'nothing'}\n")
        click.echo(f"{one.text}\n")


@model.command()
@click.option("--of", "name", metavar="NAME", help="Of this model alone.")
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True, help="At most so many.")
@startup.json_option
@startup.organization_option
def log(name: str | None, limit: int, as_json: bool, key: str | None) -> None:
    """Show the calls, newest first.

    What they took and how they ended; what was said is kept nowhere.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        calls = [_call(one) for one in model_log.newest(session, organization.id, model=name, limit=limit)]
    if as_json:
        click.echo(orjson.dumps(calls, option=orjson.OPT_INDENT_2))
        return
    for one in calls:
        click.echo(f"{one['at']}  {one['model']:20} {one['question']:12} {one['outcome']:12} {one['seconds']:6.1f} s  "
                   f"{one['tokens_in']:6} in {one['tokens_out']:6} out  {one['cost']:.6f}")  # fmt: skip
    if not calls:
        click.echo("No model was asked.")


def _call(one: ModelCall) -> dict[str, object]:
    return {
        "at": one.at.isoformat(timespec="seconds"), "model": one.model, "question": one.question,
        "outcome": one.outcome, "mailbox": one.mailbox_id, "person": one.person_id, "seconds": one.seconds,
        "tokens_in": one.tokens_in, "tokens_out": one.tokens_out, "cost": one.cost, "taken_out": one.redacted,
    }  # fmt: skip
