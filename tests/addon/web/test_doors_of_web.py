"""The doors of the web page: nobody without a session, no change without the page's proof, and the same cards."""

from __future__ import annotations

import pytest
from flask import Flask
from redis import Redis

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Door, Event, EventKind, PersonIdentity, TeamMember
from tests.addon.conftest import Furnish
from tests.addon.visitor import Visitor, known
from tests.addon.web.conftest import Accounts, Clock
from tests.clinic import Clinic

ASKED = ("/app/home", "/app/conversation", "/app/actions/take")
FORGED = {"nothing": "", "another": "x" * 43, "not a word": "ü" * 43}


@pytest.fixture
def outsider(ana: Visitor, service: Flask) -> Visitor:
    """A browser without a session, beside one with one."""
    return Visitor(service, csrf=ana.csrf)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [*ASKED, "/app/sign-out"])
def test_without_a_session_scripts_are_told_to_sign_in(outsider: Visitor, path: str) -> None:
    for cookie in ("", "forged", "x" * 300, "ü"):
        if cookie:
            outsider.client.set_cookie("inbox", cookie, domain="localhost")
        answer = outsider.call(path)
        assert (answer.status_code, answer.mimetype) == (401, "application/json")
        assert "sign in" in answer.get_json()["error"]
    assert outsider.get("/app/live").status_code == 401


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [*ASKED, "/app/sign-out"])
def test_nothing_is_done_without_the_proof_of_the_page(ana: Visitor, path: str) -> None:
    for proof in FORGED.values():
        answer = ana.call(path, headers={"X-CSRF-Token": proof.encode().decode("latin-1")})
        assert answer.status_code == 403 and "open the page anew" in answer.get_json()["error"]
    for headers in ({"Origin": "https://evil.example.com"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": "same-site"}):  # fmt: skip
        assert ana.call(path, headers=headers).status_code == 403
    assert ana.get("/app").status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_proof_of_another_session_is_none(ana: Visitor, ben: Visitor) -> None:
    assert ana.call("/app/home", headers={"X-CSRF-Token": ben.csrf}).status_code == 403


def test_ana_takes_a_conversation_on_the_web(
    ana: Visitor, conversation_id: int, make: Sessions, clinic: Clinic
) -> None:
    assert ana.ask("/app/home").name == "home"
    card = ana.ask("/app/conversation", parameters={"id": str(conversation_id)})
    assert (card.status, card.name) == (200, "conversation")
    taken = ana.press(card.button("take"))

    assert taken.body["stateChanged"] is True
    with database.unit_of_work(make) as session:
        assert session.get_one(Conversation, conversation_id).assignee_id == clinic.ana.id
        event = session.query(Event).filter_by(kind=EventKind.ASSIGNED).one()
    assert (event.door, event.person_id) == (Door.WEB, clinic.ana.id)


def test_unknown_and_forbidden_conversations_look_the_same(
    service: Flask, redis: Redis, clinic: Clinic, ana: Visitor, conversation_id: int
) -> None:
    dev = Visitor(service).enter(redis, clinic.dev)
    answers = [dev.ask("/app/conversation", parameters={"id": one}) for one in (str(conversation_id), "987654321")]
    garbage = [dev.ask("/app/conversation", parameters={"id": one}) for one in ("12x", "", "9" * 40)]

    assert {(one.status, one.name) for one in answers + garbage} == {(404, "refused")}
    assert len({one.text for one in answers}) == 1
    assert ana.ask("/app/conversation", parameters={"id": str(conversation_id)}).status == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_page_of_a_conversation_is_the_same_whether_there_is_one(ana: Visitor) -> None:
    assert 'data-conversation="12"' in ana.page("/app/conversations/12")
    assert 'data-conversation=""' in ana.page("/app") and 'data-conversation=""' in ana.page("/app/")
    assert ana.get("/app/conversations/x").status_code == 404
    assert ana.get(f"/app/conversations/{'9' * 30}").status_code == 404


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_leaving_a_team_shows_at_the_next_request(
    ana: Visitor, conversation_id: int, make: Sessions, clinic: Clinic
) -> None:
    with database.unit_of_work(make) as session:
        session.query(TeamMember).filter_by(person_id=clinic.ana.id).delete()

    assert ana.ask("/app/conversation", parameters={"id": str(conversation_id)}).status == 404


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_session_ends_when_nobody_uses_it_and_at_the_latest_in_the_evening(ana: Visitor, clock: Clock) -> None:
    clock.pass_by(minutes=119)
    assert ana.get("/app").status_code == 200
    clock.pass_by(minutes=119)
    assert ana.get("/app").status_code == 200
    clock.pass_by(minutes=121)
    assert ana.get("/app").status_code == 303
    clock.pass_by(minutes=-121)
    assert ana.get("/app").status_code == 303, "it came back"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_session_that_is_used_all_day_ends_nevertheless(ana: Visitor, clock: Clock) -> None:
    for _ in range(11):
        clock.pass_by(minutes=60)
        assert ana.call("/app/home").status_code == 200
    clock.pass_by(minutes=61)

    assert ana.call("/app/home").status_code == 401


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(ana: Visitor, clock: Clock) -> None:
    for _ in range(2):
        clock.pass_by(minutes=59)
        assert ana.call("/app/home", headers={"X-Unattended": "1"}).status_code == 200
    clock.pass_by(minutes=3)

    assert ana.call("/app/home", headers={"X-Unattended": "1"}).status_code == 401


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_signing_out_ends_the_session_and_no_other(ana: Visitor, ben: Visitor) -> None:
    kept = ana.cookies["inbox"]
    answer = ana.call("/app/sign-out")
    assert answer.status_code == 204 and "inbox" not in ana.cookies
    ana.client.set_cookie("inbox", kept, domain="localhost")

    assert ana.call("/app/home").status_code == 401
    assert ben.call("/app/home").status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_redis_keeps_signs_nobody_in(ana: Visitor, redis: Redis, service: Flask) -> None:
    (key,) = redis.keys("inbox:web:session:*")
    kept = redis.get(key) or b""
    assert ana.cookies["inbox"].encode() not in key + kept and b"clinic.example.org" not in kept

    thief = Visitor(service, csrf=ana.csrf)
    thief.client.set_cookie("inbox", key.decode().rpartition(":")[2], domain="localhost")
    assert thief.call("/app/home").status_code == 401


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_bodies_that_are_no_question_are_refused(ana: Visitor) -> None:
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        answer = ana.open("POST", "/app/home", data=body, headers={"X-CSRF-Token": ana.csrf})
        assert answer.status_code == 400


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_one_person_cannot_ask_without_end(
    furnish: Furnish, accounts: Accounts, redis: Redis, clinic: Clinic, at_work: None
) -> None:
    service = furnish(**accounts.settings, **{"calls_per_person": "3 per hour"})
    ana, ben = Visitor(service).enter(redis, clinic.ana), Visitor(service).enter(redis, clinic.ben)

    assert [ana.call("/app/home").status_code for _ in range(4)] == [200, 200, 200, 429]
    page = ana.get("/app")
    assert page.status_code == 429 and "wait a minute" in page.get_data(as_text=True)
    assert ben.call("/app/home").status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_somebody_forgotten_in_the_database_is_a_stranger(ana: Visitor, make: Sessions, clinic: Clinic) -> None:
    with database.unit_of_work(make) as session:
        session.query(PersonIdentity).filter_by(person_id=clinic.ana.id).delete()
    assert ana.call("/app/home").status_code == 403

    with database.unit_of_work(make) as session:
        known(session, clinic.ana, clinic.ana.created_at)
    assert ana.call("/app/home").status_code == 200
