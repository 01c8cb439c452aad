"""What a backfill and a resync share: the pinned cursor, the slice of time, and messages taken in page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from inbox import checks, intake, label_marks
from inbox.models import Delivery, Mailbox, MailboxState, Organization
from sync import health, loading, progress, wakeups
from sync.loading import Wanted
from sync.progress import Progress
from sync.provider import Fetched
from sync.run import Run

_MAIL_BEGINS = datetime(1970, 1, 2, tzinfo=UTC)
"""Providers take no earlier time."""


class Slice:
    """A stretch of work that ends after some seconds, or as soon as fresh mail waits."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._end = run.clock() + timedelta(seconds=run.settings.slice_seconds)
        self._is_over = False

    def goes_on(self) -> bool:
        """Whether another batch may be begun."""
        return not self._is_over and self._run.clock() < self._end

    def look_around(self, session: Session, mailbox: Mailbox) -> None:
        """End early when there is news of the mailbox that may be read now."""
        spacing = timedelta(seconds=self._run.settings.sync_spacing)
        rested = mailbox.synced_at is None or mailbox.synced_at + spacing <= self._run.clock()
        self._is_over = rested and wakeups.pending(session, mailbox.id) is not None


def pin(run: Run, phase: MailboxState) -> None:
    """Start a listing: from the cursor of this moment on, what happens is read as changes."""
    cursor = run.provider.profile().cursor
    now = run.clock()
    with run.fenced() as (session, mailbox):
        since = progress.since(mailbox) or _reaches_back(session, mailbox, run, now)
        mailbox.cursor = cursor
        progress.keep(mailbox, Progress(phase=phase, since=since, started=now))
        checks.start_over(session, mailbox.id)
        health.change(session, mailbox, phase, "", now)


def _reaches_back(session: Session, mailbox: Mailbox, run: Run, now: datetime) -> datetime:
    """From when on mail is read: as the mailbox says, else its organization, else the installation."""
    organization = session.get_one(Organization, mailbox.organization_id)
    days = {**organization.settings, **mailbox.settings}.get("backfill_days", run.settings.backfill_days)
    return max(now - timedelta(days=days), _MAIL_BEGINS)


def take(run: Run, stand: Progress, wanted: Wanted, part: Slice, *, listed: int) -> bool:
    """Store what is wanted; `listed` counts what will be done then. Says whether the slice was long enough for all.

    Raises TryAgain when the provider could not give something yet.
    """
    remaining = len(wanted.new) + len(wanted.known)

    def also(session: Session, mailbox: Mailbox, fetched: Fetched) -> None:
        nonlocal remaining
        remaining -= len(fetched.answered)
        if fetched.answered:
            mailbox.failures = 0  # it gets on, if only as fast as the units allow
        if fetched.gone:
            intake.tombstone(session, mailbox, fetched.gone, now=run.clock())
        if stand.looks_at_known:
            _mark(session, mailbox, fetched.answered, run.clock())
        old = [one.provider_id for one in fetched.arrivals if one.received_at < stand.started]
        label_marks.hold(session, mailbox, old)
        progress.keep(mailbox, replace(stand, done=listed - remaining))
        part.look_around(session, mailbox)

    outcome = loading.load(run, wanted, also=also, go_on=part.goes_on)
    if outcome.trouble is not None:
        raise outcome.trouble
    return remaining == 0


def finish(run: Run, stand: Progress) -> None:
    """The listing is over, the mailbox live."""
    with run.fenced() as (session, mailbox):
        progress.finish(mailbox, stand)
        label_marks.let_go(session, mailbox, now=run.clock())
        health.change(session, mailbox, MailboxState.LIVE, "", run.clock())


def _mark(session: Session, mailbox: Mailbox, provider_ids: list[str], now: datetime) -> None:
    """Remember that they were looked at, for the case that the listing is interrupted."""
    session.execute(
        update(Delivery)
        .where(Delivery.mailbox_id == mailbox.id, Delivery.provider_id.in_(provider_ids))
        .values(listed_at=now)
    )
