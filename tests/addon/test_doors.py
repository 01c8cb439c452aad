"""Who gets in: nobody without proof, and nothing is read before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from inbox import database
from inbox.database import Sessions
from inbox.models import Event, EventKind, Person
from manifests import google as descriptor
from tests.addon.google import Google
from tests.addon.sidebar import PUBLIC, Sidebar
from tests.addon.test_identity import forged
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
DOORS = ("/gmail/home", "/gmail/message", "/gmail/compose", "/gmail/settings", "/gmail/actions/close")


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """What the database is asked."""
    asked: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


def test_without_proof_nobody_passes_and_nothing_is_read(ana: Sidebar, google: Google, statements: list[str]) -> None:
    refusals = set()
    for header in forged(google).values():
        answer = ana.call("/gmail/message", ana.event(), authorization=header or "")
        refusals.add((answer.status_code, answer.get_data()))

    assert refusals == {(401, b"unauthorized")}
    assert statements == []


@pytest.mark.parametrize("path", DOORS)
def test_each_door_takes_only_tokens_that_were_made_for_it(ana: Sidebar, google: Google, path: str) -> None:
    for other in {*DOORS} - {path}:
        token = google.system(PUBLIC + other)
        assert ana.call(path, ana.event(), authorization=f"Bearer {token}").status_code == 401
    assert ana.call(path, ana.event()).status_code == 200


def test_a_token_made_for_the_host_that_was_asked_does_not_help(service: Flask, google: Google) -> None:
    """Behind a proxy the Host header says anything; only the configured address counts."""
    token = google.system("https://evil.example.com/gmail/home")
    answer = service.test_client().post(
        "/gmail/home", headers={"Authorization": f"Bearer {token}", "Host": "evil.example.com"}, data="{}"
    )

    assert answer.status_code == 401


def test_the_header_decides_over_the_body(ana: Sidebar, google: Google) -> None:
    body = ana.event()
    body["authorizationEventObject"]["systemIdToken"] = google.system(PUBLIC + "/gmail/home")
    assert ana.call("/gmail/home", body, authorization="").status_code == 401

    body["authorizationEventObject"]["systemIdToken"] = "rubbish"
    assert ana.call("/gmail/home", body).status_code == 200


def test_an_outage_of_googles_keys_is_no_refusal(ana: Sidebar, google: Google) -> None:
    google.is_down = True
    answer = ana.call("/gmail/home", ana.event())
    assert (answer.status_code, answer.get_data()) == (503, b"try again later")

    google.is_down = False
    assert ana.call("/gmail/home", ana.event()).status_code == 200
    google.is_down = True
    assert ana.call("/gmail/home", ana.event()).status_code == 200


def test_a_hundred_calls_fetch_the_keys_once_and_a_new_key_once_more(ana: Sidebar, google: Google) -> None:
    for _ in range(100):
        assert ana.call("/gmail/home", ana.event()).status_code == 200
    assert google.fetches == 1

    google.rotate("second")
    assert ana.call("/gmail/home", ana.event()).status_code == 200
    assert google.fetches == 2


def test_without_a_users_token_google_is_asked_for_it(ana: Sidebar) -> None:
    body = ana.event()
    del body["authorizationEventObject"]["userIdToken"]

    assert ana.call("/gmail/home", body).get_json() == {
        "requesting_google_scopes": {"scopes": ["https://www.googleapis.com/auth/userinfo.email"]}
    }


def test_a_users_token_for_another_client_is_refused(ana: Sidebar, google: Google, statements: list[str]) -> None:
    body = ana.event()
    body["authorizationEventObject"]["userIdToken"] = google.of(ana.email, aud="2-other.apps.googleusercontent.com")

    assert ana.call("/gmail/home", body).status_code == 401
    assert statements == []


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("/gmail/message", (descriptor.METADATA, descriptor.READ)),
        ("/gmail/message", (descriptor.METADATA, descriptor.READ, descriptor.EMAIL)),
        ("/gmail/compose", (descriptor.COMPOSE,)),
        ("/gmail/actions/insert-template", (descriptor.COMPOSE,)),
    ],
)
def test_exactly_the_missing_consents_are_asked_for(ana: Sidebar, path: str, lacking: tuple[str, ...]) -> None:
    ana.scopes = tuple(scope for scope in descriptor.SCOPES if scope not in lacking)
    event = ana.event()
    if descriptor.EMAIL in lacking:
        del event["authorizationEventObject"]["userIdToken"]

    asked = ana.call(path, event).get_json()["requesting_google_scopes"]["scopes"]
    assert asked == [scope for scope in lacking if scope != descriptor.READ]


def test_who_may_read_the_mail_may_read_its_headers(ana: Sidebar) -> None:
    ana.scopes = tuple(scope for scope in descriptor.SCOPES if scope != descriptor.METADATA)

    assert "requesting_google_scopes" not in ana.open("msg-f:1").body


def test_a_stranger_learns_nothing(ana: Sidebar, clinic: Clinic) -> None:
    ana.email = "somebody@clinic.example.org"
    shown = ana.home()

    assert shown.card["name"] == "no-access"
    assert ana.ask("/gmail/actions/no-such-button").card["name"] == "no-access"
    assert clinic.organization.name not in shown.text and "Reception" not in shown.text


def test_somebody_who_left_gets_no_access(ana: Sidebar, make: Sessions, clinic: Clinic) -> None:
    assert ana.home().card["name"] == "home"
    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).active = False

    assert ana.home().card["name"] == "no-access"


def test_another_account_with_a_known_address_is_kept_out_and_noted(
    ana: Sidebar, google: Google, make: Sessions, clinic: Clinic
) -> None:
    ana.home()
    body = ana.event()
    body["authorizationEventObject"]["userIdToken"] = google.of(ana.email, sub="somebody-else")
    answer = ana.call("/gmail/home", body).get_json()

    assert answer["action"]["navigations"][0]["pushCard"]["name"] == "no-access"
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Event.kind)).all() == [EventKind.ACCESS_REFUSED]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]"])
def test_a_body_that_is_no_event_is_refused(ana: Sidebar, body: bytes) -> None:
    answer = ana.app.test_client().post("/gmail/home", data=body, headers=ana.headers("/gmail/home"))

    assert answer.status_code == 400


def test_very_large_bodies_are_refused(ana: Sidebar) -> None:
    answer = ana.app.test_client().post("/gmail/home", data=b" " * 2_000_000, headers=ana.headers("/gmail/home"))

    assert answer.status_code == 413


def test_every_answer_carries_the_security_headers(ana: Sidebar) -> None:
    for answer in (ana.call("/gmail/home", ana.event()), ana.call("/gmail/home", {}, authorization="")):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Strict-Transport-Security"]


def test_one_person_cannot_call_without_end(furnish: object, google: Google, clinic: Clinic) -> None:
    assert callable(furnish)
    service = furnish(calls_per_person="3 per hour")
    ana, ben = Sidebar(service, google), Sidebar(service, google, email="ben@clinic.example.org")
    shown = [ana.home().card["name"] for _ in range(5)]

    assert shown == ["home", "home", "home", "refused", "refused"]
    assert ben.home().card["name"] == "home"
