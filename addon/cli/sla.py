"""`inbox sla`: what was promised, and what would come of other promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import orjson
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import startup
from addon.cli.apply import faults_told
from inbox.clocks import choosing, replaying
from inbox.clocks.replaying import Outcome, Tally
from inbox.configuration import promises_alone
from inbox.configuration.document import Document
from inbox.models import ClockKind, Organization
from workers import clock_jobs
from workers.job import UnitsOfWork

_day = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_COLUMNS = ("started", "kept", "breached", "warned", "unanswered", "running")
_USUAL = timedelta(days=30)
_NONE = "Nothing was promised to any conversation of that time."


@click.group()
def sla() -> None:
    """Promises: policies, their clocks, and what they come to."""


@sla.command()
@click.option("--policy", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="A clinic.yml, or its policies alone, to be tried; default: those in force.")  # fmt: skip
@click.option(
    "--from", "since", type=_day, metavar="DATE", help="Clocks that started since then (UTC); default: 30 days."
)
@click.option("--to", "until", type=_day, metavar="DATE", help="Clocks that started before then (UTC); default: now.")
@click.option("--late", is_flag=True, help="Name the conversations that would have breached, too.")
@startup.json_option
@startup.organization_option
def replay(
    file: Path | None, since: datetime | None, until: datetime | None, late: bool, as_json: bool, key: str | None
) -> None:
    """Say what policies would have come to on the mail of a past time. Changes nothing.

    Priority, tags and the like are taken as conversations have them today.
    """
    runtime, now = startup.runtime(), startup.now()
    begin, end = _utc(since) or now - _USUAL, _utc(until) or now
    if begin >= end:
        raise click.UsageError("--from should be before --to.")
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        document = _document(session, organization, file) if file else None
        policies = choosing.of_document(document) if document else choosing.load(session, organization.id)
        length = replaying.count(session, organization.id, since=begin, until=end)
        with startup.progress("Conversations", length) as bar:
            outcome = replaying.replay(
                session, organization.id, policies, since=begin, until=end, now=now, advance=bar.update
            )
    click.echo(_json(outcome) if as_json else _table(outcome, names_late=late))


@sla.command()
@startup.organization_option
def recompute(key: str | None) -> None:
    """Reckon all clocks that are not over anew, in this process.

    Workers do so by themselves after a change of policies or calendars; this shows how far it gets.
    """
    runtime = startup.runtime()
    work = UnitsOfWork(runtime)
    with startup.told():
        with work.unit(writes=False) as session:
            organization_id = startup.organization_of(session, key).id
        ids = clock_jobs.concerned(work, organization_id)
        before = 0
        with startup.progress("Conversations", len(ids)) as bar:
            for done in clock_jobs.reckon_all(work, organization_id, ids):
                bar.update(done - before)
                before = done
    click.echo(f"The clocks of {len(ids)} conversations are as they should be.")


def _document(session: Session, organization: Organization, file: Path) -> Document:
    with faults_told(file):
        return promises_alone.read(session, organization, file.read_bytes().decode("utf-8"))


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _json(outcome: Outcome) -> bytes:
    rows = [{"policy": policy, "clock": kind.value} | vars(tally) for (policy, kind), tally in _sorted(outcome)]
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2)


def _table(outcome: Outcome, *, names_late: bool) -> str:
    if not outcome:
        return _NONE
    rows: list[tuple[str, ...]] = [("policy", "clock", *_COLUMNS)]
    rows += [
        (policy, kind.value, *(str(getattr(tally, name)) for name in _COLUMNS))
        for (policy, kind), tally in _sorted(outcome)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(text.ljust(width) if column < 2 else text.rjust(width) for column, (text, width) in cells).rstrip()
        for cells in (enumerate(zip(row, widths, strict=True)) for row in rows)
    ]
    if names_late:
        numbers = sorted({id_ for tally in outcome.values() for id_ in tally.late})
        lines.append(f"would have breached: {', '.join(map(str, numbers)) or 'none'}")
    return "\n".join(lines)


def _sorted(outcome: Outcome) -> list[tuple[tuple[str, ClockKind], Tally]]:
    return sorted(outcome.items(), key=lambda item: (item[0][0], list(ClockKind).index(item[0][1])))
