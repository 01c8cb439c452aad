"""Colleagues at the same conversation see each other, in the list and beside the mail; nobody sees themselves."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from addon.company import RedisCompany
from cards.company import NOBODY
from inbox import database
from inbox.database import Sessions
from inbox.models import Person
from tests.addon.conftest import Furnish
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic, viewer

pytestmark = pytest.mark.usefixtures("conversation_id")


def test_who_looks_at_a_mail_is_seen_by_others_and_not_by_themselves(ana: Sidebar, ben: Sidebar) -> None:
    assert "looking at it" not in ana.open(EVENT_ID).text
    seen = ben.open(EVENT_ID)

    assert "Ana Ruiz: looking at it" in seen.text
    assert "Ben Okafor: looking" not in seen.text
    assert "looking at it" in ana.open(EVENT_ID).text


def test_the_list_tells_who_looks(ana: Sidebar, ben: Sidebar) -> None:
    ana.open(EVENT_ID)

    home = ben.home()
    team = ben.press(home.button("open", view="team"))

    assert "Ana Ruiz: looking at it" in team.text


def test_who_claims_the_answer_is_shown_as_writing_until_they_give_it_back(ana: Sidebar, ben: Sidebar) -> None:
    claimed = ana.press(ana.open(EVENT_ID).button("claim-reply"))
    assert "that you are answering" in claimed.notification
    assert "Ana Ruiz: writing a reply" in ben.open(EVENT_ID).text
    assert "writing a reply" not in ana.open(EVENT_ID).text

    ana.press(claimed.button("unclaim-reply"))

    assert "writing a reply" not in ben.open(EVENT_ID).text


def test_a_form_keeps_the_lease(ana: Sidebar, ben: Sidebar, redis: Redis) -> None:
    form = ana.press(ana.open(EVENT_ID).button("open", page="note"))
    redis.flushdb()
    ana.press(form.button("add-note"), note="She called")

    assert "Ana Ruiz: looking at it" in ben.open(EVENT_ID).text


def test_a_name_is_only_text(ana: Sidebar, ben: Sidebar, make: Sessions, clinic: Clinic) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).name = "<b>Ana</b> 7 <a href='javascript:1'>"
    ana.open(EVENT_ID)

    assert "<b>Ana" not in ben.open(EVENT_ID).text


def test_without_redis_the_card_is_drawn_all_the_same(furnish: Furnish, clinic: Clinic, google: Google) -> None:
    dead: Flask = furnish(redis_url="redis://127.0.0.1:9/0")
    ana = Sidebar(dead, google)

    assert ana.open(EVENT_ID).card["name"] == "conversation"
    assert replace(ana, email="ben@clinic.example.org").home().card["name"] == "home"


def test_who_opens_the_reply_is_writing_until_it_is_sent_off(ana: Sidebar, ben: Sidebar) -> None:
    form = ana.press(ana.open(EVENT_ID).button("open", page="reply"))
    assert "Ana Ruiz: writing a reply" in ben.open(EVENT_ID).text
    assert "Ana Ruiz: writing a reply" in ben.press(ben.open(EVENT_ID).button("open", page="reply")).text

    ana.press(form.button("send-reply"), reply="On Friday at nine.")

    assert "Ana Ruiz: writing a reply" not in ben.open(EVENT_ID).text


def test_a_redis_that_hangs_is_waited_for_once_an_answer(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silence, database.unit_of_work(make, writes=False) as session:
        silence.setblocking(False)
        redis = Redis(port=silence.getsockname()[1], socket_timeout=0.1, retry=Retry(NoBackoff(), 0))
        company = RedisCompany(redis, viewer(session, clinic.ana), now)
        for _ in range(2):
            assert company.enter(1) == NOBODY
            assert company.at([1, 2]) == {}
            company.reply(1)
            company.stop_replying(1)

        silence.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silence.accept()
        redis.close()


def test_a_card_asks_redis_once(ana: Sidebar, redis: Redis) -> None:
    form = ana.press(ana.open(EVENT_ID).button("open", page="note"))
    before = _zadds(redis)
    ana.press(form.button("add-note"), note="She called")

    assert _zadds(redis) == before + 1


def _zadds(redis: Redis) -> int:
    return int(redis.info("commandstats")["cmdstat_zadd"]["calls"])
