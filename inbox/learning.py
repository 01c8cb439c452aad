"""What an organization's own classifier learns from, its versions, and which of them is in use."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from inbox import events
from inbox.access import Viewer, require_lead
from inbox.errors import NotFound
from inbox.events import Actor
from inbox.mail.text import gist
from inbox.models import (
    Category,
    Classifier,
    Delivery,
    EventKind,
    Finding,
    Message,
    Organization,
    TrainingExample,
)
from inbox.tables import table
from inbox.translation import N_

ENOUGH = 10
"""So many new examples are worth learning at once; where there are many already, a twentieth of them."""
ALL_THE_SAME = timedelta(days=1)
"""After so long, fewer are, too."""
MOST = 1_000
"""Examples that are learnt from, the newest."""
KEPT = 12
"""Versions that are kept beside the one in use."""
_LONGEST = 4_000


class Example(NamedTuple):
    """A mail of which staff said what it is about."""

    message_id: int
    text: str
    category: str | None
    """The key of its category; None: none of these."""
    learnt_at: datetime


class Version(NamedTuple):
    """A version as people look at it, without what it holds."""

    version: int
    is_current: bool
    examples: int
    measured: dict[str, Any]
    trained_at: datetime
    by_id: int | None


class Taught(NamedTuple):
    """A category as leads look at it."""

    key: str
    name: str
    sentence: str
    written: int
    """Examples in the organization's file."""
    decided: int
    """Mails that staff said are about it."""


def learn(session: Session, finding: Finding, category_id: int | None, *, by: Actor) -> None:
    """Remember what somebody said a mail is about; said again, the last word counts. None: none of these."""
    query = select(TrainingExample).where(TrainingExample.message_id == finding.message_id)
    row = session.scalars(query).first() or TrainingExample(
        organization_id=finding.organization_id, message_id=finding.message_id
    )
    row.category_id, row.person_id, row.learnt_at = category_id, by.person_id, by.now
    session.add(row)
    session.flush()


def taught(session: Session, finding: Finding) -> TrainingExample | None:
    """What was learnt from a finding's mail."""
    query = select(TrainingExample).where(TrainingExample.message_id == finding.message_id)
    return session.scalars(query).first()


def unlearn(session: Session, finding: Finding) -> None:
    """Forget it, as if nobody had said so."""
    session.execute(delete(TrainingExample).where(TrainingExample.message_id == finding.message_id))


def topics(session: Session, organization_id: int) -> list[Category]:
    """What mail can be about, in the order of the file."""
    query = select(Category).where(Category.organization_id == organization_id)
    return list(session.scalars(query.order_by(Category.position, Category.id)))


def digest(categories: Sequence[Category]) -> str:
    """Names what categories say; another name, another sentence or another example is another digest."""
    said = [[one.key, one.name, one.description, one.examples] for one in categories]
    return hashlib.sha256(orjson.dumps(sorted(said))).hexdigest()[:16]


def examples(session: Session, organization_id: int) -> list[Example]:
    """All that can be learnt from, oldest first: mail that is still in a mailbox, or that never was in one."""
    query = (
        select(Message.id, Message.subject, Message.visible_text, Category.key, TrainingExample.learnt_at)
        .join(Message, Message.id == TrainingExample.message_id)
        .outerjoin(Category, Category.id == TrainingExample.category_id)
        .where(*_usable(organization_id))
        .order_by(TrainingExample.learnt_at.desc(), TrainingExample.id.desc())
        .limit(MOST)
    )
    found = [Example(row[0], text_of(row[1], row[2]), row[3], row[4]) for row in session.execute(query)]
    return found[::-1]


def text_of(subject: str, text: str) -> str:
    """A mail as it is learnt from."""
    return gist(f"{subject}\n{text}", _LONGEST)


def current(session: Session, organization_id: int) -> Classifier | None:
    """The version in use, with what it holds."""
    query = select(Classifier).where(Classifier.organization_id == organization_id, Classifier.is_current)
    return session.scalars(query).first()


def versions(session: Session, organization_id: int) -> list[Version]:
    """All versions that are kept, newest first."""
    query = select(
        Classifier.version, Classifier.is_current, Classifier.examples, Classifier.measured, Classifier.trained_at,
        Classifier.by_id,
    ).where(Classifier.organization_id == organization_id)  # fmt: skip
    return [Version._make(row) for row in session.execute(query.order_by(Classifier.version.desc()))]


