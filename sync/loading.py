"""Asking a provider for many messages and storing them, batch by batch, each in a short unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from inbox.models import Mailbox
from sync import storing
from sync.errors import TryAgain
from sync.prefetch import ahead, batches
from sync.provider import Fetched
from sync.run import Run


@dataclass(frozen=True)
class Wanted:
    """Messages to be fetched whole because they are new, and messages whose standing is to be looked up."""

    new: Sequence[str] = ()
    known: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """Which of them the provider no longer has, and why it could not give all of them, if so."""

    gone: tuple[str, ...] = ()
    trouble: TryAgain | None = None


Also = Callable[[Session, Mailbox, Fetched], None]


def load(run: Run, wanted: Wanted, *, also: Also | None = None, go_on: Callable[[], bool] = lambda: True) -> Outcome:
    """Fetch and store. `also` happens in each batch's transaction.

    No batch is begun once `go_on` says no, or after one that the provider could not give whole.
    """
    outcome = Outcome()
    calls = _calls(run, wanted, lambda: go_on() and outcome.trouble is None)
    for fetched in ahead(calls, lambda call: call()):
        with run.fenced() as (session, mailbox):
            storing.store(session, mailbox, fetched, keys=run.keys, now=run.clock())
            if also is not None:
                also(session, mailbox, fetched)
        outcome = Outcome(outcome.gone + fetched.gone, fetched.trouble or outcome.trouble)
    return outcome


def _calls(run: Run, wanted: Wanted, go_on: Callable[[], bool]) -> Iterator[partial[Fetched]]:
    for ask, ids in ((run.provider.fetch, wanted.new), (run.provider.standings, wanted.known)):
        for some in batches(ids, run.settings.sync_batch):
            if not go_on():
                return
            yield partial(ask, some)
