"""What a provider's list and we disagree about during a check, kept in rows, and what came of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from inbox import whereabouts
from inbox.checks import Stand
from inbox.ledger import NAMED, Missing, Result
from inbox.models import Delivery, Disposition, FailedMail, LedgerDoubt, Mailbox, Message, Outcome, Place
from sync.loading import Wanted
from sync.provider import Fetched

_NEVER_LISTED = Place.CHAT
_UNRESOLVED = (Outcome.OPEN, Outcome.REFUSED)
_NOT_THERE_TWICE = 2


def compare(session: Session, mailbox: Mailbox, provider_ids: Sequence[str], *, now: datetime) -> None:
    """Mark what we hold as listed, and note what we do not hold. Drafts may have become mail: they are noted, too."""
    _drop_empty(session, mailbox.id, provider_ids)
    held = _held(session, mailbox.id, provider_ids)
    _mark(session, mailbox.id, list(held), now)
    known = set(session.scalars(_ids(mailbox.id).where(LedgerDoubt.provider_id.in_(provider_ids))))
    rows = [
        {
            "mailbox_id": mailbox.id, "provider_id": one, "organization_id": mailbox.organization_id,
            "is_draft": one in held, "outcome": Outcome.OPEN, "not_found": 0,
        }
        for one in dict.fromkeys(provider_ids)
        if one not in known and not held.get(one, False)
    ]  # fmt: skip
    if rows:
        session.execute(insert(LedgerDoubt), rows)


def settle_arrived(session: Session, mailbox_id: int, *, now: datetime) -> None:
    """What a sync brought after the listing had only just come."""
    found = session.scalars(_ids(mailbox_id).where(LedgerDoubt.outcome == Outcome.OPEN)).all()
    for start in range(0, len(found), NAMED):
        held = _held(session, mailbox_id, found[start : start + NAMED])
        mail = [one for one, is_mail in held.items() if is_mail]
        note(session, mailbox_id, mail, Outcome.ARRIVED)
        _mark(session, mailbox_id, mail, now)


def open_ones(session: Session, mailbox_id: int, *, limit: int) -> list[LedgerDoubt]:
    """Some that the provider is to be asked for; those that it did not find once come last and by themselves."""
    query = select(LedgerDoubt).where(LedgerDoubt.mailbox_id == mailbox_id, LedgerDoubt.outcome == Outcome.OPEN)
    query = query.order_by(LedgerDoubt.not_found, LedgerDoubt.provider_id).limit(limit)
    found = session.scalars(query.execution_options(populate_existing=True)).all()
    return [one for one in found if one.not_found == found[0].not_found]


def unseen(
    session: Session, mailbox_id: int, *, since: datetime, started: datetime, after: int, limit: int
) -> Sequence[Delivery]:
    """Messages that we held when the check began and the list did not show; and those that it showed against us."""
    is_unlisted = and_(
        Delivery.deleted_at.is_(None), Delivery.received_at >= since, Delivery.created_at < started,
        Delivery.place != _NEVER_LISTED, or_(Delivery.listed_at.is_(None), Delivery.listed_at < started),
    )  # fmt: skip
    is_alive = and_(Delivery.deleted_at < started, Delivery.listed_at >= started)
    query = select(Delivery).where(Delivery.mailbox_id == mailbox_id, Delivery.id > after, or_(is_unlisted, is_alive))
    return session.scalars(query.order_by(Delivery.id).limit(limit)).all()


def settle(session: Session, mailbox: Mailbox, provider_ids: Sequence[str], *, now: datetime) -> None:
    """These were given and have been stored. Mail that no sync had brought was missing; it is not any more."""
    rows = session.execute(
        select(Delivery.provider_id, Delivery.disposition, Delivery.place, LedgerDoubt.is_draft)
        .join(
            LedgerDoubt,
            and_(LedgerDoubt.mailbox_id == mailbox.id, LedgerDoubt.provider_id == Delivery.provider_id),
        )
        .where(Delivery.mailbox_id == mailbox.id, Delivery.provider_id.in_(provider_ids))
    ).all()
    note(session, mailbox.id, provider_ids, Outcome.REFUSED)  # unless it is here, whatever was given
    for provider_id, disposition, place, is_draft in rows:
        outcome = Outcome.REPAIRED
        if disposition is Disposition.IGNORED and place is not Place.DRAFT:
            outcome = Outcome.OLD
        elif disposition is Disposition.IGNORED and is_draft:
            outcome = Outcome.NOTED
        note(session, mailbox.id, [provider_id], outcome)
    whereabouts.restore(session, mailbox, provider_ids)
    _mark(session, mailbox.id, provider_ids, now)


def note(session: Session, mailbox_id: int, provider_ids: Collection[str], outcome: Outcome) -> None:
    """What came of some."""
    if provider_ids:
        _change(session, mailbox_id, provider_ids, outcome=outcome)


def not_found(session: Session, mailbox_id: int, provider_ids: Collection[str]) -> list[str]:
    """The provider does not find these; it may be a moment too early. Gives the drafts that are gone for good."""
    if not provider_ids:
        return []
    _change(session, mailbox_id, provider_ids, not_found=LedgerDoubt.not_found + 1)
    query = select(LedgerDoubt.provider_id, LedgerDoubt.is_draft).where(
        LedgerDoubt.mailbox_id == mailbox_id,
        LedgerDoubt.provider_id.in_(provider_ids),
        LedgerDoubt.not_found >= _NOT_THERE_TWICE,
    )
    gone: dict[str, bool] = {row[0]: row[1] for row in session.execute(query)}
    drafts = [one for one, is_draft in gone.items() if is_draft]
    note(session, mailbox_id, [one for one in gone if not gone[one]], Outcome.VANISHED)
    note(session, mailbox_id, drafts, Outcome.NOTED)
    return drafts


def looked_up(session: Session, mailbox_id: int, fetched: Fetched, stand: Stand) -> Stand:
    """Go past those that were answered; one that was not is asked for again, and all after it."""
    asked = [*fetched.answered, *fetched.left]
    query = select(Delivery.id, Delivery.provider_id).where(
        Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(asked)
    )
    ids: dict[str, int] = {row[1]: row[0] for row in session.execute(query)}
    left = [ids[one] for one in fetched.left]
    passed = min(left) - 1 if left else max(ids.values(), default=stand.passed)
    here = [one.provider_id for one in fetched.standings]
    return replace(
        stand, passed=max(passed, stand.passed), deleted=stand.deleted + len(fetched.gone),
        unlisted=stand.unlisted + sum(1 for one in here if stand.passed < ids[one] <= passed),
    )  # fmt: skip


def give_up(session: Session, mailbox_id: int, wanted: Wanted, stand: Stand) -> Stand:
    """The one message asked for is not answered, whatever we do: go on without it."""
    note(session, mailbox_id, wanted.new, Outcome.REFUSED)
    if not wanted.known:
        return stand
    query = select(Delivery.id).where(Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(wanted.known))
    return replace(stand, passed=max(session.scalars(query).all(), default=stand.passed))


def result(session: Session, mailbox_id: int, stand: Stand) -> Result:
    """What the check found, counted."""
    assert stand.since is not None
    assert stand.started is not None
    listed = select(Delivery.disposition, func.count()).where(
        Delivery.mailbox_id == mailbox_id, Delivery.listed_at >= stand.started
    )
    counts: dict[Disposition, int] = {row[0]: row[1] for row in session.execute(listed.group_by(Delivery.disposition))}
    came: dict[tuple[Outcome, bool], int] = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(LedgerDoubt.outcome, LedgerDoubt.is_draft, func.count())
            .where(LedgerDoubt.mailbox_id == mailbox_id)
            .group_by(LedgerDoubt.outcome, LedgerDoubt.is_draft)
        )
    }
    lost = sum(came.get((one, False), 0) for one in _UNRESOLVED)
    repaired = came.get((Outcome.REPAIRED, False), 0) + came.get((Outcome.REPAIRED, True), 0)
    vanished = came.get((Outcome.VANISHED, False), 0)
    held = sum(counts.values())
    return Result(
        period_from=stand.since, started=stand.started, listed=held + vanished + lost, held=held,
        dispositions={one.value: counts[one] for one in Disposition if one in counts},
        arrived=came.get((Outcome.ARRIVED, False), 0) + came.get((Outcome.ARRIVED, True), 0), vanished=vanished,
        deleted=stand.deleted, unlisted=stand.unlisted, missing=lost + repaired, repaired=repaired,
        named=_named(session, mailbox_id), is_whole=stand.is_whole,
    )  # fmt: skip


def forget(session: Session, mailbox_id: int) -> None:
    """The check is over; what could not be had is asked for again by the next one, however old it is by then."""
    ours = LedgerDoubt.mailbox_id == mailbox_id
    session.execute(delete(LedgerDoubt).where(ours, or_(LedgerDoubt.outcome.not_in(_UNRESOLVED), LedgerDoubt.is_draft)))
    session.execute(update(LedgerDoubt).where(ours).values(outcome=Outcome.OPEN, not_found=0))


def _named(session: Session, mailbox_id: int) -> tuple[Missing, ...]:
    is_missing = or_(
        LedgerDoubt.outcome == Outcome.REPAIRED,
        and_(LedgerDoubt.outcome.in_(_UNRESOLVED), LedgerDoubt.is_draft.is_(False)),
    )
    query = (
        select(LedgerDoubt.provider_id, Message.internet_message_id, LedgerDoubt.outcome)
        .outerjoin(Delivery, and_(Delivery.mailbox_id == mailbox_id, Delivery.provider_id == LedgerDoubt.provider_id))
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(LedgerDoubt.mailbox_id == mailbox_id, is_missing)
        .order_by(LedgerDoubt.provider_id)
        .limit(NAMED)
    )
    return tuple(Missing(row[0], row[1] or "", row[2].value) for row in session.execute(query))


def _ids(mailbox_id: int) -> Select[str]:
    return select(LedgerDoubt.provider_id).where(LedgerDoubt.mailbox_id == mailbox_id)


def _held(session: Session, mailbox_id: int, provider_ids: Collection[str]) -> dict[str, bool]:
    """Those of the messages that we hold, and whether as something that will not become mail any more."""
    query = select(Delivery.provider_id, Delivery.disposition, Delivery.place).where(
        Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(provider_ids)
    )
    return {row[0]: row[1] is not Disposition.IGNORED or row[2] is not Place.DRAFT for row in session.execute(query)}


def _drop_empty(session: Session, mailbox_id: int, provider_ids: Collection[str]) -> None:
    """A row that claims a disposition but leads to no mail holds nothing: the message is as good as missing."""
    leads_nowhere = and_(Delivery.message_id.is_(None), Delivery.disposition != Disposition.IGNORED)
    kept = select(FailedMail.delivery_id).where(FailedMail.delivery_id == Delivery.id).exists()
    session.execute(
        delete(Delivery).where(
            Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(provider_ids), leads_nowhere, ~kept
        ),
        execution_options={"synchronize_session": False},
    )


def _mark(session: Session, mailbox_id: int, provider_ids: Collection[str], now: datetime) -> None:
    """The provider's list showed them."""
    session.execute(
        update(Delivery)
        .where(Delivery.mailbox_id == mailbox_id, Delivery.provider_id.in_(provider_ids))
        .values(listed_at=now),
        execution_options={"synchronize_session": False},
    )


def _change(session: Session, mailbox_id: int, provider_ids: Collection[str], **values: object) -> None:
    session.execute(
        update(LedgerDoubt)
        .where(LedgerDoubt.mailbox_id == mailbox_id, LedgerDoubt.provider_id.in_(provider_ids))
        .values(**values),
        execution_options={"synchronize_session": False},
    )
