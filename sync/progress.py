"""How far the listing of a mailbox got, kept in its row: what lets it resume, and what a progress bar shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from inbox.models import Mailbox, MailboxState


@dataclass(frozen=True)
class Progress:
    """Of a listing that is under way."""

    phase: MailboxState
    """BACKFILL or RESYNC."""
    since: datetime
    """Older mail is not tracked."""
    started: datetime
    page: str | None = None
    """The provider's token of the page to read next."""
    is_listed: bool = False
    """Whether the last page was read; of a resync, what the pages did not show is looked for then."""
    listed: int = 0
    """Messages on the pages read whole."""
    done: int = 0
    total: int = 0
    """What the provider estimates."""

    @property
    def looks_at_known(self) -> bool:
        """Whether the messages held already are looked at, too."""
        return self.phase is MailboxState.RESYNC


def of(mailbox: Mailbox) -> Progress | None:
    """The listing under way, if there is one."""
    kept = mailbox.progress
    if "phase" not in kept:
        return None
    times = {name: datetime.fromisoformat(kept[name]) for name in ("since", "started")}
    return Progress(**{**kept, **times, "phase": MailboxState(kept["phase"])})


def keep(mailbox: Mailbox, progress: Progress) -> None:
    """Write it into the row."""
    times = {"since": progress.since.isoformat(), "started": progress.started.isoformat()}
    total = max(progress.total, progress.done)
    mailbox.progress = asdict(progress) | times | {"phase": progress.phase.value, "total": total}


def finish(mailbox: Mailbox, progress: Progress) -> None:
    """The listing is over; what remains is from when on mail is tracked, and the counts."""
    mailbox.progress = {"since": progress.since.isoformat(), "done": progress.done, "total": progress.done}


def since(mailbox: Mailbox) -> datetime | None:
    """From when on the mailbox's mail is tracked."""
    told = mailbox.progress.get("since")
    return datetime.fromisoformat(told) if told else None
