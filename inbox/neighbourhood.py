"""What is already there around a batch of mail, read in a few queries whatever the size of the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from inbox import matters
from inbox.letters import BOUNCES, Recipient
from inbox.mail import subjects
from inbox.mail.classification import MailClass
from inbox.matching import SUBJECT_WINDOW, Clues, Member, Web
from inbox.models import Asks, Conversation, Delivery, Direction, Message, Reference

_message = Message.__table__.c
_conversation = Conversation.__table__.c
_delivery = Delivery.__table__.c
_reference = Reference.__table__.c


class Known(NamedTuple):
    """A message that is there already."""

    id: int
    key: str
    team_id: int
    conversation_id: int
    fingerprint: str
    internet_message_id: str | None
    has_reused_id: bool
    sender: str
    received_at: datetime
    direction: Direction
    mail_class: str
    asks: Asks
    is_quarantined: bool


_KNOWN = (
    _message.id, _message.key, _message.team_id, _message.conversation_id, _message.fingerprint,
    _message.internet_message_id, _message.has_reused_id, _message.sender_address, _message.received_at,
    _message.direction, _message.mail_class, _message.asks, _conversation.is_quarantined,
)  # fmt: skip


class _Strand(NamedTuple):
    """All that one sender wrote in one of the provider's threads, as far as it is in one conversation."""

    thread_id: str
    conversation_id: int
    sender: str
    mail_class: str
    since: datetime
    until: datetime
    message_id: int


class Neighbourhood(NamedTuple):
    """The web to match in, and the messages that have a Message-ID with one of the batch."""

    web: Web
    namesakes: dict[str, list[Known]]


def read(
    session: Session, to: Recipient, clues: Collection[Clues], *, keys: Collection[str] = (),
    include: Collection[int] = (),
) -> Neighbourhood:  # fmt: skip
    """Read the surroundings of some mail, and lock the conversations in them.

    `keys` are those that the mail may have; `include` names further conversations to read.
    """
    named = _named(session, to, {*keys, *(one for each in clues for one in each.references)})
    referring = _referring(session, to, clues)
    threaded = _threaded(session, to, clues)
    alike = _alike(session, to, clues)
    tokens = {one for each in clues for one in each.tokens}
    ours = [one for one in named if one.team_id == to.mailbox.team_id]
    known = [*ours, *(one for one, _ in referring), *(one for one, _ in alike)]
    ids = {one.conversation_id for one in known if not one.is_quarantined} | {row.conversation_id for row in threaded}
    web = matters.read(
        session, to.mailbox.organization_id, to.mailbox.team_id, {*ids, *tokens, *include}, ours=to.ours.addresses,
        window=to.behaviour.reopen_window,
    )  # fmt: skip
    _add_members(web, ours, referring, threaded, alike)
    _add_tokens(web, tokens)
    matters.learn_aliases(session, web, to.mailbox.organization_id, _senders(web, clues))
    return Neighbourhood(web, _by_key(named))


def _named(session: Session, to: Recipient, keys: Collection[str]) -> list[Known]:
    """Messages of the organization with these keys."""
    values = {"organization": to.mailbox.organization_id, "keys": list(keys)}
    found = [Known._make(row) for row in session.execute(_NAMED, values)]
    reused = {one.internet_message_id for one in found if one.has_reused_id}
    if reused:
        more = session.execute(_REUSED, {**values, "reused": list(reused)})
        found += [Known._make(row) for row in more if row.key not in keys]
    return found


def _referring(session: Session, to: Recipient, clues: Iterable[Clues]) -> list[tuple[Known, str]]:
    """Messages that came before the mail they refer to, and that mail's Message-ID."""
    ids = {each.message_id for each in clues if each.message_id}
    values = {"organization": to.mailbox.organization_id, "team": to.mailbox.team_id, "ids": list(ids)}
    return [(Known._make(row[:-1]), row[-1]) for row in session.execute(_REFERRING, values)] if ids else []


def _threaded(session: Session, to: Recipient, clues: Iterable[Clues]) -> list[_Strand]:
    """Who wrote in the same provider threads, from when to when, and where that is now."""
    threads = {each.thread_id for each in clues} - {""}
    values = {"mailbox": to.mailbox.id, "team": to.mailbox.team_id, "threads": list(threads)}
    return [_Strand._make(row) for row in session.execute(_THREADED, values)] if threads else []


