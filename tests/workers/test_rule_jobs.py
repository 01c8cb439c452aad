"""Rules in real workers: mail is sorted and answered once, and the answer comes back as what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inbox.configuration import reading, rules
from inbox.configuration.changes import Changes
from inbox.models import (
    Conversation,
    Event,
    EventKind,
    Message,
    Organization,
    Outgoing,
    OutgoingState,
    Priority,
    RuleRun,
    Status,
    Template,
)
from tests.correspondent import written_to
from tests.office import Office
from tests.sync.outside import letter
from tests.workers.processes import eventually, worker
from workers import rule_jobs, sending_jobs
from workers.job import system_clock

FILE = """
organization: {key: clinic, name: Clinic}
templates: [{key: thanks, name: Thanks, body: "We have your mail, {{mailbox.name}}."}]
rules:
  - {key: first, name: First things, when: {arrival: inbound}, then: [{priority: high}, {reply: thanks}]}
"""


def bring(office: Office) -> None:
    """The rule and its template come into force."""
    document = reading.read(FILE)
    with office.work.unit() as session:
        organization = session.scalars(select(Organization)).one()
        rules.apply(session, organization, document.rules, Changes(), now=system_clock() - timedelta(days=1))
        template = document.templates[0]
        session.add(Template(organization_id=organization.id, key=template.key, name=template.name, body=template.body))


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "gmail")], indirect=True)
def test_a_worker_sorts_a_mail_and_answers_it_once(office: Office) -> None:
    bring(office)
    with worker(office.work.runtime):
        desk = written_to(office)
        eventually(lambda: len(office.gmail.sent()) == 1, "the automatic answer")
        eventually(lambda: desk.happened(EventKind.SENT), "its coming back")

    sent = desk.sent()[0]
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert sent["In-Reply-To"] == desk.messages()[0].internet_message_id
    assert desk.messages()[-1].mail_class == "self"
    assert (desk.conversation.priority, desk.conversation.status) == (Priority.HIGH, Status.OPEN)
    with office.work.unit(writes=False) as session:
        ids = list(session.scalars(select(Event.id).where(Event.kind == EventKind.RECEIVED)))
    rule_jobs.follow_with_rules.run(office.work, ids)
    with office.work.unit(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(RuleRun)) == 1
        assert session.scalar(select(func.count()).select_from(Outgoing)) == 1


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
def test_through_outlook_the_answer_says_what_it_is_as_far_as_graph_lets_it(office: Office) -> None:
    bring(office)
    office.gmail.deliver(letter("Termin"), at=system_clock())
    office.read_everything()
    with office.work.unit(writes=False) as session:
        ids = list(session.scalars(select(Event.id).where(Event.kind == EventKind.RECEIVED)))
    rule_jobs.follow_with_rules.run(office.work, ids)
    with office.work.unit(writes=False) as session:
        outgoing_id = session.scalars(select(Outgoing.id)).one()
    sending_jobs.send_reply.run(office.work, outgoing_id)
    office.sync()

    with office.work.unit(writes=False) as session:
        assert session.get_one(Outgoing, outgoing_id).state is OutgoingState.SENT
        assert sorted(session.scalars(select(Message.mail_class))) == ["human", "self"]
        assert session.scalars(select(Conversation)).one().status is Status.OPEN
    assert b"X-Auto-Response-Suppress: All" in office.gmail.sent()[0]


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "gmail")], indirect=True)
def test_why_is_forgotten_after_some_weeks(office: Office) -> None:
    bring(office)
    written_to(office)
    with office.work.unit(writes=False) as session:
        ids = list(session.scalars(select(Event.id).where(Event.kind == EventKind.RECEIVED)))
    rule_jobs.follow_with_rules.run(office.work, ids)
    rule_jobs.forget_old_rule_runs.run(office.work)
    with office.work.unit() as session:
        session.scalars(select(RuleRun)).one().at -= timedelta(days=31)
    rule_jobs.forget_old_rule_runs.run(office.work)
    with office.work.unit(writes=False) as session:
        assert session.scalars(select(RuleRun)).all() == []
