"""Suggested links: accepted, refused, and never raised again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import links, merging
from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.errors import InboxError
from inbox.models import Conversation, EventKind, Merge, SuggestedLink, SuggestionState
from tests.clinic import Clinic, actor
from tests.inbox.post import DESK, LAB, MARIA, kinds, letter, receive, texts

HOUR = timedelta(hours=1)


def suggested(session: Session, clinic: Clinic, now: datetime) -> tuple[Conversation, Conversation, SuggestedLink]:
    """Maria's conversation, the lab's reply to it, and the suggestion between them."""
    one = receive(session, clinic.front_desk, letter(now, id_="<q@x>", text="Maria"), at=now, thread="t")
    reply = letter(now, sender=LAB, replies_to="<q@x>", text="Lab")
    two = receive(session, clinic.front_desk, reply, at=now + HOUR, thread="t")
    return one, two, session.scalars(select(SuggestedLink)).one()


def test_accepting_joins_the_two_and_can_be_undone(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, two, suggestion = suggested(session, clinic, now)
        for _ in range(2):
            assert links.accept(session, suggestion, by=actor(clinic.ana, now)) is one

        assert texts(session, one) == ["Maria", "Lab"]
        assert (suggestion.state, suggestion.decided_by_id) == (SuggestionState.ACCEPTED, clinic.ana.id)
        assert kinds(session, one).count(EventKind.LINK_ACCEPTED) == 1
        merging.unmerge(session, session.scalars(select(Merge)).one(), by=actor(clinic.ana, now))
        assert (texts(session, one), texts(session, two)) == (["Maria"], ["Lab"])


def test_refused_they_stay_apart_whatever_comes(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, two, suggestion = suggested(session, clinic, now)
        for _ in range(2):
            links.refuse(session, suggestion, by=actor(clinic.ana, now))
        reply = letter(now, sender=DESK, to=MARIA, cc=LAB, replies_to="<q@x>")
        receive(session, clinic.front_desk, reply, at=now + 2 * HOUR, place=Place.SENT)
        receive(session, clinic.front_desk, letter(now, sender=LAB), at=now + 3 * HOUR, thread="t")

        assert (one.merged_into_id, two.merged_into_id) == (None, None)
        assert list(session.scalars(select(SuggestedLink.state))) == [SuggestionState.REFUSED]
        assert kinds(session, two).count(EventKind.LINK_REFUSED) == 1


def test_a_decision_is_not_turned_around(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = actor(clinic.ana, now)
    with unit_of_work(make) as session:
        _, _, suggestion = suggested(session, clinic, now)
        links.refuse(session, suggestion, by=by)
        with pytest.raises(InboxError, match="refused already"):
            links.accept(session, suggestion, by=by)


def test_what_is_one_already_cannot_be_refused(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = actor(clinic.ana, now)
    with unit_of_work(make) as session:
        _, _, suggestion = suggested(session, clinic, now)
        links.accept(session, suggestion, by=by)
        with pytest.raises(InboxError, match="one already"):
            links.refuse(session, suggestion, by=by)