def look(session: Session, viewer: Viewer) -> tuple[list[Taught], list[Version]]:
    """What is learnt, for leads and admins: the categories with their examples, and the versions."""
    require_lead(viewer)
    query = select(TrainingExample.category_id, func.count()).where(*_usable(viewer.organization_id))
    counts = {row[0]: row[1] for row in session.execute(query.group_by(TrainingExample.category_id))}
    told = [
        Taught(one.key, one.name, one.description, len(one.examples), counts.get(one.id, 0))
        for one in topics(session, viewer.organization_id)
    ]
    return told, versions(session, viewer.organization_id)


def due(session: Session, *, now: datetime, only: Collection[int] | None = None) -> list[int]:
    """The organizations that have something new to learn, of all or `only` some: examples, or other categories."""
    newest = (
        select(Classifier.organization_id, func.max(Classifier.trained_at).label("at"))
        .group_by(Classifier.organization_id)
        .subquery()
    )
    query = select(Organization.id, newest.c.at).outerjoin(newest, newest.c.organization_id == Organization.id)
    query = query if only is None else query.where(Organization.id.in_(only))
    return [id_ for id_, at in session.execute(query.order_by(Organization.id)) if _is_due(session, id_, at, now)]


def keep(
    session: Session, organization_id: int, state: bytes, *, examples: int, measured: dict[str, Any],
    is_better: bool, now: datetime, by_id: int | None = None,
) -> Classifier:  # fmt: skip
    """Keep a new version, in use if it is no worse."""
    session.get_one(Organization, organization_id, with_for_update={"key_share": True})
    highest = select(func.max(Classifier.version)).where(Classifier.organization_id == organization_id)
    row = Classifier(
        organization_id=organization_id, version=(session.scalar(highest) or 0) + 1, is_current=False, state=state,
        examples=examples, measured=measured, trained_at=now, by_id=by_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if is_better or current(session, organization_id) is None:
        _make_current(session, row)
    _forget_old(session, organization_id)
    return row


def roll_back(session: Session, organization_id: int, version: int, *, by: Actor) -> bool:
    """Put another version into use; says whether it was not. What is learnt later may be used in its turn."""
    query = select(Classifier).where(Classifier.organization_id == organization_id, Classifier.version == version)
    row = session.scalars(query.with_for_update()).first()
    if row is None:
        raise NotFound(N_("There is no such version."))
    if row.is_current:
        return False
    _make_current(session, row)
    row.by_id = by.person_id
    events.record_of_organization(session, organization_id, EventKind.CLASSIFIER_CHOSEN, by=by, version=version)
    return True


def _make_current(session: Session, row: Classifier) -> None:
    """First none, then this one: there is never more than one."""
    rows = table(Classifier)
    session.execute(
        update(rows).where(rows.c.organization_id == row.organization_id, rows.c.is_current).values(is_current=False)
    )
    row.is_current = True
    session.flush()


def _forget_old(session: Session, organization_id: int) -> None:
    old = select(Classifier.id).where(Classifier.organization_id == organization_id, ~Classifier.is_current)
    ids = session.scalars(old.order_by(Classifier.version.desc()).offset(KEPT)).all()
    session.execute(delete(Classifier).where(Classifier.id.in_(ids)))


def _usable(organization_id: int) -> tuple[ColumnElement[bool], ...]:
    held = select(Delivery.id).where(Delivery.message_id == TrainingExample.message_id)
    is_gone = exists(held) & ~exists(held.where(Delivery.deleted_at.is_(None)))
    return TrainingExample.organization_id == organization_id, ~is_gone


def _is_due(session: Session, organization_id: int, at: datetime | None, now: datetime) -> bool:
    """Never learnt, enough new examples, some that are gone, or categories that say something else."""
    said = topics(session, organization_id)
    if at is None:
        return bool(said)
    query = select(func.count(), func.count().filter(TrainingExample.learnt_at > at)).select_from(TrainingExample)
    count, fresh = session.execute(query.where(*_usable(organization_id))).one()
    if fresh >= max(ENOUGH, min(count, MOST) // 20) or (fresh and now - at > ALL_THE_SAME):
        return True
    newest = select(Classifier.examples, Classifier.measured).where(Classifier.organization_id == organization_id)
    learnt, measured = session.execute(newest.order_by(Classifier.version.desc()).limit(1)).one()
    return bool(min(count, MOST) < learnt or measured.get("topics") != digest(said))
