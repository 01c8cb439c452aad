"""The same press twice at the same moment, over real sockets: both are answered, one thing happens."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, CopilotQuestion, Event, EventKind, Note, TrainingExample
from tests import loopback
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Sidebar, parameters, strings
from tests.addon.test_suggestions import Read, read
from tests.inbox.triaged import LAB

__all__ = ["read"]

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


@pytest.mark.parametrize("name", ["summarise", "draft-reply"])
def test_the_copilot_is_asked_once_however_often_somebody_clicks(
    address: str, ana: Sidebar, make: Sessions, conversation_id: int, name: str
) -> None:
    pressed = ana.event(parameters=parameters(ana.open(EVENT_ID).button(name)))
    answers = at_once(address, ana, f"/gmail/actions/{name}", pressed)

    assert [one.status_code for one in answers] == [200] * AT_ONCE
    with database.unit_of_work(make) as session:
        [question] = session.scalars(select(CopilotQuestion))
        assert question.is_waiting


def test_a_text_is_rewritten_once_however_often_somebody_clicks(
    address: str, ana: Sidebar, make: Sessions, conversation_id: int
) -> None:
    button = ana.press(ana.open(EVENT_ID).button("open", page="reply")).button("rewrite-reply", manner="shorter")
    typed = {"reply": strings("In order to come, please call us."), "kind": strings("reply")}
    pressed = ana.event(parameters=parameters(button), formInputs=typed)
    answers = at_once(address, ana, "/gmail/actions/rewrite-reply", pressed)

    assert [one.status_code for one in answers] == [200] * AT_ONCE
    with database.unit_of_work(make) as session:
        assert len(session.scalars(select(CopilotQuestion)).all()) == 1


def test_a_suggestion_is_decided_and_taken_back_once_however_often_somebody_clicks(
    address: str, ana: Sidebar, make: Sessions, read: Read
) -> None:
    read(LAB)
    for name in ("accept-suggestion", "undo-suggestion", "refuse-suggestion"):
        pressed = ana.event(parameters=parameters(ana.open(EVENT_ID).button(name)))
        answers = at_once(address, ana, f"/gmail/actions/{name}", pressed)
        assert [one.status_code for one in answers] == [200] * AT_ONCE

    with database.unit_of_work(make) as session:
        found = [kind.value for kind in session.scalars(select(Event.kind).order_by(Event.id))]
        assert Counter(found) == {
            "triaged": 1, "categorized": 2, "suggestion-undone": 1, "suggestion-refused": 1,
        }, found  # fmt: skip
        assert len(session.scalars(select(TrainingExample)).all()) == 1
