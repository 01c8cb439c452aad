"""How a mailbox fares: what an admin looks at when mail seems to be missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import labelling
from inbox.models import (
    Delivery,
    Disposition,
    FailedMail,
    Ledger,
    LedgerEntry,
    Mailbox,
    MailboxState,
    Team,
    Wakeup,
)

_WATCH_ALERT = timedelta(hours=48)
_SILENT = timedelta(minutes=30)
"""A mailbox that is read is asked every few minutes, pushes or not."""
_UNCHECKED = timedelta(days=2)
"""Every mailbox is checked every night."""
_SHOWN = 20
"""Failed mails that are listed one by one."""
_LISTING = (MailboxState.BACKFILL, MailboxState.RESYNC)


def of(session: Session, mailbox: Mailbox, *, now: datetime) -> dict[str, Any]:
    """State, times, what became of its messages, and `advice`: sentences on what to do, empty when all is well."""
    team = session.get_one(Team, mailbox.team_id)
    failed = _failed(session, mailbox)
    messages = _dispositions(session, mailbox)
    age = (now - mailbox.synced_at).total_seconds() if mailbox.cursor and mailbox.synced_at else None
    return {
        "address": mailbox.address, "name": mailbox.name, "team": team.key, "provider": mailbox.provider,
        "state": mailbox.state.value, "reason": mailbox.state_reason, "read": round(mailbox.read_so_far, 3),
        "progress": {name: mailbox.progress.get(name) for name in ("since", "done", "total")},
        "cursor_age_seconds": age and round(age), "last_push": _time(mailbox.pushed_at),
        "last_sync": _time(mailbox.synced_at), "watch_expires": _time(mailbox.watch_expires_at),
        "without_pushes_since": _time(mailbox.unannounced_at), "next_try": _time(mailbox.try_at),
        "failures_in_a_row": mailbox.failures, "hint_waits": _waits(session, mailbox),
        "label_drift": labelling.drift(session, mailbox), "messages": messages, "failed": failed,
        "ledger": (ledger := _ledger(session, mailbox)),
        "advice": [*_advice(mailbox, messages, now), *_advice_on(ledger, now)],
    }  # fmt: skip


def described(status: dict[str, Any]) -> str:
    """The same as lines for a terminal."""
    counts = ", ".join(f"{count} {name}" for name, count in status["messages"].items()) or "none yet"
    watch = f"until {status['watch_expires']}" if status["watch_expires"] else "none; the mailbox is polled"
    age = status["cursor_age_seconds"]
    synced = "never" if age is None else f"{status['last_sync']}, {_ago(age)}"
    lines = [
        f"{status['address']}  ({status['team']}, {status['provider']})",
        f"  state      {status['state']}" + (f": {status['reason']}" if status["reason"] else ""),
        f"  last sync  {synced}",
        f"  last push  {status['last_push'] or 'never'}",
        f"  watch      {watch}",
        f"  messages   {counts}",
        f"  labels     {_drifting(status['label_drift'])}",
    ]
    if status["ledger"]:
        lines.append(_ledger_line(status["ledger"]))
    progress = status["progress"]
    if status["state"] in _LISTING:
        lines.append(f"  reading    {progress['done'] or 0} of about {progress['total'] or 0} messages so far")
    if status["next_try"]:
        lines.append(f"  next try   {status['next_try']}, after {status['failures_in_a_row']} that failed")
    for mail in status["failed"]:
        retry = f"again at {mail['retry_at']}" if mail["retry_at"] else "not again by itself"
        lines.append(f"  failed     {mail['provider_id']}: {mail['error']} (tried {mail['attempts']} times, {retry})")
    return "\n".join([*lines, *(f"  → {sentence}" for sentence in status["advice"])])


def _ago(seconds: int) -> str:
    """A time span in its largest unit."""
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def _waits(session: Session, mailbox: Mailbox) -> bool:
    """Whether somebody said that there is news, and nobody looked yet."""
    hint = session.get(Wakeup, mailbox.id)
    return hint is not None and hint.count > hint.seen


def _dispositions(session: Session, mailbox: Mailbox) -> dict[str, int]:
    rows = session.execute(
        select(Delivery.disposition, func.count())
        .where(Delivery.mailbox_id == mailbox.id)
        .group_by(Delivery.disposition)
    )
    counts: dict[Disposition, int] = {row[0]: row[1] for row in rows}
    return {one.value: counts[one] for one in Disposition if one in counts}


def _failed(session: Session, mailbox: Mailbox) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Delivery.provider_id, FailedMail.error, FailedMail.attempts, FailedMail.retry_at)
        .join(FailedMail, FailedMail.delivery_id == Delivery.id)
        .where(Delivery.mailbox_id == mailbox.id)
        .order_by(Delivery.id)
        .limit(_SHOWN)
    )
    return [
        {"provider_id": row.provider_id, "error": row.error, "attempts": row.attempts, "retry_at": _time(row.retry_at)}
        for row in rows
    ]


def _ledger(session: Session, mailbox: Mailbox) -> dict[str, Any] | None:
    """What the newest check of the ledger found, and whether its chain was whole then."""
    found = session.execute(
        select(LedgerEntry, Ledger.fault, Ledger.fault_number)
        .join(Ledger, Ledger.mailbox_id == LedgerEntry.mailbox_id)
        .where(LedgerEntry.mailbox_id == mailbox.id)
        .order_by(LedgerEntry.number.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    entry, fault, number = found
    return {
        "number": entry.number, "checked": _time(entry.ended_at), "since": _time(entry.period_from),
        "listed": entry.listed, "held": entry.held, "missing": entry.missing, "repaired": entry.repaired,
        "unexplained": entry.unexplained, "chain": f"{fault} at {number}" if fault else "whole",
    }  # fmt: skip


def _ledger_line(ledger: dict[str, Any]) -> str:
    line = (
        f"  ledger     {ledger['held']} of {ledger['listed']} listed messages held, {ledger['unexplained']} unexplained"
    )
    return f"{line}; checked {ledger['checked']}, chain {ledger['chain']}"


def _advice_on(ledger: dict[str, Any] | None, now: datetime) -> list[str]:
    sentences = []
    if ledger and now - datetime.fromisoformat(ledger["checked"]) > _UNCHECKED:
        sentences.append("Its ledger was not checked for days: do `inbox worker` and `inbox ticker` run?")
    if ledger and ledger["unexplained"]:
        sentences.append("Mail is missing that the provider does not give; `inbox ledger show` names it.")
    elif ledger and ledger["missing"]:
        sentences.append("Mail was missing and has been fetched; `inbox ledger show` names it.")
    if ledger and ledger["chain"] != "whole":
        sentences.append("The ledger was changed by somebody; `inbox ledger verify` says where.")
    return sentences


def _advice(mailbox: Mailbox, messages: dict[str, int], now: datetime) -> list[str]:
    sentences = []
    if mailbox.credential is None:
        sentences.append("It has no credential: give it one in clinic.yml or with `inbox mailbox add`.")
    if mailbox.state is MailboxState.DISCONNECTED:
        sentences.append("Mend what the state says, then run `inbox mailbox sync` for it.")
    elif mailbox.state is MailboxState.PAUSED:
        sentences.append("It is paused: nobody reads it.")
    elif mailbox.credential is not None and now - (mailbox.synced_at or mailbox.created_at) > _SILENT:
        sentences.append("It was not read for a while: do `inbox worker` and `inbox ticker` run?")
    if mailbox.watch_expires_at is not None and mailbox.watch_expires_at - now < _WATCH_ALERT:
        sentences.append("Its watch ends soon and was not renewed: is the ticker running?")
    if mailbox.misses_pushes(now):
        sentences.append(
            "New mail is found only by asking every few minutes, no push tells of it. The watch was set up anew; when "
            "this stays, look at the push subscription of the topic at Google: its address, its account, its errors; "
            "or whether Microsoft reaches INBOX_GRAPH_NOTIFICATION_URL."
        )
    if messages.get(Disposition.FAILED):
        sentences.append("Some mail could not be taken in; `inbox mailbox reprocess` tries again.")
    return sentences


def _drifting(count: int) -> str:
    return f"{count} message{'' if count == 1 else 's'} to be labelled" if count else "as they should be"


def _time(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value is not None else None
