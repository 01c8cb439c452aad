"""The same press twice at the same moment, over real sockets: both are answered, one thing happens."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Event, EventKind, Note
from tests import loopback
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Sidebar, parameters, strings

AT_ONCE = 4


@pytest.fixture
def address(service: Flask) -> Iterator[str]:
    """Where the service listens, with a thread for each call."""
    with loopback.serving(service) as address:
        yield address


def at_once(address: str, ana: Sidebar, path: str, event: dict[str, object]) -> list[requests.Response]:
    """The same call several times at the same moment."""
    barrier = threading.Barrier(AT_ONCE)
    answers: list[requests.Response] = []

    def call() -> None:
        barrier.wait()
        answers.append(requests.post(address + path, data=json.dumps(event), headers=ana.headers(path), timeout=30))

    threads = [threading.Thread(target=call) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_note_that_is_sent_several_times_is_left_once(
    address: str, ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    form = ana.press(ana.open(EVENT_ID).button("open", page="note"))
    event = ana.event(parameters=parameters(form.button("add-note")), formInputs={"note": strings("She called")})
    answers = at_once(address, ana, "/gmail/actions/add-note", event)

    for answer in answers:
        assert answer.status_code == 200
        assert answer.json()["renderActions"]["action"]["navigations"][-1]["updateCard"]["name"] == "conversation"
    with database.unit_of_work(make) as session:
        assert session.scalars(select(Note.text)).all() == ["She called"]
        assert session.scalars(select(Event.kind)).all() == [EventKind.NOTE_ADDED]
        assert session.get_one(Conversation, conversation_id).version == 1


def test_a_first_visit_that_comes_twice_is_one_visit(address: str, ana: Sidebar, make: Sessions) -> None:
    answers = at_once(address, ana, "/gmail/home", ana.event())

    assert [answer.json()["action"]["navigations"][0]["pushCard"]["name"] for answer in answers] == ["home"] * AT_ONCE
