"""Drawing a card costs at most eight queries, who looks included, however much there is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from inbox import assignment, database, lifecycle, notes, outgoing, replying
from inbox.database import Sessions
from inbox.models import Conversation, CopilotKind, CopilotQuestion, Person, ReplyKind, Then
from inbox.outgoing import Draft
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Sidebar
from tests.cards import asked
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic, actor, conversation, message

MOST = 8


@pytest.fixture
def busy(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """Many conversations, and one on which much happened, by many people."""
    with database.unit_of_work(make) as session:
        for number in range(60):
            conversation(session, clinic.front_desk, now=now - timedelta(hours=number), assignee_id=clinic.ana.id)
        one = session.get_one(Conversation, tracked(session, clinic.front_desk, now=now).conversation_id)
        ana, ben, cleo = (session.get_one(Person, who.id) for who in (clinic.ana, clinic.ben, clinic.cleo))
        for number in range(5):
            message(session, one, sender="maria.lopez@example.com", text="And?", at=now + timedelta(minutes=number))
            for who, other in ((ana, ben), (ben, cleo), (cleo, ana)):
                assignment.assign(session, one, other, by=actor(who, now))
                notes.add(session, one, "@Ben Okafor look", by=actor(who, now))
        lifecycle.close(session, one, by=actor(ana, now))
        one.crossed_at = now
        for who in (clinic.ana, clinic.ben):
            parent = replying.answered(session, one.id)
            draft = Draft("Yes", ReplyKind.REPLY, Then.NONE, replying.newest(session, one.id))
            outgoing.send_off(session, one, parent, draft, by=actor(who, now), key=b"0" * 32)


@pytest.fixture
def questions(make: Sessions, clinic: Clinic, busy: None, now: datetime) -> tuple[int, int]:
    """What the copilot was asked about it: to rewrite a text, and to draft a reply."""
    with database.unit_of_work(make) as session:
        one = session.scalars(select(Conversation).where(Conversation.crossed_at.is_not(None))).one()
        rewriting = asked.everything(session, clinic, one, now, "Come at ten.")
        drafts = select(CopilotQuestion.id).where(CopilotQuestion.kind == CopilotKind.DRAFT)
        return rewriting, session.scalars(drafts.order_by(CopilotQuestion.id)).first() or 0


def test_every_card_costs_at_most_eight_queries(ana: Sidebar, questions: tuple[int, int], engine: Engine) -> None:
    rewriting, drafted = questions
    ana.home()
    costs: dict[str, list[str]] = {}

    def count(what: str, path: str, **common: object) -> None:
        with counted_queries(engine) as statements:
            ana.ask(path, **common)
        costs[what] = list(statements)

    count("home", "/gmail/home")
    count("compose", "/gmail/compose")
    count("settings", "/gmail/settings")
    ana.message_id = EVENT_ID
    count("open mail", "/gmail/message")
    card = ana.open(EVENT_ID)
    number = next(one["value"] for one in card.button("reopen")["parameters"] if one["key"] == "conversation")
    for page in (
        "assign",
        "edit",
        "snooze",
        "note",
        "links",
        "timeline",
        "messages",
        "split",
        "merge",
        "notes",
        "reply",
        "summary",
        "draft",
    ):
        count(page, "/gmail/actions/open", parameters={"page": page, "conversation": number})
    for page, question in (("rewritten", rewriting), ("reply", rewriting), ("reply", drafted)):
        asked_for = {"page": page, "conversation": number, "copilot": str(question)}
        count(f"{page} of {question}", "/gmail/actions/open", parameters=asked_for)
    count("search", "/gmail/actions/search", formInputs={"query": {"stringInputs": {"value": ["friday"]}}})

    assert {what: len(asked) for what, asked in costs.items() if len(asked) > MOST} == {}
