"""Whatever staff do between mails, nothing gets lost, and what conversations show stays true to their messages."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import intake, joining, lifecycle, links, merging, quarantine, splitting
from inbox.arrival import Place, Standing
from inbox.database import Sessions, unit_of_work
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Delivery,
    Disposition,
    Mailbox,
    Merge,
    Message,
    Participant,
    SuggestedLink,
    SuggestionState,
)
from tests.clinic import Clinic, actor
from tests.inbox import post

OUTSIDE = ("ana.paz@example.com", "ben.roy@example.com", "cy.ito@example.com")
STEPS = 60


@pytest.mark.parametrize("seed", range(2))
def test_nothing_gets_lost_whatever_staff_do(make: Sessions, clinic: Clinic, now: datetime, seed: int) -> None:
    chance = random.Random(seed)
    sent: list[str] = []
    for step in range(STEPS):
        at = now + timedelta(hours=step * chance.choice([1, 1, 9]))
        with unit_of_work(make) as session:
            if chance.random() < 0.6:
                _mail(session, clinic, at, sent, chance)
            else:
                _act(session, clinic, at, chance)
        with unit_of_work(make) as session:
            _check(session)
    with unit_of_work(make) as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == len(sent)


def _mail(session: Session, clinic: Clinic, at: datetime, sent: list[str], chance: random.Random) -> None:
    """Somebody writes, often in answer to some earlier mails, sometimes before them."""
    sender = chance.choice([*OUTSIDE, post.DESK])
    id_ = f"<{len(sent)}@x>"
    references = chance.sample([*sent, f"<{len(sent) + 3}@x>"], k=min(len(sent), chance.randint(0, 2)))
    raw = post.letter(
        at, sender=sender, to=chance.choice([post.DESK, *OUTSIDE]), cc=chance.choice(["", *OUTSIDE]), id_=id_,
        references=references, text=f"Mail {len(sent)}", subject=chance.choice(["Fever", "Invoice"]),
    )  # fmt: skip
    place = Place.SENT if sender == post.DESK else chance.choice([Place.INBOX] * 5 + [Place.SPAM])
    mail = post.arrival(raw, at, thread=f"t{chance.randint(0, 9)}", place=place, id_=id_)
    post.deliver(session, session.get_one(Mailbox, clinic.front_desk.id), mail, now=at)
    sent.append(id_)


def _act(session: Session, clinic: Clinic, at: datetime, chance: random.Random) -> None:
    """Somebody presses a button; what is refused changes nothing."""
    act = chance.choice([_close, _open, _merge, _unmerge, _split, _decide, _release, _mark])
    try:
        with session.begin_nested():
            act(session, clinic, actor(chance.choice([clinic.ana, clinic.ben]), at), chance)
    except InboxError:
        pass  # a refusal is an answer, too


def _one(session: Session, chance: random.Random) -> Conversation | None:
    query = select(Conversation).where(Conversation.merged_into_id.is_(None)).order_by(Conversation.id)
    found = session.scalars(query).all()
    return chance.choice(found) if found else None


def _close(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    if (one := _one(session, chance)) is not None:
        lifecycle.close(session, one, by=by)


def _open(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    if (one := _one(session, chance)) is not None:
        lifecycle.open_(session, one, by=by)


def _merge(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    one, other = _one(session, chance), _one(session, chance)
    if one is not None and other is not None:
        merging.merge(session, one, other, by=by)


def _unmerge(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    if merges := session.scalars(select(Merge).order_by(Merge.id)).all():
        merging.unmerge(session, chance.choice(merges), by=by)


def _split(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    one = _one(session, chance)
    if one is not None:
        messages = session.scalars(select(Message).where(Message.conversation_id == one.id).order_by(Message.id)).all()
        splitting.split(session, one, chance.choice(messages), by=by)


def _decide(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    decide: Callable[..., object] = chance.choice([links.accept, links.refuse])
    if suggestions := session.scalars(select(SuggestedLink).order_by(SuggestedLink.id)).all():
        decide(session, chance.choice(suggestions), by=by)


def _release(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    query = select(Conversation).where(Conversation.is_quarantined).order_by(Conversation.id)
    if hidden := session.scalars(query).all():
        quarantine.release(session, chance.choice(hidden), by=by)


def _mark(session: Session, clinic: Clinic, by: Actor, chance: random.Random) -> None:
    """In the mail client, something becomes spam, or none."""
    place = chance.choice([Place.SPAM, Place.INBOX, Place.TRASH])
    if ids := session.scalars(select(Delivery.provider_id).order_by(Delivery.id)).all():
        standing = Standing(chance.choice(ids), (place.value,), "2", place)
        intake.update(session, session.get_one(Mailbox, clinic.front_desk.id), [standing], now=by.now)


def _check(session: Session) -> None:
    conversations = {one.id: one for one in session.scalars(select(Conversation))}
    messages = session.scalars(select(Message)).all()
    alive = {one.id for one in conversations.values() if one.merged_into_id is None}
    assert {one.conversation_id for one in messages} == alive
    counted = Counter(one.conversation_id for one in messages)
    people: dict[int, set[str]] = {}
    for message in messages:
        people.setdefault(message.conversation_id, set()).update(
            joining.people(message.sender_address, message.recipients)
        )
    for id_ in alive:
        one = conversations[id_]
        written = select(Participant.address).where(Participant.conversation_id == id_)
        assert one.message_count == counted[id_]
        assert set(session.scalars(written)) == people[id_]
        assert one.is_listed == (not one.is_quarantined)
        assert (one.closed_at is not None) == one.is_closed
    assert not any(one.is_listed for id_, one in conversations.items() if id_ not in alive)
    open_ = select(SuggestedLink).where(SuggestedLink.state == SuggestionState.OPEN)
    for suggestion in session.scalars(open_):
        ends = {suggestion.conversation_id, suggestion.target_id}
        assert len(ends) == 2 and ends <= alive
    assert not session.scalars(select(Delivery.because).where(Delivery.disposition == Disposition.FAILED)).all()
