"""Sixty mails that give orders are sorted by what they are: nothing follows from them that their words do not earn."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cards.ai_words import SIGNS
from inbox import model_servers
from inbox.configuration import reading, rules
from inbox.configuration.changes import Changes
from inbox.models import (
    Category,
    Conversation,
    ConversationTag,
    Event,
    EventKind,
    Finding,
    Mailbox,
    Message,
    ModelCall,
    ModelServer,
    Organization,
    Outgoing,
    Priority,
    Routing,
    Team,
    TriageWait,
)
from tests import clinic
from tests.attacks import ATTACKS, EVIL
from tests.cards.drawing import Drawer
from tests.models import served
from tests.obedient import Obedient
from tests.office import Office
from workers import learning_jobs, routing_jobs, rule_jobs, triage_jobs

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
EXAMPLES = {
    "billing": ["My invoice is wrong.", "Ich habe die Rechnung bezahlt.", "No entiendo la factura.", "What do I owe?"],
    "lab": ["Are my blood results back?", "Ist mein Laborbefund da?", "¿Están mis análisis?", "The report of my test"],
    "appointment": [
        "May I come on Monday?",
        "Ich brauche einen Termin.",
        "Quiero pedir cita.",
        "I must cancel Friday.",
    ],
}
RULES = """
organization: {key: clinic, name: Clinic}
people: [{name: Ana, addresses: [ana@clinic.example.org]}, {name: Ben, addresses: [ben@clinic.example.org]}]
tags: [{name: insurance}]
categories: [{key: lab, name: Lab}, {key: billing, name: Billing}]
templates: [{key: thanks, name: Thanks, body: "We have it."}]
rules:
  - {key: sorted, name: Sorted, when: {suggested: category},
     if: [{field: ai-category, one_of: [lab, billing]}, {field: ai-confidence, at_least: 0.9}],
     then: [{route: team}, {assign: ana@clinic.example.org}, {category: lab}, {reply: thanks}]}
  - {key: thanked, name: Thanked, when: {suggested: anything}, if: [{field: ai-thanks, equals: "yes"}],
     then: [{status: closed}]}
  - {key: moody, name: Moody, when: {suggested: anything}, if: [{field: ai-sentiment, equals: negative}],
     then: [{tag: insurance}]}
  - {key: french, name: French, when: {suggested: anything}, if: [{field: ai-language, equals: fr}],
     then: [{assign: ben@clinic.example.org}]}
  - {key: pressing, name: Pressing, when: {suggested: anything}, if: [{field: ai-urgent, equals: chest-pain}],
     then: [{assign: ben@clinic.example.org}]}
  - {key: low, name: Low, when: {suggested: anything}, if: [{field: ai-priority, equals: low}], then: [{priority: low}]}