def _alike(session: Session, to: Recipient, clues: Iterable[Clues]) -> list[tuple[Known, str]]:
    """What the same people wrote to this mailbox at about the same time, with its subject."""
    outside = [each for each in clues if each.subject]
    times = [each.at for each in outside]
    if not times:
        return []
    values = {
        "organization": to.mailbox.organization_id, "team": to.mailbox.team_id, "mailbox": to.mailbox.id,
        "senders": list({each.sender for each in outside}), "since": min(times) - SUBJECT_WINDOW,
        "until": max(times) + SUBJECT_WINDOW,
    }  # fmt: skip
    rows = session.execute(_ALIKE, values)
    return [(Known._make(row[:-2])._replace(received_at=row[-1]), row[-2]) for row in rows]


def _add_members(
    web: Web, named: Iterable[Known], referring: Iterable[tuple[Known, str]], threaded: Iterable[_Strand],
    alike: Iterable[tuple[Known, str]],
) -> None:  # fmt: skip
    """Put what was found where matching looks for it. What is in quarantine ties nothing together."""
    for one in named:
        web.by_id[one.internet_message_id or one.key] += _member(web, one)
    for one, target in referring:
        web.referrers[target] += _member(web, one)
    for one, subject in alike:
        web.subjects[one.sender, subjects.normalise(subject)] += _member(web, one)
    for strand in threaded:
        if strand.conversation_id in web.matters:
            matter, is_bounce = web.matters[strand.conversation_id], strand.mail_class in BOUNCES
            member = Member(matter, strand.sender, strand.since, strand.until, is_bounce, strand.message_id)
            web.threads[strand.thread_id].append(member)


def _member(web: Web, one: Known) -> Iterator[Member]:
    if not one.is_quarantined:
        at = one.received_at
        yield Member(web.matters[one.conversation_id], one.sender, at, at, one.mail_class in BOUNCES, one.id)


def _add_tokens(web: Web, tokens: set[int]) -> None:
    for one in tokens & web.matters.keys():
        began = web.matters[one].conversations[0].first_message_at
        web.tokens[one] = Member(web.matters[one], "", began, began)


def _senders(web: Web, clues: Iterable[Clues]) -> set[str]:
    """Everybody whose mail may now turn out to refer to something."""
    lists = (*web.referrers.values(), *web.threads.values())
    return {one.sender for members in lists for one in members} | {each.sender for each in clues}


def _by_key(named: Iterable[Known]) -> dict[str, list[Known]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for one in named:
        found[one.internet_message_id or one.key].append(one)
    return found


_of_organization = _message.organization_id == bindparam("organization")
_of_team = _message.team_id == bindparam("team")
_NAMED = (
    select(*_KNOWN)
    .join_from(Message.__table__, Conversation.__table__, _conversation.id == _message.conversation_id)
    .where(_of_organization, _message.key.in_(bindparam("keys", expanding=True)))
)
_REUSED = (
    select(*_KNOWN)
    .join_from(Message.__table__, Conversation.__table__, _conversation.id == _message.conversation_id)
    .where(
        _of_organization,
        _message.has_reused_id,
        _message.internet_message_id.in_(bindparam("reused", expanding=True)),
    )
)
_REFERRING = (
    select(*_KNOWN, _reference.target_key)
    .join_from(Reference.__table__, Message.__table__, _message.id == _reference.message_id)
    .join(Conversation.__table__, _conversation.id == _message.conversation_id)
    .where(
        _reference.organization_id == bindparam("organization"),
        _reference.team_id == bindparam("team"),
        _reference.target_key.in_(bindparam("ids", expanding=True)),
    )
)
_strand = (_delivery.provider_thread_id, _message.conversation_id, _message.sender_address, _message.mail_class)
_THREADED = (
    select(*_strand, func.min(_delivery.received_at), func.max(_delivery.received_at), func.min(_message.id))
    .join_from(Delivery.__table__, Message.__table__, _message.id == _delivery.message_id)
    .where(
        _delivery.mailbox_id == bindparam("mailbox"),
        _delivery.provider_thread_id.in_(bindparam("threads", expanding=True)),
        _of_team,
    )
    .group_by(*_strand)
)
_ALIKE = (
    select(*_KNOWN, _message.subject, _delivery.received_at)
    .join_from(Message.__table__, Conversation.__table__, _conversation.id == _message.conversation_id)
    .join(Delivery.__table__, _delivery.message_id == _message.id)
    .where(
        _of_organization,
        _of_team,
        _message.sender_address.in_(bindparam("senders", expanding=True)),
        _message.direction == Direction.INBOUND,
        _message.mail_class == MailClass.HUMAN.value,
        _delivery.mailbox_id == bindparam("mailbox"),
        _delivery.received_at.between(bindparam("since"), bindparam("until")),
    )
)
