"""Asking a provider for many messages and storing them, batch by batch, each in a short unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from inbox.models import Mailbox
from sync import storing
from sync.prefetch import ahead, batches
from sync.provider import Fetched, Provider
from sync.run import Run


@dataclass(frozen=True)
class Wanted:
    """Messages to be fetched whole because they are new, and messages whose standing is to be looked up."""

    new: Sequence[str] = ()
    known: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """For how many an answer came, which of them the provider no longer has, how many it could not give yet."""

    answered: int = 0
    gone: tuple[str, ...] = ()
    left: int = 0
    after: float = 0.0


Also = Callable[[Session, Mailbox, Fetched], None]


def load(
    run: Run, wanted: Wanted, *, also: Also | None = None, go_on: Callable[[], bool] = lambda: True
) -> Outcome:
    """Fetch and store. `also` happens in each batch's transaction; no batch is begun once `go_on` says no."""
    outcome = Outcome()
    for fetched in ahead(_calls(run.provider, wanted, go_on), lambda call: call()):
        with run.fenced() as (session, mailbox):
            storing.store(session, mailbox, fetched, keys=run.keys, now=run.clock())
            if also is not None:
                also(session, mailbox, fetched)
        outcome = Outcome(
            answered=outcome.answered + len(fetched.answered), gone=outcome.gone + fetched.gone,
            left=outcome.left + len(fetched.left), after=max(outcome.after, fetched.after),
        )  # fmt: skip
    return outcome


def _calls(provider: Provider, wanted: Wanted, go_on: Callable[[], bool]) -> Iterator[partial[Fetched]]:
    for ask, ids in ((provider.fetch, wanted.new), (provider.standings, wanted.known)):
        for some in batches(ids, provider.batch):
            if not go_on():
                return
            yield partial(ask, some)
