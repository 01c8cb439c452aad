"""Checking a mailbox against its provider's own list, in slices that resume where they ended.

The mailbox goes on changing meanwhile. What the list shows and we do not hold is therefore first left to a sync, then
asked for by id; only what the provider gives and no sync brought was missing. It is taken in at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from inbox import checks, intake, ledger
from inbox.checks import Stand, Step
from inbox.models import Mailbox, Outcome
from sync import doubts, loading, progress, wakeups
from sync.errors import CursorLost, UnitsSpent
from sync.loading import Wanted
from sync.provider import Fetched
from sync.run import Run
from sync.walking import Slice

_AT_ONCE = 500
_TRIES = 8
"""So often in a row the provider may answer nothing; then each message is asked for by itself, once."""


def go_on(run: Run, keys: Sequence[bytes]) -> None:
    """Work for one slice. `keys` seal the entry at the end."""
    part = Slice(run)
    while True:
        with run.fenced() as (session, mailbox):
            stand = checks.of(session, mailbox.id)
        if stand is None or not _STEPS[stand.step](run, stand, part, keys) or not part.goes_on():
            return


def _list(run: Run, stand: Stand, part: Slice, _keys: Sequence[bytes]) -> bool:
    """Read a page of the list. After the last one, a sync is asked for."""
    if stand.started is None:
        return _begin(run, stand)
    try:
        listing = run.provider.listing(stand.since, stand.page)
    except CursorLost:
        _keep(run, replace(stand, page=None, listed=0))
        return True
    with run.fenced() as (session, mailbox):
        doubts.compare(session, mailbox, listing.provider_ids, now=run.clock())
        listed = stand.listed + len(listing.provider_ids)
        stand = replace(stand, page=listing.page, listed=listed, total=max(stand.total, listing.estimate, listed))
        if listing.page is None:
            wakeups.note(session, mailbox.id, run.clock())
            stand = replace(stand, step=Step.SYNC, hint=wakeups.pending(session, mailbox.id) or 0)
        checks.keep(session, mailbox.id, stand)
        part.look_around(session, mailbox)
    return stand.step is Step.LIST


def _begin(run: Run, stand: Stand) -> bool:
    now = run.clock()
    with run.fenced() as (session, mailbox):
        first = progress.since(mailbox) or mailbox.created_at
        checks.keep(session, mailbox.id, replace(stand, since=stand.since or first, started=now))
    return True


def _sync(run: Run, stand: Stand, _part: Slice, _keys: Sequence[bytes]) -> bool:
    """Once a sync has read what happened during the listing, what it brought is no longer in doubt."""
    with run.fenced() as (session, mailbox):
        if not wakeups.is_seen(session, mailbox.id, stand.hint):
            return False
        doubts.settle_arrived(session, mailbox.id, now=run.clock())
        checks.keep(session, mailbox.id, replace(stand, step=Step.ASK))
    return True


def _ask(run: Run, stand: Stand, part: Slice, keys: Sequence[bytes]) -> bool:
    """Ask for what we do not hold, then for what the list did not show; then the check is over."""
    assert stand.since is not None
    assert stand.started is not None
    most = 1 if stand.tries >= _TRIES else _AT_ONCE
    with run.fenced() as (session, mailbox):
        found = doubts.open_ones(session, mailbox.id, limit=most)
        unseen = [] if found else doubts.unseen(
            session, mailbox.id, since=stand.since, started=stand.started, after=stand.passed, limit=most
        )  # fmt: skip
    if found:
        if all(one.not_found for one in found):
            run.patience.wait(run.settings.missing_seconds)
        return _load(run, stand, part, Wanted(new=[one.provider_id for one in found]), _fetched)
    if unseen:
        return _load(run, stand, part, Wanted(known=[one.provider_id for one in unseen]), _looked_up)
    with run.fenced() as (session, mailbox):
        result = doubts.result(session, mailbox.id, stand)
        ledger.write(session, mailbox, result, keys=keys, now=run.clock())
        doubts.forget(session, mailbox.id)
    return False


Note = Callable[[Session, Mailbox, Fetched, Stand, Run], Stand]


def _load(run: Run, stand: Stand, part: Slice, wanted: Wanted, note: Note) -> bool:
    """Ask, and note what was answered with what it brought. What is never answered does not hold up the others."""

    def also(session: Session, mailbox: Mailbox, fetched: Fetched) -> None:
        nonlocal stand
        if fetched.answered and stand.tries < _TRIES:
            stand = replace(stand, tries=0)
        stand = note(session, mailbox, fetched, stand, run)
        checks.keep(session, mailbox.id, stand)
        part.look_around(session, mailbox)

    trouble = loading.load(run, wanted, also=also, go_on=part.goes_on).trouble
    if trouble is None:
        return True
    with run.fenced() as (session, mailbox):
        if stand.tries >= _TRIES and not isinstance(trouble, UnitsSpent):
            stand = doubts.give_up(session, mailbox.id, wanted, stand)
            checks.keep(session, mailbox.id, stand)
            return True
        if not isinstance(trouble, UnitsSpent):
            checks.keep(session, mailbox.id, replace(stand, tries=stand.tries + 1))
    raise trouble


def _fetched(session: Session, mailbox: Mailbox, fetched: Fetched, stand: Stand, run: Run) -> Stand:
    """Of messages in doubt: what was given is taken in by now."""
    doubts.settle(session, mailbox, [one.provider_id for one in fetched.arrivals], now=run.clock())
    doubts.note(session, mailbox.id, fetched.refused, Outcome.REFUSED)
    if gone := doubts.not_found(session, mailbox.id, fetched.gone):
        intake.tombstone(session, mailbox, gone, now=run.clock())
    return stand


def _looked_up(session: Session, mailbox: Mailbox, fetched: Fetched, stand: Stand, run: Run) -> Stand:
    """Of messages that we hold and the list did not show, or that counted as deleted although it did."""
    if fetched.gone:
        intake.tombstone(session, mailbox, fetched.gone, now=run.clock())
    return doubts.looked_up(session, mailbox.id, fetched, stand)


def _keep(run: Run, stand: Stand) -> None:
    with run.fenced() as (session, mailbox):
        checks.keep(session, mailbox.id, stand)


_STEPS: dict[Step, Callable[[Run, Stand, Slice, Sequence[bytes]], bool]] = {
    Step.LIST: _list, Step.SYNC: _sync, Step.ASK: _ask,
}  # fmt: skip
