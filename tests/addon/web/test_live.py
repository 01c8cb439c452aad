"""News on the web page as it happens, over real connections: for those whom it concerns, and nobody else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy.orm import Session

from inbox import database, events
from inbox.database import Sessions
from inbox.events import Actor
from inbox.models import Conversation, Door, EventKind, Person
from tests.addon.conftest import Furnish
from tests.addon.open_mail import tracked
from tests.addon.visitor import Visitor, desk_of, known
from tests.addon.web.conftest import ORIGIN, Accounts
from tests.addon.web.running import PATIENCE, Listening, comes, running
from tests.clinic import Clinic, found
from workers import news

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
LIST, RETRY = "event: list\ndata: {}\n\n", "retry: 5000\n"


def record(session: Session, redis: Redis, conversation_id: int, now: datetime) -> None:
    """Something happens to a conversation, and whoever looks is to be told."""
    session.info["redis"] = redis
    by = Actor(door=Door.SYSTEM, now=now)
    events.record(session, session.get_one(Conversation, conversation_id), EventKind.PENDING, by=by)
    news.after(session)


def something_happens(make: Sessions, redis: Redis, conversation_id: int, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        record(session, redis, conversation_id, now)


def _heard_first(who: Visitor) -> bytes:
    """What a page hears that goes away at once."""
    place = urlsplit(ORIGIN)
    with socket.create_connection((str(place.hostname), place.port or 0), PATIENCE) as line:
        line.sendall(
            f"GET /app/live HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: inbox={who.cookies['inbox']}\r\n\r\n".encode()
        )
        heard = b""
        while b"\n\n" not in heard and (part := line.recv(4096)):
            heard += part
    return heard


@pytest.fixture
def listen(service: Flask) -> Iterator[Listening]:
    with running(service) as listening:
        yield listening


def test_a_colleague_hears_of_what_another_does_and_who_is_there(
    ana: Visitor, ben: Visitor, listen: Listening, conversation_id: int
) -> None:
    ear = listen(ben, conversation_id)
    assert ear.hears(f'data: {{"id": {conversation_id}, "text": ""}}')
    before = ear.heard.count("event: list")
    card = ana.ask("/app/conversation", parameters={"id": str(conversation_id)})
    ana.press(card.button("take"))

    assert ear.hears("event: list", before + 1)
    assert ear.hears("event: conversation") and ear.hears(f'data: {{"id": {conversation_id}}}')
    assert ear.hears(f'data: {{"id": {conversation_id}, "text": "Ana Ruiz: looking at it"}}')
    assert ear.hears("event: presence", 2)


def test_another_team_and_another_organization_hear_nothing(
    service: Flask, redis: Redis, make: Sessions, clinic: Clinic, ana: Visitor, ben: Visitor, listen: Listening,
    conversation_id: int, now: datetime,
) -> None:  # fmt: skip
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other")
        known(session, other.ada, now)
    mark = news.now(redis)
    ears = [listen(Visitor(service).enter(redis, who), conversation_id, mark) for who in (clinic.dev, other.ada)]
    mine = listen(ben, conversation_id, mark)
    ana.press(ana.ask("/app/conversation", parameters={"id": str(conversation_id)}).button("take"))
    assert mine.hears("event: conversation")
    admin = listen(Visitor(service).enter(redis, clinic.ada), conversation_id, mark)
    assert admin.hears("event: conversation")

    assert not [line for ear in ears for line in ear.heard if line.startswith(("event:", "data:"))]
    with database.unit_of_work(make) as session:
        theirs = tracked(session, clinic.invoices, now=now).conversation_id
    something_happens(make, redis, theirs, now)
    dev, stranger = ears
    assert dev.hears("event: list") and "event: conversation" not in dev.heard
    assert not [line for line in stranger.heard if line.startswith(("event:", "data:"))]


def test_who_comes_back_is_told_what_they_missed_and_no_more(
    ana: Visitor, ben: Visitor, listen: Listening, conversation_id: int, redis: Redis
) -> None:
    mark = news.now(redis)
    ana.press(ana.ask("/app/conversation", parameters={"id": str(conversation_id)}).button("take"))
    ear = listen(ben, conversation_id, mark)
    assert ear.hears("event: list") and ear.hears("event: conversation")

    again = listen(ben, conversation_id, ear.mark)
    assert again.hears("event: presence")
    assert "event: list" not in again.heard
    assert listen(ana, None, "1-0").hears("event: list"), "nobody knows any more what was missed"


def test_a_stream_ends_with_the_session_and_with_the_access(
    ana: Visitor, ben: Visitor, listen: Listening, conversation_id: int, make: Sessions, clinic: Clinic, redis: Redis,
    now: datetime,
) -> None:  # fmt: skip
    mark = news.now(redis)
    left, out = listen(ben, None, mark), listen(ana, None, mark)
    ana.call("/app/sign-out")
    assert out.is_over.wait(PATIENCE) and "event: list" in out.heard

    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ben.id).active = False
    something_happens(make, redis, conversation_id, now)
    assert left.is_over.wait(PATIENCE)


def test_cards_keep_their_threads_and_who_finds_no_place_asks_again(
    furnish: Furnish, accounts: Accounts, clinic: Clinic, redis: Redis, at_work: None, conversation_id: int
) -> None:
    service = furnish(**accounts.settings | {"web_streams": 100, "web_threads": 4})
    ana, ben, ada = (Visitor(service).enter(redis, who) for who in (clinic.ana, clinic.ben, clinic.ada))
    mark = news.now(redis)
    with running(service) as listen:
        held = [listen(ana), listen(ben)]
        assert all(ear.hears("retry: 1000") for ear in held)
        for who in (ada, ana):
            first = who.get("/app/live").get_data(as_text=True)
            assert first.startswith(RETRY) and first.endswith(LIST)
        quiet = ada.get("/app/live", headers={"Last-Event-ID": news.now(redis)}).get_data(as_text=True)
        assert quiet.startswith(RETRY) and LIST not in quiet

        ana.press(ana.ask("/app/conversation", parameters={"id": str(conversation_id)}).button("take"))
        path = f"/app/live?conversation={conversation_id}"
        told = ada.get(path, headers={"Last-Event-ID": mark}).get_data(as_text=True)
        assert LIST in told and f'event: conversation\ndata: {{"id": {conversation_id}}}' in told


def test_a_page_that_goes_on_to_another_conversation_holds_one_place(
    furnish: Furnish, accounts: Accounts, clinic: Clinic, redis: Redis, at_work: None
) -> None:
    service = furnish(**accounts.settings | {"web_threads": 4})
    ana = Visitor(service).enter(redis, clinic.ana)
    with running(service):
        for _ in range(3):
            assert b"retry: 1000" in _heard_first(ana), "no place"
        assert comes(lambda: desk_of(service).streams.held == 0)


def test_nothing_is_told_before_it_is_committed(
    make: Sessions, clinic: Clinic, redis: Redis, conversation_id: int, now: datetime
) -> None:
    mark = news.now(redis, ago=1)
    with pytest.raises(RuntimeError), database.unit_of_work(make) as session:
        record(session, redis, conversation_id, now)
        raise RuntimeError
    assert news.since(redis, clinic.organization.id, mark).changes == ()

    with database.unit_of_work(make) as session:
        record(session, redis, conversation_id, now)
        assert news.since(redis, clinic.organization.id, mark).changes == ()
    (told,) = news.since(redis, clinic.organization.id, mark).changes
    assert (told.team_id, told.conversation_id) == (clinic.reception.id, conversation_id)


def test_a_stream_ends_by_itself_after_a_while(
    furnish: Furnish, accounts: Accounts, clinic: Clinic, redis: Redis, at_work: None
) -> None:
    service = furnish(**accounts.settings | {"web_stream_seconds": 0.0})
    answer = Visitor(service).enter(redis, clinic.ana).get("/app/live")

    assert answer.get_data(as_text=True).startswith("retry: 1000\nid: ")
    answer.close()
    assert desk_of(service).streams.held == 0
