"""When something is in the way, the pane gets a card that says so, and neither card nor log tells what a mail said."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask
from redis import Redis

from addon.app import create_app
from inbox import database
from tests.addon.conftest import Furnish
from tests.addon.entra import Entra
from tests.addon.task_pane import Pane
from workers.runtime import Runtime

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


@pytest.fixture
def ana(service: Flask, entra: Entra, consented: None) -> Pane:
    """The pane of an agent of the reception."""
    return Pane(service, entra)


def test_without_the_database_a_card_offers_to_try_again(furnish: Furnish, entra: Entra) -> None:
    there = furnish().extensions["inbox"].runtime
    engine = database.connect("postgresql://nobody@127.0.0.1:9/nowhere")
    away = Runtime(there.settings, engine, database.sessions(engine), there.redis, there.ring)
    ana = Pane(create_app(away), entra)

    assert ana.home().name == "database-down" and ana.home().button("open", page="home")
    opened = ana.open(internetMessageId="<friday@mail.example.com>")
    assert opened.name == "database-down" and opened.button("look-again")
    pressed = ana.act("close", {"conversation": "1", "version": "0"})
    assert pressed.body["navigate"] == "push" and pressed.button("open", page="conversation", conversation="1")
    assert "psycopg" not in pressed.text and "127.0.0.1" not in pressed.text
    checked = ana.call("/outlook/send-check", ana.event(item={"conversationId": "a"}))
    assert "hold" not in checked.get_json()


def test_without_redis_everything_still_answers(furnish: Furnish, entra: Entra, consented: None) -> None:
    ana = Pane(furnish(redis_url="redis://127.0.0.1:9/0"), entra)

    assert ana.home().name == "home"
    assert ana.call("/outlook/send-check", ana.event()).get_json() == {"hold": False, "text": ""}


def test_a_button_and_a_page_that_are_gone_say_so(ana: Pane) -> None:
    gone = ana.act("juggle", {})
    assert (gone.status, gone.body["card"], gone.body["navigate"]) == (200, None, "none")
    assert "does not exist any more" in gone.notice

    assert ana.act("open", {"page": "juggling"}).status == 404
    assert ana.act("take", {"conversation": "rubbish", "version": "1"}).status == 404
    assert ana.app.test_client().post("/outlook/nowhere", headers=_bearer(ana)).status_code == 404


def test_a_refused_token_is_nowhere_to_be_read(ana: Pane, caplog: pytest.LogCaptureFixture, redis: Redis) -> None:
    caplog.set_level(logging.DEBUG)
    token = ana.entra.of(ana.email, aud="other")
    answer = ana.call("/outlook/home", ana.event(), authorization=f"Bearer {token}")
    ana.home()

    kept = json.dumps([str(key) for key in redis.keys("*")])
    for text in (caplog.text, answer.get_data(as_text=True), str(answer.headers), kept):
        assert token not in text and token.rpartition(".")[2] not in text and ana.email not in text


def _bearer(pane: Pane) -> dict[str, str]:
    return {"Authorization": f"Bearer {pane.entra.of(pane.email)}"}
