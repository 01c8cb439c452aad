"""`inbox rules`: what they did and why, what they would have done, and taking them in and out as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup
from addon.cli.apply import faults_told
from inbox.configuration import reading, rules_alone
from inbox.configuration.document import Document
from inbox.models import Organization, Rule, RuleOutcome, RuleRun
from inbox.rules import gathering, trying
from inbox.rules.trying import Tally

_day = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_USUAL = timedelta(days=30)


@click.group()
def rules() -> None:
    """Rules: what they did, and what they would have done."""


@rules.command("log")
@click.option("--rule", "rule_key", metavar="KEY", help="Of this rule alone.")
@click.option("--conversation", type=startup.number, metavar="ID", help="In this conversation alone.")
@click.option("--outcome", type=click.Choice([one.value for one in RuleOutcome]), help="What came of it.")
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True, help="At most so many.")
@startup.json_option
@startup.organization_option
def show_log(
    rule_key: str | None, conversation: int | None, outcome: str | None, limit: int, as_json: bool, key: str | None
) -> None:
    """Say what rules did and did not do, newest first, and why."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        query = select(RuleRun, Rule.version).join(Rule, Rule.id == RuleRun.rule_id)
        query = query.where(RuleRun.organization_id == organization.id)
        for column, wanted in (
            (RuleRun.rule_key, rule_key), (RuleRun.conversation_id, conversation),
            (RuleRun.outcome, RuleOutcome(outcome) if outcome else None),
        ):  # fmt: skip
            query = query.where(column == wanted) if wanted is not None else query
        rows = session.execute(query.order_by(RuleRun.at.desc(), RuleRun.id.desc()).limit(limit)).all()
        told: list[dict[str, Any]] = [
            {
                "at": run.at.isoformat(), "rule": run.rule_key, "version": version, "conversation": run.conversation_id,
                "occasion": run.occasion, "outcome": run.outcome.value, "why": run.why, "did": run.did,
            }
            for run, version in rows
        ]  # fmt: skip
    if as_json:
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
        return
    for one in told:
        click.echo(f"{one['at']}  {one['rule']} (version {one['version']})  conversation {one['conversation']}  "
                   f"{one['occasion']}  {one['outcome']}")  # fmt: skip
        for line in (*one["why"], *one["did"]):
            click.echo(f"    {line}")
    if not told:
        click.echo("No rule was looked at.")


@rules.command("try")
@click.argument("file", type=_file)
@click.option("--from", "since", type=_day, metavar="DATE", help="What happened since then (UTC); default: 30 days.")
@click.option("--to", "until", type=_day, metavar="DATE", help="What happened before then (UTC); default: now.")
@startup.json_option
@startup.organization_option
def try_(file: Path, since: datetime | None, until: datetime | None, as_json: bool, key: str | None) -> None:
    """Say what the rules of FILE would have done in a past time. Changes nothing.

    FILE is a whole clinic.yml, or one that holds `rules:` alone. Mail is taken as it was; status, assignee, tags and
    the like as conversations have them today.
    """
    runtime, now = startup.runtime(), startup.now()
    begin, end = _utc(since) or now - _USUAL, _utc(until) or now
    if begin >= end:
        raise click.UsageError("--from should be before --to.")
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        known = gathering.of_document(_document(session, organization, file))
        length = len(trying.conversations(session, organization.id, since=begin, until=end))
        with startup.progress("Conversations", length) as bar:
            outcome = trying.try_rules(
                session, organization.id, known, since=begin, until=end, advance=bar.update
            )  # fmt: skip
    click.echo(_json(outcome) if as_json else _told(outcome))


@rules.command()
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
@startup.organization_option
def export(output: Path | None, key: str | None) -> None:
    """Write the rules in force as a file that `import` reads."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        text = rules_alone.write(session, startup.organization_of(session, key))
    if output is None:
        click.echo(text, nl=False)
        return
    with startup.told():
        output.write_text(text, encoding="utf-8", newline="")
    click.echo(f"Written to {output}.", err=True)


@rules.command("import")
@click.argument("file", type=_file)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@startup.organization_option
def import_(file: Path, dry_run: bool, key: str | None) -> None:
    """Bring the rules of FILE into force, in the place of those there are. FILE holds `rules:` and nothing else."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        document = _read_alone(session, organization, file)
        changes = rules_alone.bring(session, organization, document, by=startup.actor())
        if dry_run:
            session.rollback()
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("Nothing to change.")
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.")


def _document(session: Session, organization: Organization, file: Path) -> Document:
    if rules_alone.is_alone(file.read_text(encoding="utf-8", errors="replace")):
        return _read_alone(session, organization, file)
    with faults_told(file):
        return reading.read(file.read_bytes().decode("utf-8"))


def _read_alone(session: Session, organization: Organization, file: Path) -> Document:
    with faults_told(file):
        return rules_alone.read(session, organization, file.read_bytes().decode("utf-8"))


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _json(outcome: dict[str, Tally]) -> bytes:
    rows = [{"rule": key} | vars(tally) for key, tally in outcome.items()]
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2)


def _told(outcome: dict[str, Tally]) -> str:
    lines = []
    for key, tally in outcome.items():
        slow = f", too slow {tally.too_slow}" if tally.too_slow else ""
        lines.append(f"{key}: looked at {tally.looked_at}, done {tally.done}{slow}")
        lines += [f"    {count} × {action}" for action, count in tally.actions.items()]
        lines += [f"    {count} × not sent: {action}" for action, count in tally.withheld.items()]
        if tally.examples:
            lines.append(f"    for example conversation {', '.join(map(str, tally.examples))}")
    return "\n".join(lines) or "There are no rules in the file."
