"""The add-in in Outlook: the same cards and buttons as everywhere, for whom Microsoft Entra vouches."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from inbox import database
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    ConversationTag,
    Delivery,
    Event,
    KnownCopy,
    Message,
    Status,
    Tag,
)
from tests.addon.deeds import state
from tests.addon.entra import Entra
from tests.addon.open_mail import tracked
from tests.addon.task_pane import Pane
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic

MAIL, IMMUTABLE, THREAD = "<friday@mail.example.com>", "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A", "AAQkAGI-thread="


@pytest.fixture
def ana(service: Flask, entra: Entra, consented: None) -> Pane:
    """The pane of an agent of the reception."""
    return Pane(service, entra)


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """A conversation whose mail has a Message-ID, an id at its provider and a thread there."""
    with database.unit_of_work(make) as session:
        mail = tracked(session, clinic.front_desk, now=now, provider_id=IMMUTABLE, internet_id=MAIL)
        session.flush()
        session.scalars(select(Delivery)).one().provider_thread_id = THREAD
        return mail.conversation_id


@pytest.mark.parametrize(
    "item",
    [
        {"internetMessageId": MAIL, "itemId": IMMUTABLE, "conversationId": THREAD},
        {"internetMessageId": MAIL, "itemId": "of-another-mailbox", "conversationId": "of-another-mailbox"},
        {"internetMessageId": MAIL.strip("<>")},
        {"internetMessageId": None, "itemId": IMMUTABLE},
        {"internetMessageId": "", "itemId": "", "conversationId": THREAD},
        {"itemId": "not-known-yet", "conversationId": THREAD},
    ],
)
def test_an_open_mail_is_found_by_its_message_id_then_its_id_then_its_thread(
    ana: Pane, conversation_id: int, item: dict[str, str | None]
) -> None:
    shown = ana.open(**item)

    assert (shown.status, shown.name) == (200, "conversation")
    assert shown.button("close").parameters["conversation"] == str(conversation_id)
    assert shown.body["title"] == "Appointment on Friday"


def test_the_message_id_decides_over_an_id_of_another_mail(
    ana: Pane, make: Sessions, clinic: Clinic, conversation_id: int, now: datetime
) -> None:
    """Outlook sporadically gives the ids of the mail that was open before."""
    with database.unit_of_work(make) as session:
        other = tracked(session, clinic.front_desk, now=now, provider_id="other", internet_id="<o@mail.example.com>",
                        patient="jan@example.com")  # fmt: skip
        other_id = other.conversation_id
    found = ana.open(internetMessageId="<o@mail.example.com>", itemId=IMMUTABLE, conversationId=THREAD)
    assert found.button("close").parameters["conversation"] == str(other_id)

    unknown = ana.open(internetMessageId="<unknown@mail.example.com>", itemId=IMMUTABLE)
    assert unknown.name == "not-tracked"
    assert unknown.button("look-again"), "it may be so new that it is not here yet"


def test_a_mail_of_which_nothing_is_known_is_not_tracked_and_leaves_no_trace(
    ana: Pane, make: Sessions, conversation_id: int
) -> None:
    ana.home()
    counts = [_counts(make)]
    shown = ana.open(internetMessageId="<unknown@mail.example.com>", itemId="AAkALg-unknown", conversationId="AAQ-none")
    counts.append(_counts(make))

    assert (shown.status, shown.name) == (200, "not-tracked")
    assert counts[0] == counts[1]


def test_no_open_mail_shows_the_home_page(ana: Pane) -> None:
    for item in (None, {}, {"internetMessageId": None}, {"itemId": 5}, "rubbish"):
        assert ana.ask("/outlook/message", item=item).name == "home"


@pytest.mark.parametrize("odd", ["a\x00", "a\ud800", "'; --", "%", "<" * 9_000, "a" * 200_000, "<\x00@\ud800>", " "])
def test_whatever_outlook_says_of_a_mail_is_looked_up_and_no_more(ana: Pane, conversation_id: int, odd: str) -> None:
    assert ana.open(internetMessageId=odd, itemId=odd).name == "not-tracked"
    assert ana.open(conversationId=odd).name == "not-tracked"


def test_a_conversation_of_others_looks_like_none(
    ana: Pane, make: Sessions, clinic: Clinic, now: datetime, conversation_id: int
) -> None:
    with database.unit_of_work(make) as session:
        foreign = tracked(session, clinic.invoices, now=now, provider_id="billing", internet_id="<b@mail.example.com>")
        foreign_id = foreign.conversation_id
    answers = set()
    for number in (str(foreign_id), "987654321"):
        shown = ana.act("open", {"page": "conversation", "conversation": number})
        answers.add((shown.status, shown.text.replace(number, "#")))
    items: tuple[dict[str, str | None], ...] = (
        {"internetMessageId": "<b@mail.example.com>", "itemId": "billing"},
        {"internetMessageId": "<x@mail.example.com>", "itemId": "nothing"},
    )
    names = {ana.open(**item).name for item in items}

    assert len(answers) == 1 and {status for status, _ in answers} == {404}
    assert names == {"not-tracked"}


def test_a_press_does_its_thing_once_and_is_said_to_come_from_outlook(
    ana: Pane, make: Sessions, conversation_id: int
) -> None:
    close = ana.open(internetMessageId=MAIL).button("close")
    first, again = ana.press(close), ana.press(close)

    assert (first.status, first.body["navigate"], first.body["stateChanged"]) == (200, "update", True)
    assert again.status == 200
    assert state(make, conversation_id).status is Status.CLOSED
    with database.unit_of_work(make) as session:
        assert [one.door.value for one in session.scalars(select(Event))] == ["outlook-pane"]


def test_a_form_comes_on_top_and_goes_away_when_it_is_done(ana: Pane, conversation_id: int) -> None:
    note = ana.press(ana.open(internetMessageId=MAIL).button("open", page="note"))
    assert (note.name, note.body["navigate"]) == ("note", "push")

    empty = ana.press(note.button("add-note"), note=" ")
    assert (empty.status, empty.name) == (422, "note")
    done = ana.press(note.button("add-note"), note="She called <b>back</b>, 1,2")
    assert (done.name, done.body["navigate"], done.notice) == ("conversation", "pop", "Note added")
    assert "1,2" in done.text


def test_a_card_that_is_too_old_changes_nothing_and_comes_back_as_it_is(
    ana: Pane, service: Flask, entra: Entra, conversation_id: int
) -> None:
    ben = Pane(service, entra, email="ben@clinic.example.org")
    mine, his = (one.open(internetMessageId=MAIL).button("take") for one in (ana, ben))
    ben.press(his)
    late = ana.press(mine)

    assert (late.status, late.name) == (409, "conversation")
    assert "Ben Okafor took it" in late.notice


def test_choices_and_days_are_read_as_the_pane_sends_them(
    ana: Pane, make: Sessions, clinic: Clinic, conversation_id: int
) -> None:
    with database.unit_of_work(make, writes=False) as session:
        tags = [str(id_) for id_ in session.scalars(select(Tag.id).order_by(Tag.id))]
    edit = ana.press(ana.open(internetMessageId=MAIL).button("open", page="edit")).button("edit")
    assert ana.press(edit, tags=",".join(tags), priority="urgent").status == 200
    with database.unit_of_work(make, writes=False) as session:
        assert session.get_one(Conversation, conversation_id).priority.value == "urgent"
        assert session.scalar(select(func.count()).select_from(ConversationTag)) == len(tags) > 1

    garbled = ana.ask("/outlook/actions/edit", parameters=dict(edit.parameters), inputs={"many:tags": {"a": 1}})
    assert garbled.status in (409, 422)


def test_templates_fill_the_mail_that_is_written(ana: Pane, make: Sessions, clinic: Clinic) -> None:
    shown = ana.ask("/outlook/compose", parameters={"to": "Maria <maria.lopez@example.com>", "more": 5})

    assert shown.name == "templates"


def test_tracking_without_the_mail_in_the_mailbox_says_what_to_do(ana: Pane, make: Sessions, clinic: Clinic) -> None:
    shown = ana.open(internetMessageId="<unknown@mail.example.com>", itemId="x")
    refused = ana.press(shown.button("track"), mailbox=str(clinic.front_desk.id))

    assert refused.status == 400 and "cannot be fetched" in refused.notice
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(KnownCopy)) == 0


def test_looking_again_looks_the_open_mail_up_anew(ana: Pane, conversation_id: int) -> None:
    ana.item = {"internetMessageId": MAIL}

    assert ana.act("look-again", {}).name == "conversation"


def test_the_pane_speaks_the_language_of_the_client(ana: Pane) -> None:
    ana.locale = "de-DE"

    assert "Meine" in ana.home().text


def test_a_card_costs_at_most_eight_queries(ana: Pane, engine: Engine, conversation_id: int) -> None:
    ana.home()
    for item in ({"internetMessageId": MAIL}, {"itemId": IMMUTABLE}, {"conversationId": THREAD}):
        with counted_queries(engine) as asked:
            ana.open(**item)
        assert len(asked) <= 8
    for path in ("/outlook/home", "/outlook/compose"):
        with counted_queries(engine) as asked:
            ana.ask(path)
        assert len(asked) <= 8


def test_a_reused_message_id_proves_nothing(ana: Pane, make: Sessions, conversation_id: int) -> None:
    with database.unit_of_work(make) as session:
        session.scalars(select(Message)).one().has_reused_id = True

    assert ana.open(internetMessageId=MAIL).name == "not-tracked"
    assert ana.open(internetMessageId=MAIL, itemId=IMMUTABLE).name == "conversation"


def _counts(make: Sessions) -> list[int | None]:
    with database.unit_of_work(make, writes=False) as session:
        return [
            session.scalar(select(func.count()).select_from(table))
            for table in (Conversation, Message, Event, KnownCopy)
        ]
