"""Writing a batch of mail down: conversations, messages, what they bring together, and what it means for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from inbox import (
    bounces,
    deriving,
    events,
    joining,
    neighbourhood,
    numbering,
    receipts,
    recognising,
    reopening,
    repeating,
    signs,
    storing,
    suggesting,
    telling,
    triage,
)
from inbox.arrival import Taken
from inbox.events import Actor
from inbox.letters import Letter, Recipient
from inbox.mail.classification import MailClass
from inbox.matching import Matter, root
from inbox.models import Conversation, Direction, Door, Event, EventKind, Participant
from inbox.recognising import Batch, Newcomer
from inbox.tables import table


@dataclass(slots=True)
class _Writing:
    """A batch while it is written down."""

    to: Recipient
    batch: Batch
    by: Actor
    matters: list[Matter]
    """All that the batch adds to or joins."""
    untouched: set[int]
    """Conversations that are there, and whose status only follows from their messages."""
    begun: dict[int, Conversation] = field(default_factory=dict)
    hidden: dict[Newcomer, Conversation] = field(default_factory=dict)
    """Conversations in quarantine, one for each mail."""
    seen_again: list[Conversation] = field(default_factory=list)
    """Conversations in quarantine whose mail came once more."""

    def conversation(self, newcomer: Newcomer) -> Conversation:
        """Where a newcomer is."""
        hidden = self.hidden.get(newcomer)
        return hidden or root(newcomer.members[0].matter).conversations[0]

    def alive(self) -> list[Conversation]:
        """All conversations that have changed."""
        return [*(matter.conversations[0] for matter in self.matters), *self.hidden.values(), *self.seen_again]


def take(session: Session, to: Recipient, letters: list[Letter]) -> tuple[list[Taken], set[int]]:
    """Take letters in. Says what became of each, and which conversations may leave quarantine for it."""
    keys = {key for one in letters for key in (one.key, recognising.second_key(one.key, one.fingerprint))}
    around = neighbourhood.read(session, to, [one.clues for one in letters], keys=keys)
    writing = _prepared(recognising.recognise(to, around, letters), to)
    _begin(session, writing)
    storing.add_messages(session, to, [(one, writing.conversation(one).id) for one in writing.batch.newcomers])
    _connect(session, writing)
    _add_to_old(session, writing)
    numbering.number(session, Event)
    storing.add_deliveries(session, to, receipts.of_batch(writing.batch))
    triage.enlist(session, to.mailbox, to.behaviour, _to_be_read(writing))
    _bring_up_to_date(session, writing)
    _add_to_new(session, writing)
    return _taken(writing), writing.batch.cleared


def _prepared(batch: Batch, to: Recipient) -> _Writing:
    members = [*(one.members[0] for one in batch.newcomers if one.members), *batch.members]
    joined = (matter for matter in batch.web.matters.values() if len(root(matter).conversations) > 1)
    matters = list(dict.fromkeys(root(one) for one in (*(member.matter for member in members), *joined)))
    there = (one for matter in matters for one in matter.conversations)
    untouched = {one.id for one in there if reopening.is_untouched(one)}
    return _Writing(to, batch, Actor(door=Door.NATIVE, now=to.now), matters, untouched)


def _begin(session: Session, writing: _Writing) -> None:
    """Begin the conversations that are not there yet, so that they have ids."""
    new = [matter for matter in writing.matters if not matter.conversations]
    for matter in new:
        matter.conversations.append(_conversation(writing.to, matter.members[0].since))
    for newcomer in writing.batch.newcomers:
        if newcomer.is_quarantined:
            one = _conversation(writing.to, newcomer.letter.arrival.received_at)
            one.is_quarantined, one.is_listed = True, False
            writing.hidden[newcomer] = one
    again = {known.conversation_id for _, known in writing.batch.repeats if known.is_quarantined}
    writing.seen_again = [session.get_one(Conversation, id_) for id_ in sorted(again)]
    begun = [*(matter.conversations[0] for matter in new), *writing.hidden.values()]
    session.add_all(begun)
    numbering.number(session, Conversation, Event)
    session.flush()
    writing.begun = {one.id: one for one in begun}


def _conversation(to: Recipient, at: datetime) -> Conversation:
    return Conversation(
        organization_id=to.mailbox.organization_id, team_id=to.mailbox.team_id, mailbox_id=to.mailbox.id,
        first_message_at=at, last_message_at=at, created_at=to.now, version=0, contact_id=None, closed_at=None,
    )  # fmt: skip


def _connect(session: Session, writing: _Writing) -> None:
    """Join, link and suggest what the batch brought together."""
    web, by = writing.batch.web, writing.by
    joining.settle(session, web, by=by)
    _add_people(session, writing)
    suggesting.follow(session, web.successions, by=by)
    suggesting.suggest(session, web, by=by)
    named = ((writing.conversation(one), known) for one in writing.batch.newcomers for known in one.siblings)
    open_ = [(one, known.conversation_id) for one, known in named if not (one.is_quarantined or known.is_quarantined)]
    suggesting.add_siblings(session, open_, by=by)
    bounces.note(session, writing.batch)
    repeating.mark_reused(session, writing.batch)


def _add_people(session: Session, writing: _Writing) -> None:
    present = writing.batch.web.present
    people = {matter.conversations[0].id: matter.people for matter in writing.matters}
    people |= {one.id: set(newcomer.letter.clues.people) for newcomer, one in writing.hidden.items()}
    rows = [
        {"conversation_id": id_, "address": address}
        for id_, addresses in people.items()
        for address in addresses - present.get(id_, set())
    ]
    if rows:
        session.execute(insert(table(Participant)), rows)


def _add_to_old(session: Session, writing: _Writing) -> None:
    """Tell what came to conversations that were there, and what it does to those that somebody acted on."""
    repeating.tell(session, writing.batch, writing.to, untouched=writing.untouched)
    for newcomer in writing.batch.newcomers:
        one = writing.conversation(newcomer)
        if one.id not in writing.begun:
            telling.letter_came(session, one, newcomer, writing.to)
            if one.id not in writing.untouched:
                news = repeating.news(newcomer.letter, newcomer.aspect, newcomer.message_id)
                reopening.receive(session, one, news, to=writing.to)
    signs.answered(session, _replies(writing), now=writing.to.now)


def _replies(writing: _Writing) -> list[tuple[int, datetime]]:
    """What people of ours wrote, by conversation."""
    return [
        (writing.conversation(one).id, one.letter.arrival.received_at)
        for one in writing.batch.newcomers
        if one.letter.direction is Direction.OUTBOUND and one.letter.mail_class is MailClass.HUMAN
    ]


def _bring_up_to_date(session: Session, writing: _Writing) -> None:
    alive = writing.alive()
    standings = deriving.refresh(session, alive, ours=writing.to.ours, now=writing.to.now)
    for one in alive:
        if one.id in writing.begun:
            reopening.begin(one, standings[one.id])
        elif one.id in writing.untouched:
            reopening.follow(session, one, standings[one.id], now=writing.to.now)


def _add_to_new(session: Session, writing: _Writing) -> None:
    """Tell that conversations began, and with what."""
    successions = writing.batch.web.successions
    follows = {root(new).conversations[0].id: root(old).conversations[0].id for old, new in successions}
    for one in writing.begun.values():
        if not one.is_quarantined:
            telling.began(session, one, follows=follows.get(one.id), by=writing.by)
    for newcomer in writing.batch.newcomers:
        one = writing.conversation(newcomer)
        if one.is_quarantined:
            events.record(session, one, EventKind.QUARANTINED, by=writing.by, message_id=newcomer.message_id)
        elif one.id in writing.begun:
            telling.letter_came(session, one, newcomer, writing.to)
    numbering.number(session, Event)
    session.flush()


def _to_be_read(writing: _Writing) -> list[tuple[int, datetime]]:
    """What models are to read: mail of people outside that is no spam."""
    return [
        (one.message_id, one.letter.arrival.received_at)
        for one in writing.batch.newcomers
        if not one.is_quarantined and one.letter.is_from_outside
    ]


def _taken(writing: _Writing) -> list[Taken]:
    conversations = {one.message_id: writing.conversation(one).id for one in writing.batch.newcomers}
    conversations |= {one.message_id: root(one.matter).conversations[0].id for one in writing.batch.members}
    conversations |= {one.id: one.conversation_id for _, one in writing.batch.repeats if one.is_quarantined}
    return [
        Taken(one.arrival.provider_id, one.disposition, one.because, one.message_id, conversations[one.message_id or 0])
        for one in receipts.of_batch(writing.batch)
    ]
