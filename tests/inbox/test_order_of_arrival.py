"""The same set of mails in any order, in any batches, gives the same conversations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import intake
from inbox.arrival import Arrival, Place
from inbox.database import Sessions, unit_of_work
from inbox.models import (
    Contact,
    ContactIdentity,
    Conversation,
    ConversationLink,
    LinkKind,
    Mailbox,
    Message,
    Participant,
    SuggestedLink,
    SuggestionState,
)
from tests.clinic import found
from tests.inbox import post

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OUTSIDE = ("ana.paz@example.com", "ben.roy@example.com", "cy.ito@example.com", "ben.work@example.org")
OURS = ("reception@clinic.example.org", "appointments@clinic.example.org", "billing@clinic.example.org")
STAFF = "dev@clinic.example.org"
SUBJECTS = ("Appointment", "Re: Appointment", "Invoice", "")
KINDS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {}, {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated"},
    {"List-Id": "<news.shop.example.net>"},
)  # fmt: skip

_numbers = count(1)


@dataclass(frozen=True)
class Mail:
    """A mail, and where it is delivered to: mailbox, thread, place."""

    raw: bytes
    minutes: int
    deliveries: tuple[tuple[int, str, Place], ...]


@st.composite
def mails(draw: st.DrawFn) -> list[Mail]:
    """Threads of mail among patients, strangers, staff and mailboxes, tied in every way or not at all."""
    with_threads = draw(st.booleans())
    written: list[tuple[str, list[str], int]] = []
    made = []
    for number in range(draw(st.integers(2, 9))):
        parent = draw(st.sampled_from([None, *range(number)])) if number else None
        thread = written[parent][2] if parent is not None and draw(st.integers(0, 4)) else number
        id_ = f"<{number if draw(st.integers(0, 12)) or not number else number - 1}@t.example.com>"
        chain = [*written[parent][1], written[parent][0]] if parent is not None else []
        written.append((id_, chain, thread))
        if draw(st.integers(0, 5)):
            minutes = draw(st.sampled_from([number, number, 0, 5000 - number]))
            raw = _raw(draw, number, id_, chain, minutes)
            made.append(Mail(raw, minutes, _deliveries(draw, raw, f"t{thread}" if with_threads else "")))
    return made


def _raw(draw: st.DrawFn, number: int, id_: str, chain: list[str], minutes: int) -> bytes:
    at = START + timedelta(minutes=minutes)
    if chain and not draw(st.integers(0, 9)):
        return post.bounce(at, chain[-1], to=draw(st.sampled_from(OURS))).replace(b"<b", f"<{number}b".encode(), 1)
    sender = draw(st.sampled_from([*OUTSIDE, *OUTSIDE, *OURS, STAFF]))
    to = draw(st.sampled_from([*OURS, *OURS, *OUTSIDE] if sender not in OUTSIDE else OURS))
    cc = ", ".join(draw(st.lists(st.sampled_from([*OUTSIDE, *OURS]), max_size=2, unique=True)))
    tie = draw(st.sampled_from(["references", "in-reply-to", "both", "none"])) if chain else "none"
    return post.letter(
        at, sender=sender, to=to, cc=cc, subject=draw(st.sampled_from(SUBJECTS)), text=f"This is mail {number}.",
        id_="" if tie == "none" and not draw(st.integers(0, 9)) else id_,
        replies_to=chain[-1] if tie in ("in-reply-to", "both") else "",
        references=chain if tie in ("references", "both") else (), headers=draw(st.sampled_from(KINDS)),
    )  # fmt: skip


def _deliveries(draw: st.DrawFn, raw: bytes, thread: str) -> tuple[tuple[int, str, Place], ...]:
    head = raw.partition(b"\r\n\r\n")[0].decode()
    sender = head.partition("From: ")[2].partition("\r\n")[0]
    chosen = draw(st.lists(st.sampled_from([0, 1, 2, 0]), min_size=1, max_size=3))
    seldom = [Place.INBOX] * 6 + [Place.SPAM, Place.TRASH]
    return tuple(
        (number, thread and f"{thread}.{draw(st.integers(0, 6)) // 6}",
         Place.SENT if sender == OURS[number] else draw(st.sampled_from(seldom)))
        for number in chosen
    )  # fmt: skip


def _arrivals(some: list[Mail]) -> list[tuple[int, Arrival]]:
    """Every delivery of every mail, by the number of its mailbox."""
    return [
        (mailbox, post.arrival(mail.raw, START + timedelta(minutes=mail.minutes, seconds=place_number),
                               thread=thread, place=place, id_=f"{number}.{place_number}"))
        for number, mail in enumerate(some)
        for place_number, (mailbox, thread, place) in enumerate(mail.deliveries)
    ]  # fmt: skip


def _outcome(
    make: Sessions, arrivals: list[tuple[int, Arrival]], sizes: list[int], by_subject: bool
) -> dict[str, Any]:  # fmt: skip
    """What comes of it in an organization of its own."""
    with unit_of_work(make) as session:
        clinic = found(session, now=START, key=f"clinic-{next(_numbers)}")
        boxes = [
            clinic.front_desk, clinic.appointments, clinic.invoices
        ]  # fmt: skip
        boxes[0].settings = {"join_by_subject": by_subject}
        ben = Contact(organization_id=clinic.organization.id, name="Ben Roy", created_at=START)
        session.add(ben)
        session.flush()
        for address in (OUTSIDE[1], OUTSIDE[3]):
            session.add(ContactIdentity(organization_id=clinic.organization.id, contact_id=ben.id, value=address))
    for mailbox, batch in _batches(arrivals, sizes):
        with unit_of_work(make) as session:
            one = session.get_one(Mailbox, boxes[mailbox].id)
            taken = intake.take_in(session, one, batch, keys=post.KEYS, now=START + timedelta(days=9))
            assert [each.provider_id for each in taken] == [each.provider_id for each in batch]
    with unit_of_work(make) as session:
        return _snapshot(session, clinic.organization.id)


def _batches(arrivals: list[tuple[int, Arrival]], sizes: list[int]) -> Iterator[tuple[int, list[Arrival]]]:
    """Runs of mail to one mailbox, cut into pieces."""
    rest, turn = list(arrivals), 0
    while rest:
        mailbox, size = rest[0][0], sizes[turn % len(sizes)]
        run = [one for one in rest if one[0] == mailbox][:size]
        yield mailbox, [one for _, one in run]
        rest = [one for one in rest if one not in run]
        turn += 1


def _snapshot(session: Session, organization_id: int) -> dict[str, Any]:
    query = select(Conversation).where(
        Conversation.organization_id == organization_id, Conversation.merged_into_id.is_(None)
    )
    conversations = {one.id: one for one in session.scalars(query)}
    names = {id_: _name(session, id_) for id_ in conversations}
    suggested = select(SuggestedLink).where(
        SuggestedLink.organization_id == organization_id, SuggestedLink.state == SuggestionState.OPEN
    )
    linked = select(ConversationLink).where(ConversationLink.organization_id == organization_id)
    return {
        "conversations": sorted((names[id_], *_columns(session, one)) for id_, one in conversations.items()),
        "suggested": sorted({(names[one.conversation_id], names[one.target_id]) for one in session.scalars(suggested)}),
        "siblings": sorted(
            tuple(sorted((names[one.conversation_id], names[one.other_id])))
            for one in session.scalars(linked.where(ConversationLink.kind == LinkKind.SIBLING))
        ),
    }  # fmt: skip


def _name(session: Session, id_: int) -> tuple[tuple[str, str, str, str, bool], ...]:
    """A conversation, called by its messages."""
    query = select(Message).where(Message.conversation_id == id_)
    return tuple(
        sorted(
            (one.mail_class, one.sender_address, one.visible_text.strip(), one.direction.value, one.has_reused_id)
            for one in session.scalars(query)
        )
    )  # fmt: skip


def _columns(session: Session, one: Conversation) -> tuple[str, ...]:
    contact = select(ContactIdentity.value).where(ContactIdentity.contact_id == one.contact_id)
    people = select(Participant.address).where(Participant.conversation_id == one.id)
    shown = (
        one.subject, one.status, one.status_reason, one.origin, one.is_quarantined, one.is_listed, one.message_count,
        one.subject_changed, one.first_message_at, one.last_message_at, one.last_inbound_at, one.last_outbound_at,
        one.preview, one.preview_from, session.get_one(Mailbox, one.mailbox_id).address,
        sorted(session.scalars(contact)), sorted(session.scalars(people)), one.has_human_act,
    )  # fmt: skip
    return tuple(str(value) for value in shown)


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_any_order_and_any_batches_give_the_same_conversations(make: Sessions, data: st.DataObject) -> None:
    arrivals = _arrivals(data.draw(mails()))
    shuffled = data.draw(st.permutations(arrivals))
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    by_subject = data.draw(st.booleans())

    assert _outcome(make, shuffled, sizes, by_subject) == _outcome(make, arrivals, [3], by_subject)
