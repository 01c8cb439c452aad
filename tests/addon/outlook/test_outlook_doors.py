"""Who gets in from Outlook: people of consented tenants, with a good token; and nothing is read before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select

from inbox import database
from inbox.database import Sessions
from inbox.models import (
    Person,
    PersonIdentity,
    Tenant,
)
from tests.addon.conftest import Furnish
from tests.addon.entra import AUTHORITY, OTHER_TENANT, TENANT, Entra, oid_of
from tests.addon.outlook.test_entra import FORGED, ODD, STRANGE
from tests.addon.task_pane import Pane
from tests.clinic import Clinic

DOORS = (
    "/outlook/home", "/outlook/message", "/outlook/compose", "/outlook/actions/close", "/outlook/actions/track",
    "/outlook/actions/look-again", "/outlook/actions/no-such-button", "/outlook/send-check",
)  # fmt: skip


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """What the database is asked."""
    asked: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def ana(service: Flask, entra: Entra, consented: None) -> Pane:
    """The pane of an agent of the reception."""
    return Pane(service, entra)


@pytest.mark.parametrize("path", DOORS)
def test_without_a_good_token_nobody_passes_and_nothing_is_read(
    ana: Pane, entra: Entra, statements: list[str], path: str
) -> None:
    statements.clear()
    for what in (*FORGED, *STRANGE, *ODD):
        header = ODD[what] if what in ODD else f"Bearer {(FORGED | STRANGE)[what](entra)}"
        answer = ana.call(path, ana.event(), authorization=header or "")

        assert (what, answer.status_code, answer.get_data()) == (what, 401, b"unauthorized")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert statements == []
    assert entra.fetches == 1


def test_an_outage_of_entras_keys_is_no_refusal(ana: Pane, entra: Entra) -> None:
    entra.is_down = True

    assert ana.call("/outlook/home", ana.event()).status_code == 503


def test_the_first_visit_finds_the_person_by_their_address_and_the_next_by_tenant_and_object_id(
    ana: Pane, make: Sessions, clinic: Clinic
) -> None:
    assert ana.home().name == "home"
    with database.unit_of_work(make) as session:
        identity = session.scalars(select(PersonIdentity)).one()
        assert (identity.person_id, identity.issuer) == (clinic.ana.id, f"{AUTHORITY}/{TENANT}/v2.0")
        assert identity.subject == oid_of("ana@clinic.example.org")

    ana.claims = {"preferred_username": "dev@clinic.example.org"}
    assert ana.home().status == 200
    with database.unit_of_work(make) as session:
        assert session.scalar(select(func.count()).select_from(PersonIdentity)) == 1


@pytest.mark.parametrize("path", DOORS)
def test_a_tenant_that_did_not_consent_is_refused(
    ana: Pane, entra: Entra, clinic: Clinic, path: str, make: Sessions, now: datetime
) -> None:
    stranger = f"Bearer {entra.of(ana.email, tenant=OTHER_TENANT)}"
    assert ana.call(path, ana.event(), authorization=stranger).status_code == 403

    assert ana.home().status == 200
    with database.unit_of_work(make) as session:
        session.scalars(select(Tenant)).one().withdrawn_at = now
    refused = ana.call(path, ana.event())
    assert refused.status_code == 403
    assert clinic.organization.name not in refused.get_data(as_text=True)


def test_a_guest_of_the_tenant_is_nobody_by_their_address(ana: Pane) -> None:
    ana.claims = {"acct": 1}

    shown = ana.home()
    assert (shown.status, shown.name) == (403, "no-access")


def test_somebody_who_left_gets_no_access(ana: Pane, make: Sessions, clinic: Clinic) -> None:
    assert ana.home().status == 200
    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).active = False

    assert ana.home().status == 403


def test_a_body_that_is_no_event_is_refused(ana: Pane, entra: Entra) -> None:
    client, token = ana.app.test_client(), f"Bearer {entra.of(ana.email)}"
    for body in (b"", b"[]", b"{", b"\xff", b"null", b'"text"', b"[" * 100_000):
        answer = client.post("/outlook/home", data=body, headers={"Authorization": token})
        assert answer.status_code == 400


def test_people_who_ask_too_often_are_slowed_down(furnish: Furnish, entra: Entra, consented: None) -> None:
    pane = Pane(furnish(calls_per_person="2 per minute"), entra)
    statuses = [pane.home().status for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert Pane(pane.app, entra, email="ben@clinic.example.org").home().status == 200


def test_no_answer_sets_a_cookie_or_may_be_framed(ana: Pane) -> None:
    answer = ana.call("/outlook/home", ana.event())

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
