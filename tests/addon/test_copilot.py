"""Asking the copilot from the sidebar: a press asks no model, a worker answers, and a person decides what is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, CopilotQuestion, Event, Mailbox, Outgoing, Template
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Shown, Sidebar
from tests.addon.test_replies import form, texts
from tests.addon.visitor import desk_of
from tests.clinic import Clinic, message
from workers import copilot_jobs
from workers.job import UnitsOfWork

ONCE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


@pytest.fixture
def answered(service: Flask, make: Sessions, now: datetime) -> Any:
    """Lets a worker answer what waits; how many questions that were."""

    def work() -> int:
        unit = UnitsOfWork(desk_of(service).runtime, clock=lambda: now)
        with database.unit_of_work(make, writes=False) as session:
            ids = list(session.scalars(select(CopilotQuestion.id).where(CopilotQuestion.state == "waiting")))
        for one in ids:
            copilot_jobs.answer_question.run(unit, one)
        return len(ids)

    return work


@pytest.fixture
def hours(make: Sessions, clinic: Clinic) -> None:
    """A text of ours that answers what Maria asks."""
    with database.unit_of_work(make) as session:
        body = "You may come on Friday from 8:00 to 12:00."
        shared = {"organization_id": clinic.organization.id, "key": "friday"}
        session.add(Template(**shared, name="May I come on Friday", body=body))


def refreshed(somebody: Sidebar, shown: Shown) -> Shown:
    return somebody.press(shown.button("open", page=shown.card["name"]))


def test_a_summary_is_asked_for_written_by_a_worker_and_looked_at_again(
    ana: Sidebar, ben: Sidebar, conversation_id: int, make: Sessions, answered: Any
) -> None:
    button = ana.open(EVENT_ID).button("summarise")
    shown = ana.press(button)
    assert shown.card["name"] == "summary" and "pushCard" in shown.navigation
    assert "Being written" in shown.text
    with database.unit_of_work(make, writes=False) as session:
        [row] = session.scalars(select(CopilotQuestion))
        assert (row.is_waiting, row.attempts, row.answer) == (True, 0, {}), "the press asked no model"

    assert answered() == 1
    again = refreshed(ana, shown)
    assert "updateCard" in again.navigation
    assert "May I come on Friday?" in again.text and "Written by the AI" in again.text
    assert ana.press(button).text.count("May I come on Friday?") == 2, "it is shown at once"
    assert "May I come on Friday?" in ben.press(ben.open(EVENT_ID).button("summarise")).text
    assert answered() == 0, "a colleague reads the same one"


@ONCE
def test_a_summary_that_is_older_than_the_last_mail_says_so(
    ana: Sidebar, conversation_id: int, make: Sessions, answered: Any, now: datetime
) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("summarise"))
    answered()
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, conversation_id)
        message(session, one, sender="maria.lopez@example.com", text="Or could I come on Monday?", at=now)

    old = refreshed(ana, shown)
    assert "This was written before the last mail came." in old.text and "Monday" not in old.text
    anew = ana.press(old.button("summarise", here="1"))
    assert "updateCard" in anew.navigation and "Being written" in anew.text
    answered()
    assert "Or could I come on Monday?" in refreshed(ana, anew).text


def test_a_draft_comes_into_the_form_and_a_person_sends_it(
    ana: Sidebar, conversation_id: int, hours: None, make: Sessions, answered: Any
) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("draft-reply"))
    answered()
    shown = refreshed(ana, shown)
    assert "You may come on Friday from 8:00 to 12:00." in shown.text and "May I come on Friday" in shown.text
    assert "Nothing is sent before you send it." in shown.text

    reply = ana.press(shown.button("open", page="reply"))
    [(name, text)] = texts(reply).items()
    assert "You may come on Friday from 8:00 to 12:00." in text
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Outgoing)) == 0
        assert session.scalar(select(func.count()).select_from(Event)) == 0
    sent = ana.press(reply.button("send-reply", then="none"), **{name: text})
    assert sent.notification == "Sending in 10 s"
    with database.unit_of_work(make, writes=False) as session:
        [row] = session.scalars(select(Outgoing))
    assert row.text == text.strip()
    assert row.recipients == {"to": [["Maria Lopez", "maria.lopez@example.com"]], "cc": []}


@ONCE
def test_what_a_draft_says_is_missing_holds_it_back_until_it_is_filled_in(
    ana: Sidebar, conversation_id: int, make: Sessions, answered: Any
) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("draft-reply"))
    answered()
    reply = ana.press(refreshed(ana, shown).button("open", page="reply"))
    [(name, text)] = texts(reply).items()
    assert "[missing: answer to “May I come on Friday?”]" in text
    assert "Fill in before you send: answer to “May I come on Friday?”" in reply.text

    held = ana.press(reply.button("send-reply", then="none"), **{name: text})
    assert "Fill in first: Answer to “May I come on Friday?”" in held.notification
    assert texts(held) == {name: text}
    filled = text.replace("[missing: answer to “May I come on Friday?”]", "Yes.")
    assert ana.press(held.button("send-reply", then="none"), **{name: filled}).notification == "Sending in 10 s"


@ONCE
def test_what_was_typed_is_rewritten_and_either_text_comes_back(
    ana: Sidebar, ben: Sidebar, conversation_id: int, answered: Any
) -> None:
    typed = "In order to come on Friday, you must call 030 555 0123."
    shown = ana.press(form(ana).button("rewrite-reply", manner="plainer"), reply=typed, kind="reply")
    assert shown.card["name"] == "rewritten" and "Being written" in shown.text and typed in shown.text
    answered()
    waiting, shown = shown, refreshed(ana, shown)
    assert "To come on Friday, you must call 030 555 0123." in shown.text

    [(name, text)] = texts(ana.press(shown.button("open", page="reply", mine=""))).items()
    assert (text, name != "reply") == ("To come on Friday, you must call 030 555 0123.", True)
    mine = ana.press(shown.button("open", page="reply", mine="1"))
    assert list(texts(mine).values()) == [typed]
    assert mine.button("send-reply", then="none")

    ben.open(EVENT_ID)
    theirs = refreshed(ben, waiting)
    assert "This does not exist any more" in theirs.text and typed not in theirs.text


@ONCE
def test_nothing_typed_and_no_language_are_said_at_the_form(ana: Sidebar, conversation_id: int, answered: Any) -> None:
    reply = form(ana)

    empty = ana.press(reply.button("rewrite-reply", manner="shorter"), reply="  ")
    assert (empty.card["name"], empty.notification) == ("reply", "Write something first.")
    nowhere = ana.press(reply.button("rewrite-reply", manner="translate"), reply="Come at ten.", language="")
    assert (nowhere.card["name"], nowhere.notification) == ("reply", "Choose the language to translate to.")
    assert texts(nowhere) == {"reply": "Come at ten."}
    shown = ana.press(nowhere.button("rewrite-reply", manner="translate"), reply="Come at ten.", language="de")
    answered()
    shown = refreshed(ana, shown)
    assert "Translating needs a language model" in shown.text
    assert list(texts(ana.press(shown.button("open", page="reply"))).values()) == ["Come at ten."]


@ONCE
def test_where_the_ai_is_off_the_card_says_so_and_offers_to_try_again(
    ana: Sidebar, conversation_id: int, make: Sessions, answered: Any
) -> None:
    drawn = ana.open(EVENT_ID).button("draft-reply")
    with database.unit_of_work(make) as session:
        session.execute(update(Mailbox).values(settings={"copilot": "none"}))
    shown = ana.press(drawn)
    answered()
    shown = refreshed(ana, shown)

    assert "The AI is turned off for this mailbox." in shown.text
    assert "Being written" in ana.press(shown.button("draft-reply", here="1")).text


@ONCE
def test_in_quarantine_there_is_no_draft(ana: Sidebar, conversation_id: int, make: Sessions) -> None:
    button = ana.open(EVENT_ID).button("draft-reply")
    with database.unit_of_work(make) as session:
        session.get_one(Conversation, conversation_id).is_quarantined = True

    assert "in quarantine" in ana.press(button).notification
    with pytest.raises(AssertionError, match="no button"):
        ana.open(EVENT_ID).button("draft-reply")


@ONCE
def test_of_a_conversation_of_others_nothing_can_be_asked(
    service: Flask, google: Google, ana: Sidebar, conversation_id: int, make: Sessions
) -> None:
    card = ana.open(EVENT_ID)
    dev = Sidebar(service, google, email="dev@clinic.example.org")
    for action in ("summarise", "draft-reply"):
        assert "does not exist" in dev.press(card.button(action)).notification
    dev.press(form(ana).button("rewrite-reply", manner="plainer"), reply="Come.")

    with database.unit_of_work(make, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(CopilotQuestion)) == 0


def test_when_the_queue_is_down_the_question_is_kept_for_the_sweep(
    furnish: Any, google: Google, clinic: Clinic, conversation_id: int, make: Sessions
) -> None:
    service = furnish(redis_url="redis://127.0.0.1:1/0")
    shown = Sidebar(service, google).open(EVENT_ID)
    asked = Sidebar(service, google).press(shown.button("summarise"))

    assert "Being written" in asked.text
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(CopilotQuestion)) == 1
