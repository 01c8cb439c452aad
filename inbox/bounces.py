"""Which message a bounce reports, whichever of the two came first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ScalarSelect, and_, or_, select, update
from sqlalchemy.orm import Session

from inbox.letters import BOUNCES
from inbox.models import Conversation, Message, Reference
from inbox.recognising import Batch
from inbox.tables import table

_bounce = Message.__table__.c
_reported = Message.__table__.alias("reported")
_conversation = Conversation.__table__.c
_reference = Reference.__table__.c


def note(session: Session, batch: Batch) -> None:
    """Let bounces know what they report, after a batch was stored."""
    _look(session, {*_new(batch), *_waiting(batch)})


def note_released(session: Session, message_ids: Collection[int]) -> None:
    """The same, for messages that left quarantine."""
    named = select(_bounce.internet_message_id).where(_bounce.id.in_(message_ids))
    referring = select(_reference.message_id).where(
        _reference.organization_id.in_(select(_bounce.organization_id).where(_bounce.id.in_(message_ids))),
        _reference.target_key.in_(named),
    )
    bounces = select(_bounce.id).where(
        or_(_bounce.id.in_(message_ids), _bounce.id.in_(referring)), _bounce.mail_class.in_(BOUNCES)
    )
    _look(session, set(session.scalars(bounces)))


def _new(batch: Batch) -> Iterator[int]:
    for newcomer in batch.newcomers:
        if newcomer.letter.is_bounce and not newcomer.is_quarantined:
            yield newcomer.message_id


def _waiting(batch: Batch) -> Iterator[int]:
    """Bounces that came before the mail they report."""
    for newcomer in batch.newcomers:
        for one in batch.web.referrers.get(newcomer.letter.mail.message_id or "", ()):
            if one.is_bounce and one.message_id:
                yield one.message_id


def _look(session: Session, bounces: Collection[int]) -> None:
    """What a bounce refers to first counts, also when that came after something it refers to later."""
    if bounces:
        query = update(table(Message)).where(_bounce.id.in_(bounces))
        session.execute(query.values(bounce_of_id=_first_reported()))


def _first_reported() -> ScalarSelect[Any]:
    reported = _reported.c
    is_named = or_(
        reported.key == _reference.target_key,
        and_(reported.has_reused_id, reported.internet_message_id == _reference.target_key),
    )
    return (
        select(reported.id)
        .where(
            _reference.message_id == _bounce.id,
            reported.id != _bounce.id,
            reported.organization_id == _reference.organization_id,
            reported.team_id == _reference.team_id,
            is_named,
            _conversation.id == reported.conversation_id,
            _conversation.is_quarantined.is_(False),
        )
        .order_by(_reference.position, reported.received_at, reported.fingerprint)
        .limit(1)
        .correlate(Message.__table__)
        .scalar_subquery()
    )
