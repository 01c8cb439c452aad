"""What admins see of the ledgers: how each mailbox stands, its checks, and the alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from inbox import access
from inbox.access import Viewer
from inbox.errors import NotFound
from inbox.models import Ledger, LedgerEntry, Mailbox, MailboxState
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read
from inbox.translation import N_

_mailbox = Mailbox.__table__.c
_ledger = Ledger.__table__.c
_entry = LedgerEntry.__table__.c


class Standing(NamedTuple):
    """A mailbox and the newest entry of its ledger, if there is one."""

    mailbox_id: int
    name: str
    address: str
    state: MailboxState
    stand: dict[str, Any] | None
    """Of the check under way."""
    fault: str | None
    fault_number: int | None
    verified_at: datetime | None
    number: int | None
    ended_at: datetime | None
    listed: int | None
    missing: int | None
    unexplained: int | None


class Checked(NamedTuple):
    """One check in a list."""

    id: int
    number: int
    ended_at: datetime
    listed: int
    missing: int
    unexplained: int

    @property
    def place(self) -> Cursor:
        return Cursor(self.ended_at, self.id)


def standings(session: Session, viewer: Viewer, *, start: int, limit: int) -> list[Standing]:
    """The mailboxes of the organization, those with something wrong first. Raises NotAllowed for all but admins."""
    access.require_admin(viewer)
    worst = case((_is_alarm(), 0), (_entry.missing > 0, 1), else_=2)
    query = _standings(viewer).order_by(worst, _mailbox.name, _mailbox.id).offset(start).limit(limit)
    return [Standing._make(row) for row in session.execute(query)]


def standing(session: Session, viewer: Viewer, mailbox_id: int) -> Standing:
    """One of them. Raises NotAllowed for all but admins."""
    access.require_admin(viewer)
    row = session.execute(_standings(viewer).where(_mailbox.id == mailbox_id)).one_or_none()
    if row is None:
        raise NotFound(N_("This mailbox does not exist, or you have no access to it."))
    return Standing._make(row)


def alarms(session: Session, viewer: Viewer, *, limit: int) -> list[Standing]:
    """Mailboxes of which the newest check found mail missing, or whose chain was broken; none for all but admins."""
    if not viewer.is_admin:
        return []
    query = _standings(viewer).where(or_(_entry.missing > 0, _is_alarm()))
    query = query.order_by(case((_is_alarm(), 0), else_=1), _mailbox.name).limit(limit)
    return [Standing._make(row) for row in session.execute(query)]


def entry(session: Session, mailbox_id: int, number: int) -> LedgerEntry:
    """One entry of a mailbox that the caller may see."""
    query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox_id, LedgerEntry.number == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    return found


def checked(session: Session, mailbox_id: int, part: Slice = BEGINNING, *, limit: int) -> Page[Checked]:
    """One page of the checks of a mailbox that the caller may see, newest first."""
    columns = (_entry.id, _entry.number, _entry.ended_at, _entry.listed, _entry.missing, _entry.unexplained)
    query: Select[Any] = select(*columns).where(_entry.mailbox_id == bindparam("mailbox")).limit(bindparam("limit"))
    query = in_turn(query, part.turn, _entry.ended_at, _entry.id)
    return read(session, query, {"mailbox": mailbox_id}, Checked._make, part, limit)


def _is_alarm() -> Any:
    return or_(_entry.unexplained > 0, func.coalesce(_ledger.fault, "") != "")


def _standings(viewer: Viewer) -> Select[Any]:
    every = LedgerEntry.__table__.alias("every")
    newest = select(func.max(every.c.number)).where(every.c.mailbox_id == _mailbox.id).scalar_subquery()
    return (
        select(
            _mailbox.id, _mailbox.name, _mailbox.address, _mailbox.state, _ledger.stand, _ledger.fault,
            _ledger.fault_number, _ledger.verified_at, _entry.number, _entry.ended_at, _entry.listed, _entry.missing,
            _entry.unexplained,
        )
        .select_from(Mailbox.__table__)
        .outerjoin(Ledger.__table__, _ledger.mailbox_id == _mailbox.id)
        .outerjoin(LedgerEntry.__table__, (_entry.mailbox_id == _mailbox.id) & (_entry.number == newest))
        .where(_mailbox.organization_id == viewer.organization_id)
    )  # fmt: skip
