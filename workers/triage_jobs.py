"""Models read the mail that waits for them: fresh mail first, old mail with whatever time is left.

A job takes one small batch, asks the model outside any unit of work, and stores what it found, a few mails at once. It
comes back by itself while more waits, so that whatever is more urgent has its turn in between.
"""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy import select

from ai.model import CannotAnswer
from ai.questions import Mail, Reading, Triage
from inbox import findings, learning, triage
from inbox.findings import Found
from inbox.models import Message, Priority
from inbox.triage import Batch
from workers import learning_jobs, models, queues
from workers.job import UnitsOfWork, job
from workers.models import Consulted

FRESH_AT_ONCE, OLD_AT_ONCE = 8, 12
"""Mails in a batch: about half a second's work of the local model, for which new mail may have to wait."""
_STORED_AT_ONCE = 8
"""Their conversations are held for as long as that takes."""
_LONGEST = 20_000
"""Letters of a mail that are read."""
_PRIORITIES = frozenset(Priority)
_log = structlog.get_logger(__name__)


@job(queues.TRIAGE)
def read_fresh_mail(work: UnitsOfWork) -> None:
    """Have models read a batch of the mail that came lately."""
    _read(work, is_fresh=True, most=FRESH_AT_ONCE)


@job(queues.SPARE)
def read_old_mail(work: UnitsOfWork) -> None:
    """Have models read a batch of the mail that was there before its mailbox was connected."""
    _read(work, is_fresh=False, most=OLD_AT_ONCE)


@job(queues.URGENT)
def find_unread_mail(work: UnitsOfWork) -> None:
    """Find mail that waits although no job seems to read it: its worker was killed, or could not reach the queue."""
    with work.unit(writes=False) as session:
        for is_fresh in triage.waits(session, now=work.clock()):
            (read_fresh_mail if is_fresh else read_old_mail).after(session)


@job(queues.SPARE)
def try_unreadable_mail(work: UnitsOfWork) -> None:
    """Try what was given up once more."""
    with work.unit() as session:
        triage.try_again(session)


def mail(subject: str, text: str) -> Mail:
    """A mail as models read it."""
    return Mail(subject, text[:_LONGEST])


def question(work: UnitsOfWork, batch: Batch) -> tuple[tuple[int, ...], Triage]:
    """What a model is asked about a batch, and the mails that are still there, in the order of their conversations."""
    with work.unit(writes=False) as session:
        query = select(Message.id, Message.subject, Message.visible_text).where(Message.id.in_(batch.message_ids))
        query = query.order_by(Message.conversation_id, Message.id)
        mails = {row[0]: mail(row[1], row[2]) for row in session.execute(query)}
        categories = learning.topics(session, batch.organization_id)
        current = learning.current(session, batch.organization_id)
    ids = tuple(mails)
    topics = tuple(map(learning_jobs.topic, categories))
    return ids, Triage(tuple(mails.values()), topics, learning_jobs.trained(current))


def _read(work: UnitsOfWork, *, is_fresh: bool, most: int) -> None:
    """Without the local model, which stands in for every other one, nothing is taken: it is not the mail's fault."""
    try:
        models.local()
    except Exception as error:  # noqa: BLE001 whatever is wrong with it, the mail waits until it is mended
        _log.error("the local model cannot be loaded; mail waits", error=type(error).__name__)
        return
    again = read_fresh_mail if is_fresh else read_old_mail
    with work.unit() as session:
        batch = triage.take(session, is_fresh=is_fresh, most=most, now=work.clock())
        if batch is not None and batch.is_more:
            again.after(session)
    if batch is None:
        return
    try:
        _ask(work, batch)
    except CannotAnswer:
        with work.unit() as session:
            triage.strike_off(session, batch.message_ids)
    except Exception as error:  # noqa: BLE001 a mail that no model can read must not stop the others; it is counted
        _log.error("mail could not be read by a model", mails=len(batch.message_ids), error=type(error).__name__)
        with work.unit() as session:
            pause = triage.give_back(session, batch.message_ids, now=work.clock())
            if pause is not None:
                again.later(session, pause)


def _ask(work: UnitsOfWork, batch: Batch) -> None:
    ids, asked = question(work, batch)
    if not ids:
        return
    consulted = models.consult(
        work, batch.organization_id, asked, mailbox_id=batch.mailbox_id, use="triage", message_ids=ids
    )
    version = int(asked.trained.version.rpartition(":")[2]) if asked.trained else None
    shown = frozenset(example for topic in asked.topics for example in topic.examples)
    read = list(zip(ids, consulted.value, strict=True))
    for start in range(0, len(read), _STORED_AT_ONCE):
        with work.unit() as session:
            for id_, reading in read[start : start + _STORED_AT_ONCE]:
                findings.store(session, id_, _found(reading, consulted, version, shown), now=work.clock())


def _found(
    reading: Reading, said: Consulted[tuple[Reading, ...]], version: int | None, shown: Collection[str]
) -> Found:
    """What a model read, in the words of the domain; what is no priority is none.

    Of the examples that it is like, only those of the organization's file are told: the others are other people's mail.
    """
    guess, priority = reading.category, reading.priority.value
    alone = {findings.CATEGORY} if guess and not guess.is_borne_out else set()
    borne_out = {one.kind for one in reading.urgent if one.is_borne_out}
    alone |= {one.kind for one in reading.urgent if not one.is_borne_out} - borne_out
    return Found(
        model=said.model, instead_of=said.instead_of, trained_version=version,
        category=guess.value if guess else None, confidence=_share(guess.confidence if guess else 0.0),
        none_of_these=_share(reading.none_of_these), words=guess.words if guess else (),
        examples=tuple(one for one in guess.examples if one in shown) if guess else (),
        priority=Priority(priority) if priority in _PRIORITIES else Priority.NORMAL,
        language=reading.language, sentiment=float(min(max(reading.sentiment, -1.0), 1.0)),
        signs=tuple((one.kind, one.passage) for one in reading.urgent), private=reading.private,
        is_thanks=reading.is_thanks, questions=reading.asked.questions, dates=reading.asked.dates,
        numbers=reading.asked.numbers, alone=frozenset(alone),
    )  # fmt: skip


def _share(value: float) -> float:
    return float(min(max(value, 0.0), 1.0))
