"""Making the labels in a mailbox agree with our rows. What people did with labels is understood first, and done.

Runs under the mailbox's lease, after all changes were read. What is intended is committed before each call and what was
done after it, so that a crash at any point leaves rows from which the next run finds its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import structlog

from inbox import intake, label_book, label_marks, label_names, labelling
from inbox.label_names import Name
from inbox.labelling import Task
from sync import loading, progress
from sync.errors import AccessLost, NameTaken, NoLabels, ProviderError, TryAgain, UnitsSpent
from sync.loading import Wanted
from sync.prefetch import batches
from sync.provider import Relabelled
from sync.run import Run

_AT_ONCE = 1000
"""Messages compared in one run."""
_MOST_CALLS = 40
"""Then fresh mail may pass."""
_FEW = 10
"""So many messages may take a call each."""
_LATER = timedelta(hours=1)
_log = structlog.get_logger(__name__)


def work(run: Run, order: Mapping[tuple[str, str], int]) -> None:
    """Compare what is due, and write what differs. `order` tells when labels were put on, where that is known.

    Raises TryAgain when the provider cannot take it now; it stays due.
    """
    with run.fenced() as (session, mailbox):
        stand = progress.of(mailbox)
        if stand is not None and stand.looks_at_known:
            return  # what we hold may be old: labels that people changed meanwhile would be lost
        if not label_marks.is_due(session, mailbox, now=run.clock()):
            return
        uncertain = label_marks.uncertain(session, mailbox, now=run.clock(), limit=_AT_ONCE)
    _look_up(run, uncertain)
    try:
        refused = _attempt(run, order)
        if refused:  # a label may have been deleted just now
            refused = _attempt(run, order)
    except (TryAgain, AccessLost):
        raise
    except ProviderError as refusal:  # mail is read on, whatever becomes of labels
        if not isinstance(refusal, NoLabels):
            _log.error("the provider refuses labels", mailbox=run.hold.mailbox_id, status=refusal.status)
        with run.fenced() as (session, mailbox):
            label_marks.put_off(session, mailbox, now=run.clock(), until=run.clock() + _LATER)
        return
    if refused:
        _log.error("the provider refuses labels", mailbox=run.hold.mailbox_id, messages=len(refused))
        with run.fenced() as (session, mailbox):
            labelling.postpone(session, refused, run.clock() + _LATER)


def _look_up(run: Run, provider_ids: Sequence[str]) -> None:
    """See whether what was intended before a crash has landed."""
    if not provider_ids:
        return
    outcome = loading.load(run, Wanted(known=provider_ids))
    _bury(run, outcome.gone)
    if outcome.trouble is not None:
        raise outcome.trouble


def _attempt(run: Run, order: Mapping[tuple[str, str], int]) -> list[Task]:
    """One round. Gives what the provider refused."""
    _repair(run)
    with run.fenced() as (session, mailbox):
        tasks = labelling.decide(session, mailbox, order=order, now=run.clock(), limit=_AT_ONCE)
    refused: list[Task] = []
    for group in _grouped(tasks):
        with run.fenced() as (session, _):
            labelling.intend(session, group)
        try:
            said = run.provider.relabel([task.provider_id for task in group], add=group[0].add, remove=group[0].remove)
        except (TryAgain, AccessLost):
            raise
        except ProviderError:
            refused += group
            continue
        _note(run, group, said)
    return refused


def _repair(run: Run) -> None:
    """Make labels that are missing, and give those that were renamed their names back."""
    listed = {one.id: one.name for one in run.provider.labels()}
    with run.fenced() as (session, mailbox):
        repairs = label_book.reconcile(session, mailbox, listed, now=run.clock())
    for id_, name in repairs.renamed.items():
        try:
            renamed = run.provider.rename_label(id_, name)
        except NameTaken:
            continue  # it goes on working under the name that somebody gave it
        if renamed.id != id_:
            with run.fenced() as (session, mailbox):
                label_book.replace(session, mailbox, id_, (renamed.id, renamed.name))
    made = {name.key: label for name in repairs.missing if (label := _make(run, name)) is not None}
    if made:
        with run.fenced() as (session, mailbox):
            label_book.add(session, mailbox, made)


def _make(run: Run, name: Name) -> tuple[str, str] | None:
    """Make a label, or adopt the one that has the name already."""
    try:
        made = run.provider.make_label(name.text, name.color)
        return made.id, made.name
    except NameTaken:
        same = (one for one in run.provider.labels() if label_names.folded(one.name) == label_names.folded(name.text))
        found = next(same, None)
    if found is None:
        _log.warning("a label cannot be made", mailbox=run.hold.mailbox_id, key=name.key)
        return None
    return found.id, found.name


def _grouped(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Messages that need the same change together, as many as one run may have calls."""
    groups: defaultdict[tuple[frozenset[str], frozenset[str]], list[Task]] = defaultdict(list)
    for task in tasks:
        groups[task.add, task.remove].append(task)
    calls = 0
    for alike in groups.values():
        for group in batches(alike, _AT_ONCE):
            calls += min(len(group), _FEW)
            if calls > _MOST_CALLS:
                return
            yield list(group)


def _note(run: Run, group: Sequence[Task], said: Relabelled) -> None:
    done, gone = set(said.done), set(said.gone)
    left = [task for task in group if task.provider_id not in done | gone]
    with run.fenced() as (session, _):
        labelling.settle(session, [task for task in group if task.provider_id in done], versions=said.versions)
        if said.trouble is not None and _is_not_done(said.trouble):
            labelling.withdraw(session, left)
    _bury(run, said.gone)
    if said.trouble is not None:
        raise said.trouble


def _bury(run: Run, gone: Sequence[str]) -> None:
    if gone:
        with run.fenced() as (session, mailbox):
            intake.tombstone(session, mailbox, gone, now=run.clock())


def _is_not_done(trouble: TryAgain) -> bool:
    """Whether the provider certainly did nothing: it was not asked, or said that it will not for now."""
    return isinstance(trouble, UnitsSpent) or 400 <= trouble.status < 500
