"""Reading what changed in a mailbox since its cursor. The cursor moves only when all of it is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import count

from sqlalchemy.orm import Session

from inbox import intake, label_marks
from inbox.models import Mailbox
from sync import drafts, loading, storing
from sync.loading import Outcome, Wanted
from sync.prefetch import batches
from sync.provider import Change, Fetched, What
from sync.run import Run

_AT_ONCE = 500


Labelled = dict[tuple[str, str], int]
"""Messages and labels that people make, and when in the course of the changes the one was put on the other."""


@dataclass(frozen=True)
class Caught:
    """What is left to settle when everything else is stored."""

    cursor: str
    gone: tuple[str, ...]
    labelled: Labelled
    found: bool
    """Whether new mail was among it."""


def catch_up(run: Run, cursor: str) -> Caught:
    """Read all that happened after `cursor` and store it. Raises TryAgain when something could not be read yet."""
    facts, labelled, newest = _read(run, cursor)
    with run.fenced() as (session, mailbox):
        wanted = _wanted(session, mailbox, run, facts)
    outcome = loading.load(run, wanted, also=partial(_note_drafts, run))
    if outcome.gone:
        outcome = _ask_again(run, wanted, outcome)
    if outcome.trouble is not None:
        raise outcome.trouble
    deleted = tuple(fact.provider_id for fact in facts.values() if fact.what is What.DELETED)
    return Caught(newest, deleted + outcome.gone, labelled, bool(wanted.new))


def settle(session: Session, mailbox: Mailbox, caught: Caught, run: Run) -> None:
    """The last step, in the transaction that ends the run: what is gone is marked, the cursor moves, never back."""
    if caught.gone:
        intake.tombstone(session, mailbox, caught.gone, now=run.clock())
        session.flush()
        drafts.forget(session, mailbox, caught.gone)
    put_on: defaultdict[str, set[str]] = defaultdict(set)
    for provider_id, label in caught.labelled:
        put_on[provider_id].add(label)
    label_marks.notice(session, mailbox, put_on, now=run.clock())
    mailbox.cursor = run.provider.later(mailbox.cursor or caught.cursor, caught.cursor)


def _note_drafts(run: Run, session: Session, mailbox: Mailbox, fetched: Fetched) -> None:
    session.flush()
    drafts.note(session, mailbox, fetched, now=run.clock())


def _read(run: Run, cursor: str) -> tuple[dict[str, Change], Labelled, str]:
    """All pages of the change stream, folded to one fact a message, and where the stream ends."""
    facts: dict[str, Change] = {}
    labelled, numbers = Labelled(), count()
    said = run.provider.changes(cursor)
    while True:
        for change in said.changes:
            known = facts.get(change.provider_id)
            what = max(change.what, known.what) if known else change.what
            touches = (*(known.touches if known else ()), *change.touches)
            facts[change.provider_id] = Change(change.provider_id, what, change.version, touches)
            for touch in change.touches:
                if touch.is_on and touch.is_free:
                    labelled[change.provider_id, touch.label] = next(numbers)
        if said.page is None:
            return facts, labelled, said.cursor
        run.beat()
        said = run.provider.changes(cursor, said.page)


def _wanted(session: Session, mailbox: Mailbox, run: Run, facts: dict[str, Change]) -> Wanted:
    """What to ask the provider for: not what is deleted, nor what we hold as it now is."""
    new: list[str] = []
    known: list[str] = []
    alive = [fact for fact in facts.values() if fact.what is not What.DELETED]
    for some in batches(alive, _AT_ONCE):
        held = storing.held(session, mailbox.id, [fact.provider_id for fact in some])
        for fact in some:
            here = held.get(fact.provider_id)
            if here is None or not (run.provider.reflects(here.version, fact) or here.shows(fact)):
                (known if here is not None and here.is_whole else new).append(fact.provider_id)
    return Wanted(new, known)


def _ask_again(run: Run, wanted: Wanted, first: Outcome) -> Outcome:
    """A message just announced can be unknown for a moment: only what is unknown twice is gone."""
    run.patience.wait(run.settings.missing_seconds)
    missing = set(first.gone)
    again = loading.load(
        run,
        Wanted([each for each in wanted.new if each in missing], [each for each in wanted.known if each in missing]),
    )
    return Outcome(again.gone, first.trouble or again.trouble)