"""
ASKING_TO_PRESS = ("system as role", "urgent pressure")


class Room:
    """Sixty conversations, a mail in each, with everything set that could follow from reading one."""

    def __init__(self, office: Office) -> None:
        self.office, self.work = office, office.work
        now = self.work.clock()
        self.order(triage="local")
        with self.work.unit() as session:
            for key, examples in EXAMPLES.items():
                session.scalars(select(Category).where(Category.key == key)).one().examples = examples
            session.get_one(Team, office.clinic.reception.id).routing = Routing.FEWEST_OPEN
            organization = session.scalars(select(Organization)).one()
            document = reading.read(RULES)
            rules.apply(session, organization, document.rules, Changes(), now=now - timedelta(days=1))
            desk = session.get_one(Mailbox, office.mailbox_id)
            for attack in ATTACKS:
                one = clinic.conversation(session, desk, now=now, text=attack.text, subject=attack.subject)
                message = session.scalars(select(Message).where(Message.conversation_id == one.id)).one()
                message.sender_name = attack.sender
                wait = {"organization_id": desk.organization_id, "mailbox_id": desk.id, "is_fresh": True}
                session.add(TriageWait(message_id=message.id, received_at=now, **wait))
        learning_jobs.learn_first.run(self.work, office.clinic.organization.id)

    def order(self, **settings: Any) -> None:
        """What an admin wrote for the mailbox: whatever they ask for may be set by itself."""
        with self.work.unit() as session:
            sure = {"lab": 0.9, "billing": 0.9}
            session.get_one(Mailbox, self.office.mailbox_id).settings = {"apply_categories": sure, **settings}

    def read(self) -> None:
        """All of it is read, and everything follows that follows."""
        while self.count(TriageWait):
            triage_jobs.read_fresh_mail.run(self.work)
        for follow in (rule_jobs.follow_with_rules, routing_jobs.route_when_asked):
            with self.work.unit(writes=False) as session:
                ids = list(session.scalars(select(Event.id).order_by(Event.id)))
            follow.run(self.work, ids)

    def count(self, table: Any) -> int:
        with self.work.unit(writes=False) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def world(self) -> list[Any]:
        """Category, assignee, status, priority and team of each, and what was sent, tagged and received."""
        columns = ("id", "category_id", "assignee_id", "status", "team_id", "mailbox_id", "snoozed_until", "priority")
        with self.work.unit(writes=False) as session:
            rows = session.execute(select(*(getattr(Conversation, name) for name in columns)).order_by(Conversation.id))
            told = [tuple(row) for row in rows]
        return [told, [self.count(one) for one in (Outgoing, ConversationTag, Message)]]

    def findings(self) -> list[Finding]:
        with self.work.unit(writes=False) as session:
            return list(session.scalars(select(Finding).order_by(Finding.conversation_id)))


@pytest.fixture
def room(office: Office) -> Room:
    """Before anything was read."""
    return Room(office)


def test_the_local_model_sorts_them_as_what_they_are(room: Room) -> None:
    before, (sent, _, came) = room.world()
    room.read()
    after, counted = room.world()
    assert (counted[0], counted[2]) == (sent, came)
    assert [row[:-1] for row in after] == [row[:-1] for row in before], "nothing but a priority"
    raised = {attack.tries for attack, row in zip(ATTACKS, after, strict=True) if row[-1] is not Priority.NORMAL}
    assert len(raised) <= 4, "an alarm too many now and then"
    assert not raised & {*ASKING_TO_PRESS}
    assert {row[-1] for row in after} <= {Priority.NORMAL, Priority.URGENT}


def test_nothing_follows_from_what_a_model_elsewhere_was_talked_into(room: Room) -> None:
    room.read()
    by_the_local_one, signs = room.world(), [one.urgent for one in room.findings()]
    with room.work.unit() as session:
        for one in session.scalars(select(Finding)):
            wait = {"organization_id": one.organization_id, "mailbox_id": room.office.mailbox_id, "is_fresh": True}
            session.add(TriageWait(message_id=one.message_id, received_at=one.received_at, **wait))
            session.delete(one)
    with served(Obedient()) as running:
        server = running.server()
        with room.work.unit() as session:
            row = model_servers.row_of(room.office.clinic.organization.id, "big")
            session.add(
                ModelServer(
                    organization_id=room.office.clinic.organization.id, key="big", kind="openai", name=server.name,
                    base_url=server.base_url, timeout=10.0, price_in=0.0, price_out=0.0,
                    secret=room.work.runtime.ring.seal(server.key.encode(), row=row), changed_at=room.work.clock(),
                )
            )  # fmt: skip
        room.order(triage="big")
        room.read()
        assert all("tools" not in one for one in running.state.received)
        assert "maria.lopez@" not in running.state.text
    with room.work.unit(writes=False) as session:
        outcomes = Counter(session.scalars(select(ModelCall.outcome).where(ModelCall.model == "big")))
    assert set(outcomes) == {"answered"}
    assert room.world() == by_the_local_one

    found = room.findings()
    assert {one.model for one in found} == {"big"}
    assert all(one.category_id is not None for one in found), "people are told what it thinks"
    assert all(set(one.urgent) >= set(sign) for one, sign in zip(found, signs, strict=True))
    assert {kind for one in found for kind in one.urgent} <= {*SIGNS}
    assert not any("PERSON" in str(one.why) or EVIL in word for one in found for word in one.why["words"][1:])
    draw = Drawer(room.work.runtime.make, room.work.clock(), room.office.clinic.ana)
    shown = draw("conversation", conversation=found[2].conversation_id)
    assert "The model on this machine would not suggest it" in shown.text
    assert "The model on this machine does not see all of it" in shown.text
    assert "openLink" not in shown.text


def test_everything_was_read_by_what_was_asked_of_it(room: Room) -> None:
    room.read()
    with room.work.unit(writes=False) as session:
        kinds = Counter(session.scalars(select(Event.kind).where(Event.kind != EventKind.CREATED)))
    assert kinds[EventKind.TRIAGED] == len(ATTACKS)
    assert set(kinds) <= {EventKind.TRIAGED, EventKind.PRIORITIZED, EventKind.TAGGED}, "a rule goes by moods"
