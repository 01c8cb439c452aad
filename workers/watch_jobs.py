"""Having changes pushed to us: renewed daily or when pushes stay away, and loudly missed when that keeps failing."""

from __future__ import annotations

import structlog

from inbox.models import Mailbox
from sync import connecting, troubles, watch
from sync.errors import ProviderError
from workers import queues
from workers.job import UnitsOfWork, job

_SOON = 300.0
"""Seconds after which a mailbox without any watch tries again to have one."""
_log = structlog.get_logger(__name__)


@job(queues.SYNC)
def renew_watch(work: UnitsOfWork, mailbox_id: int) -> None:
    """Have the provider push changes of a mailbox for another week. A failure is tried again within the hour."""
    with work.unit(writes=False) as session:
        mailbox = session.get(Mailbox, mailbox_id)
    if mailbox is None:
        return
    if mailbox.misses_pushes(work.clock()):
        troubles.count(work.runtime.redis, "pushes stay away")
        _log.error("new mail is found only by asking; its watch is set up anew", mailbox=mailbox_id)
    try:
        renewed = connecting.open_provider(work.runtime, mailbox).watch()
    except ProviderError as refusal:
        troubles.count(work.runtime.redis, "watch not renewed")
        tell = _log.error if watch.ends_soon(mailbox, now=work.clock()) else _log.warning
        tell("a watch could not be renewed", mailbox=mailbox_id, reason=str(refusal))
        if watch.is_lacking(mailbox, now=work.clock()):
            with work.unit() as session:
                renew_watch.later(session, _SOON, mailbox_id)
        return
    with work.unit() as session:
        session.get_one(Mailbox, mailbox_id).watch_expires_at = renewed.expires_at if renewed else None


@job(queues.URGENT)
def renew_watches(work: UnitsOfWork) -> None:
    """Renew the watches that were not renewed for as long as their provider likes, those that end soonest first."""
    with work.unit(writes=False) as session:
        for mailbox_id in watch.due(session, now=work.clock()):
            renew_watch.after(session, mailbox_id)
