"""Those who run the service see at once what is missing, and nobody else sees more than that it lives."""

from __future__ import annotations

import pytest
from flask import Flask
from redis import Redis

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, MailboxState
from tests.addon.conftest import Furnish
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic
from workers import ticker
from workers.job import UnitsOfWork


def test_it_lives(service: Flask) -> None:
    answer = service.test_client().get("/healthz")

    assert (answer.status_code, answer.get_data()) == (200, b"ok")


def test_it_is_ready_when_database_redis_and_ticker_are_there(service: Flask) -> None:
    assert _ready(service) == (503, {"database": True, "redis": True, "ticker": False})
    here = service.extensions["inbox"]
    ticker.tick(UnitsOfWork(here.runtime, here.clock), {})

    assert _ready(service) == (200, {"database": True, "redis": True, "ticker": True})


def test_what_is_missing_is_named(furnish: Furnish, clinic: Clinic) -> None:
    service = furnish(redis_url="redis://127.0.0.1:9/0")

    assert _ready(service) == (503, {"database": True, "redis": False, "ticker": False})


def test_the_measures_tell_how_things_stand(
    service: Flask, ana: Sidebar, make: Sessions, clinic: Clinic, redis: Redis
) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.invoices.id).state = MailboxState.DISCONNECTED
    ana.home()
    told = _metrics(service)

    assert told["inbox_database_up"] == told["inbox_redis_up"] == 1
    assert told[f'inbox_mailbox_connected{{mailbox="{clinic.front_desk.id}"}}'] == 1
    assert told[f'inbox_mailbox_connected{{mailbox="{clinic.invoices.id}"}}'] == 0
    assert told[f'inbox_sync_lag_seconds{{mailbox="{clinic.front_desk.id}"}}'] == 0
    assert told['inbox_queue_jobs{queue="sync"}'] == 0
    assert told['inbox_queue_age_seconds{queue="sync"}'] == 0
    assert told['inbox_answer_seconds_count{door="gmail.home"}'] >= 1


def test_measures_name_nobody(service: Flask, ana: Sidebar) -> None:
    ana.home()

    assert "@" not in service.test_client().get("/metrics").get_data(as_text=True)


def test_what_cannot_be_measured_is_left_out(furnish: Furnish, clinic: Clinic) -> None:
    told = _metrics(furnish(redis_url="redis://127.0.0.1:9/0"))

    assert told["inbox_redis_up"] == 0 and told["inbox_database_up"] == 1
    assert not any(name.startswith("inbox_queue") for name in told)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_the_public_proxy_leads_to_no_measures(service: Flask, header: str) -> None:
    assert service.test_client().get("/metrics", headers={header: "203.0.113.7"}).status_code == 404


def test_the_picture_on_the_cards_is_there(service: Flask) -> None:
    with service.test_client().get("/static/logo-128.png") as answer:
        assert answer.status_code == 200 and answer.mimetype == "image/png"
        assert answer.get_data().startswith(b"\x89PNG")


def _ready(service: Flask) -> tuple[int, dict[str, bool]]:
    answer = service.test_client().get("/readyz")
    return answer.status_code, {name: check["ok"] for name, check in answer.get_json().items()}


def _metrics(service: Flask) -> dict[str, float]:
    lines = service.test_client().get("/metrics").get_data(as_text=True).splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}
