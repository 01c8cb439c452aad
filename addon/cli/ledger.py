"""`inbox ledger`: proving that no message was lost."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import session as units
from addon.cli import checking, startup
from inbox import chain, ledger_export
from inbox.chain import Fault, Verdict
from inbox.models import LedgerEntry, Mailbox

_NONE = "No mailbox yet. Add one with `inbox mailbox add` or in clinic.yml."
_NO_ENTRY = "No check has ended yet. `inbox ledger check` does one now."
_FAULTS = {
    Fault.CHANGED: "entry {number} was changed after it was written",
    Fault.REMOVED: "entry {number} was removed",
    Fault.MOVED: "entry {number} does not follow the one before it",
    Fault.HEAD: "what is kept of the newest entry, {number}, was changed, or its key has left the key ring",
}
_day = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_COLUMNS = {"number": 7, "ended_at": 26, "listed": 8, "held": 8, "missing": 8, "repaired": 9, "unexplained": 12}
"""What is listed of an entry, and how wide."""


@click.group()
def ledger() -> None:
    """Prove that no message was lost.

    Each check compares all that the provider lists with what is held here, and ends in an entry. The entries of a
    mailbox form a chain that cannot be changed unseen.
    """


@ledger.command()
@click.argument("address", metavar="MAILBOX")
@click.option("--since", type=_day, metavar="DATE", help="Only mail received since then (UTC); default: everything.")
@startup.organization_option
def check(address: str, since: datetime | None, key: str | None) -> None:
    """Check MAILBOX now, in this process.

    What is missing is fetched and taken in at once. Ends with code 0 when every message is explained, with 1 when one
    remains that is not, or when the check could not be ended.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        (mailbox,) = startup.mailboxes_of(session, key, address)
    with startup.told():
        found = checking.check_now(runtime, mailbox.id, mailbox.address, since=_utc(since))
    if isinstance(found, str):
        raise click.ClickException(f"{mailbox.address}: {found}")
    click.echo(_described(mailbox, found))
    if found.unexplained:
        raise SystemExit(1)


@ledger.command()
@click.argument("address", metavar="[MAILBOX]", required=False)
@click.option("--head", metavar="NUMBER:HASH", help="A head written down earlier: is that entry still the same?")
@startup.organization_option
def verify(address: str | None, head: str | None, key: str | None) -> None:
    """Verify the chain of MAILBOX, or of every mailbox.

    Names the first entry that was changed, removed or moved, and ends with code 1. Prints the head of each chain: write
    it down somewhere else, and `--head` will prove that nothing up to it was exchanged.
    """
    runtime = startup.runtime()
    wrong = 0
    with startup.told(), units.unit(runtime, writes=False) as session:
        if head is not None and address is None:
            raise click.UsageError("--head belongs to one MAILBOX.")
        for mailbox in startup.mailboxes_of(session, key, address):
            verdict = chain.verify(session, mailbox.id, runtime.ledger_keys)
            is_other = head is not None and not _holds(session, mailbox, head)
            said = f"it is not the chain of head {head}" if is_other and not verdict.fault else _said(verdict)
            wrong += bool(verdict.fault) or is_other
            click.echo(f"{mailbox.address}: {said}")
    if wrong:
        raise SystemExit(1)


@ledger.command("list")
@click.argument("address", metavar="[MAILBOX]", required=False)
@startup.json_option
@startup.organization_option
def list_(address: str | None, as_json: bool, key: str | None) -> None:
    """List the checks of MAILBOX, or of every mailbox, newest first."""
    rows = []
    for mailbox, entry in _entries(address, key):
        rows.append({"mailbox": mailbox.address} | {name: getattr(entry, name) for name in _COLUMNS})
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    if not rows:
        click.echo(_NO_ENTRY)
        return
    for row in rows:
        row["ended_at"] = row["ended_at"].isoformat(timespec="seconds")
    heads = {name: name for name in ("mailbox", *_COLUMNS)} | {"ended_at": "ended"}
    longest = max(len(row["mailbox"]) for row in rows)
    for row in (heads, *rows):
        click.echo(
            f"{row['mailbox']:{longest}} " + " ".join(f"{row[name]:>{width}}" for name, width in _COLUMNS.items())
        )


@ledger.command()
@click.argument("address", metavar="MAILBOX")
@click.argument("number", type=startup.number, required=False)
@startup.json_option
@startup.organization_option
def show(address: str, number: int | None, as_json: bool, key: str | None) -> None:
    """Show what the newest check of MAILBOX found, or entry NUMBER."""
    found = [pair for pair in _entries(address, key) if number in (None, pair[1].number)]
    if not found:
        raise click.ClickException(_NO_ENTRY if number is None else f"there is no entry {number}")
    mailbox, entry = found[0]
    if as_json:
        click.echo(orjson.dumps(chain.fields(entry) | {"hash": entry.hash}, option=orjson.OPT_INDENT_2))
    else:
        click.echo(_described(mailbox, entry))


