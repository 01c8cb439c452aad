"""Reading whom an out-of-office answer of their own says to be away, where a credential lets us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, leaves
from inbox.events import Actor
from inbox.models import (
    Door,
    EventKind,
    Mailbox,
    MailboxState,
    Person,
    PersonAddress,
    Routing,
    Team,
    TeamMember,
)
from sync import connecting
from sync.errors import AccessLost, ProviderError
from sync.provider import Absence
from workers import queues
from workers.job import UnitsOfWork, job

_ASK_AGAIN = timedelta(days=1)
"""After which it is tried once more whether a credential may read them."""
_log = structlog.get_logger(__name__)


@job(queues.SYNC)
def read_absences(work: UnitsOfWork, mailbox_id: int) -> None:
    """Ask for the staff whose addresses are at the mailbox's domain. If nobody's may be read, that is told once."""
    now = work.clock()
    with work.unit(writes=False) as session:
        mailbox = session.get_one(Mailbox, mailbox_id)
        people, others = _people(session, mailbox), _elsewhere(session, mailbox)
    refused = 0
    for person_id, address in people:
        try:
            found = connecting.open_provider(work.runtime, mailbox, address=address).absence()
        except AccessLost:
            refused += 1  # perhaps there is no mailbox of this address; only if all are refused is it the credential
            continue
        except ProviderError as trouble:
            _log.info("an out-of-office answer could not be read", mailbox=mailbox_id, reason=str(trouble))
            continue
        found = found or _said_elsewhere(work, others, address)
        with work.unit() as session:
            person = session.get_one(Person, person_id)
            period = (found.starts_at, found.ends_at) if found else None
            leaves.follow_mailbox(session, person, period, by=Actor(Door.SYSTEM, now))
    with work.unit() as session:
        is_refused = bool(people) and refused == len(people)
        _note(session, session.get_one(Mailbox, mailbox_id), is_refused, Actor(Door.SYSTEM, now))


@job(queues.SYNC)
def read_all_absences(work: UnitsOfWork) -> None:
    """Have one mailbox of each domain ask for its staff, where conversations are given out or go on by themselves."""
    if not work.runtime.settings.read_absences:
        return
    with work.unit(writes=False) as session:
        for mailbox_id in _asking(session.scalars(_connected()), before=work.clock() - _ASK_AGAIN):
            read_absences.after(session, mailbox_id)


def _connected() -> Any:
    wanted = select(Team.organization_id).where((Team.routing != Routing.OFF) | Team.take_over_minutes.is_not(None))
    query = select(Mailbox).where(
        Mailbox.organization_id.in_(wanted), Mailbox.state == MailboxState.LIVE, Mailbox.credential.is_not(None)
    )
    return query.order_by(Mailbox.id)


def _asking(mailboxes: Iterable[Mailbox], *, before: datetime) -> list[int]:
    """Of each organization, provider and domain one: the first that was not refused lately."""
    chosen: dict[tuple[int, str, str], int] = {}
    for one in mailboxes:
        if one.absences_refused_at is None or one.absences_refused_at < before:
            chosen.setdefault((one.organization_id, one.provider, _domain(one.address)), one.id)
    return list(chosen.values())


def _people(session: Session, mailbox: Mailbox) -> list[tuple[int, str]]:
    """The active members of teams with an address at the mailbox's domain, each with the first of these."""
    members = select(TeamMember.person_id)
    query = (
        select(PersonAddress.person_id, PersonAddress.address)
        .join(Person, Person.id == PersonAddress.person_id)
        .where(Person.organization_id == mailbox.organization_id, Person.active, Person.id.in_(members))
        .order_by(PersonAddress.person_id, PersonAddress.position.desc())
    )
    wanted = _domain(mailbox.address)
    return list({row[0]: row[1] for row in session.execute(query) if _domain(row[1]) == wanted}.items())


def _elsewhere(session: Session, mailbox: Mailbox) -> list[Mailbox]:
    """One mailbox of the same domain at each other provider: who is away by one of them is away."""
    query = _connected().where(Mailbox.organization_id == mailbox.organization_id)
    found = [one for one in session.scalars(query) if _domain(one.address) == _domain(mailbox.address)]
    first = {one.provider: one for one in reversed(found)}
    first.pop(mailbox.provider, None)
    return list(first.values())


def _said_elsewhere(work: UnitsOfWork, others: Iterable[Mailbox], address: str) -> Absence | None:
    for mailbox in others:
        try:
            found = connecting.open_provider(work.runtime, mailbox, address=address).absence()
        except ProviderError:
            continue  # most people have a mailbox at one provider alone
        if found is not None:
            return found
    return None


def _note(session: Session, mailbox: Mailbox, is_refused: bool, by: Actor) -> None:
    """That nothing may be read is no trouble, and told when it is found out."""
    if is_refused and mailbox.absences_refused_at is None:
        events.record_of_mailbox(session, mailbox, EventKind.ABSENCES_UNREADABLE, by=by)
    mailbox.absences_refused_at = by.now if is_refused else None


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
