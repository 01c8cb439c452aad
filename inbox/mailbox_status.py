"""How a mailbox fares: what an admin looks at when mail seems to be missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.models import Delivery, Disposition, FailedMail, Mailbox, MailboxState, Team, Wakeup

_WATCH_ALERT = timedelta(hours=48)


def of(session: Session, mailbox: Mailbox, *, now: datetime) -> dict[str, Any]:
    """State, times, what became of its messages, and `advice`: sentences on what to do, empty when all is well."""
    team = session.get_one(Team, mailbox.team_id)
    failed = _failed(session, mailbox)
    waiting = session.get(Wakeup, mailbox.id)
    return {
        "address": mailbox.address, "name": mailbox.name, "team": team.key, "provider": mailbox.provider,
        "state": mailbox.state.value, "reason": mailbox.state_reason, "progress": mailbox.progress,
        "last_push": _time(mailbox.pushed_at), "last_sync": _time(mailbox.synced_at),
        "watch_expires": _time(mailbox.watch_expires_at),
        "waiting": waiting is not None and waiting.count > waiting.seen,
        "messages": _dispositions(session, mailbox), "failed": failed,
        "advice": _advice(mailbox, failed, now),
    }  # fmt: skip


def described(status: dict[str, Any]) -> str:
    """The same as lines for a terminal."""
    counts = ", ".join(f"{count} {name}" for name, count in status["messages"].items()) or "none yet"
    watch = f"until {status['watch_expires']}" if status["watch_expires"] else "none; the mailbox is polled"
    lines = [
        f"{status['address']}  ({status['team']}, {status['provider']})",
        f"  state      {status['state']}" + (f": {status['reason']}" if status["reason"] else ""),
        f"  last push  {status['last_push'] or 'never'}",
        f"  last sync  {status['last_sync'] or 'never'}",
        f"  watch      {watch}",
        f"  messages   {counts}",
    ]
    progress = status["progress"]
    if progress.get("total"):
        lines.append(f"  progress   {progress.get('done', 0)} of about {progress['total']}")
    return "\n".join([*lines, *(f"  → {sentence}" for sentence in status["advice"])])


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
        .limit(20)
    )
    return [
        {"provider_id": row.provider_id, "error": row.error, "attempts": row.attempts, "retry_at": _time(row.retry_at)}
        for row in rows
    ]


def _advice(mailbox: Mailbox, failed: list[dict[str, Any]], now: datetime) -> list[str]:
    sentences = []
    if mailbox.credential is None:
        sentences.append("It has no credential: give it one in clinic.yml or with `inbox mailbox add`.")
    if mailbox.state is MailboxState.DISCONNECTED:
        sentences.append("Mend what the state says, then run `inbox mailbox sync` for it.")
    if mailbox.watch_expires_at is not None and mailbox.watch_expires_at - now < _WATCH_ALERT:
        sentences.append("Its watch ends soon and was not renewed: is the ticker running?")
    if failed:
        sentences.append("Some mail could not be taken in; `inbox mailbox reprocess` tries again.")
    return sentences


def _time(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value is not None else None