@ledger.command()
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="json", show_default=True,
              help="What it is written as.")  # fmt: skip
@click.option("--of", "what", type=click.Choice(["messages", "entries"]), default="messages", show_default=True,
              help="Of a CSV file, which has room for one kind; JSON holds both.")  # fmt: skip
@click.option("--mailbox", "address", metavar="MAILBOX", help="Only this one.")
@click.option("--since", type=_day, metavar="DATE", help="Messages received since then (UTC).")
@click.option("--until", type=_day, metavar="DATE", help="Messages received before then (UTC).")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
@startup.organization_option
def export(
    form: str, what: str, address: str | None, since: datetime | None, until: datetime | None, output: Path | None,
    key: str | None,
) -> None:  # fmt: skip
    """Write every message and its disposition for an auditor.

    And the entries. Of a message: the provider's id, its Message-ID, when it was received, what became of it and why,
    and the conversation it belongs to. Of an entry: its numbers, and the fields whose hash it carries.
    """
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        mailboxes = startup.mailboxes_of(session, key, address)
        messages = ledger_export.messages(session, mailboxes, since=_utc(since), until=_utc(until))
        entries = ledger_export.entries(session, mailboxes)
        rows, columns = (messages, ledger_export.MESSAGE) if what == "messages" else (entries, ledger_export.ENTRY)
        write = (lambda file: _json(file, messages, entries)) if form == "json" else (
            lambda file: _csv(file, rows, columns)
        )  # fmt: skip
        _into(output, write)


def _into(output: Path | None, write: Callable[[BinaryIO], None]) -> None:
    if output is None:
        write(sys.stdout.buffer)
        return
    with output.open("wb") as file:
        write(file)


def _json(file: BinaryIO, messages: Iterator[ledger_export.Row], entries: Iterator[ledger_export.Row]) -> None:
    for name, rows in (("entries", entries), ("messages", messages)):
        file.write(b'{"entries":[' if name == "entries" else b'],\n"messages":[')
        for number, row in enumerate(rows):
            file.write((b",\n" if number else b"\n") + orjson.dumps(row))
    file.write(b"]}\n")


def _csv(file: BinaryIO, rows: Iterator[ledger_export.Row], columns: tuple[str, ...]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([ledger_export.cell(row[name]) for name in columns])
    text.detach()


def _entries(address: str | None, key: str | None) -> list[tuple[Mailbox, LedgerEntry]]:
    with startup.told(), units.unit(startup.runtime(), writes=False) as session:
        mailboxes = startup.mailboxes_of(session, key, address)
        query = select(LedgerEntry).order_by(LedgerEntry.number.desc())
        return [
            (mailbox, entry)
            for mailbox in mailboxes
            for entry in session.scalars(query.where(LedgerEntry.mailbox_id == mailbox.id))
        ]


def _described(mailbox: Mailbox, entry: LedgerEntry) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in entry.dispositions.items()) or "none"
    lines = [
        f"{mailbox.address}: entry {entry.number}, {entry.ended_at.isoformat(timespec='seconds')}",
        f"  period       {entry.period_from:%Y-%m-%d %H:%M} to {entry.period_to:%Y-%m-%d %H:%M} UTC",
        f"  listed       {entry.listed} by the provider; {entry.arrived} came and {entry.vanished} went meanwhile",
        f"  held         {entry.held}: {counts}",
        f"  not listed   {entry.deleted} deleted at the provider, {entry.unlisted} still there",
        f"  missing      {entry.missing}, {entry.repaired} of them fetched and taken in",
        f"  unexplained  {entry.unexplained}",
    ]
    for one in entry.named:
        lines.append(f"    {one['provider_id']} {one['message_id'] or '(no Message-ID known)'}: {one['outcome']}")
    if entry.missing > len(entry.named):
        lines.append(f"    and {entry.missing - len(entry.named)} more")
    return "\n".join(lines)


def _said(verdict: Verdict) -> str:
    if verdict.fault is not None:
        return _FAULTS[verdict.fault].format(number=verdict.number)
    if not verdict.entries:
        return "no entry yet"
    count = "1 entry" if verdict.entries == 1 else f"{verdict.entries} entries"
    return f"{count}, as written. Head {verdict.entries}:{verdict.head}"


def _holds(session: Session, mailbox: Mailbox, head: str) -> bool:
    number, _, link = head.partition(":")
    return number.isdecimal() and chain.holds(session, mailbox.id, int(number), link)


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day is not None else None
