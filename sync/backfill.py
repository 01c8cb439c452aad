"""Reading what a mailbox holds already, newest first, in slices that resume where they ended.

The cursor is pinned before the first page, so what happens meanwhile is read as a change, between the slices.
A resync is the same walk over a mailbox whose cursor was lost; it looks at the known messages, too.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from inbox.models import Mailbox, MailboxState
from sync import progress, resync, storing, walking
from sync.errors import CursorLost
from sync.loading import Wanted
from sync.progress import Progress
from sync.provider import Listing
from sync.run import Run
from sync.walking import Slice


def begin(run: Run) -> None:
    """The first sync of a mailbox."""
    walking.pin(run, MailboxState.BACKFILL)


def go_on(run: Run) -> bool:
    """Work for one slice. Says whether there is more to do."""
    part = Slice(run)
    while True:
        with run.fenced() as (_, mailbox):
            stand = progress.of(mailbox)
        if stand is None:
            return False
        is_whole = resync.compare(run, stand, part) if stand.is_listed else _page(run, stand, part)
        if not is_whole or not part.goes_on():
            return True


def _page(run: Run, stand: Progress, part: Slice) -> bool:
    """Read a page of the listing. Says whether the slice was long enough for all of it."""
    try:
        listing = run.provider.listing(stand.since, stand.page, whole=True)
    except CursorLost:
        _turn(run, replace(stand, page=None, listed=0))
        return True
    if not stand.total:
        stand = replace(stand, total=listing.estimate)
    with run.fenced() as (session, mailbox):
        wanted = _wanted(session, mailbox, listing, stand)
    listed = stand.listed + len(listing.provider_ids)
    is_whole = walking.take(run, stand, wanted, part, listed=listed)
    if is_whole:
        _turn(run, replace(stand, page=listing.page, is_listed=listing.page is None, listed=listed, done=listed))
    return is_whole


def _wanted(session: Session, mailbox: Mailbox, listing: Listing, stand: Progress) -> Wanted:
    """What is not here yet; of a resync also what is, unless it was looked at before an interruption."""
    held = storing.held(session, mailbox.id, listing.provider_ids)
    new: list[str] = []
    known: list[str] = []
    for provider_id in listing.provider_ids:
        here = held.get(provider_id)
        if here is None:
            new.append(provider_id)
        elif stand.looks_at_known and (here.listed_at is None or here.listed_at < stand.started):
            (known if here.is_whole else new).append(provider_id)
    return Wanted(new, known)


def _turn(run: Run, stand: Progress) -> None:
    """Go to the next page, or to what follows the last one."""
    if stand.is_listed and not stand.looks_at_known:
        walking.finish(run, stand)
        return
    with run.fenced() as (_, mailbox):
        progress.keep(mailbox, stand)
