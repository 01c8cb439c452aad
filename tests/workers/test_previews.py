"""What an admin is shown before anything leaves is what a model elsewhere is told, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ai.models import MODELS
from inbox import access, behaviour, copilot, model_servers, triage
from inbox.models import Direction, Mailbox, ModelServer, Organization
from simulator.openai.state import State
from tests import clinic
from tests.models import Served, served
from tests.office import Office
from workers import copilot_jobs, previews, triage_jobs

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TEXT = "May I come on Friday with Henrietta Quast?"


@pytest.fixture
def server(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A model that the front desk asks for everything."""
    monkeypatch.setitem(MODELS, "local", "tests.models:build_local")
    with served(State()) as server, office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.clinic.front_desk.id)
        mailbox.settings = {"triage": "large", "copilot": "large"}
        organization = session.get_one(Organization, mailbox.organization_id)
        organization.time_zone, organization.language = "America/New_York", "en-US"
        sealed = office.work.runtime.ring.seal(b"sk-simulated", row=model_servers.row_of(organization.id, "large"))
        session.add(
            ModelServer(
                organization_id=organization.id, key="large", kind="openai", base_url=f"{server.address}/v1",
                name="large", timeout=5.0, changed_at=office.work.clock(), secret=sealed,
            )
        )  # fmt: skip
        session.commit()
        yield server


@pytest.fixture
def conversation(office: Office) -> int:
    """A thread with a reply of Ana's, and an answer by a machine at its end."""
    now = office.work.clock()
    with office.work.unit() as session:
        one = clinic.conversation(session, office.clinic.front_desk, now=now, text=TEXT)
        reply = clinic.message(
            session, one, sender="desk@clinic.example.org", text="Yes, Henrietta Quast may come, too.",
            at=now + timedelta(minutes=1), direction=Direction.OUTBOUND,
        )  # fmt: skip
        reply.person_id, reply.sender_name = office.clinic.ana.id, "Front Desk"
        newest = clinic.message(session, one, sender="q@example.com", text="Thank you!", at=now + timedelta(minutes=2))
        by_machine = clinic.message(
            session, one, sender="q@example.com", text="I am away.", at=now + timedelta(minutes=3)
        )
        by_machine.mail_class = "automated"
        mailbox = session.get_one(Mailbox, one.mailbox_id)
        organization = session.get_one(Organization, one.organization_id)
        triage.enlist(session, mailbox, behaviour.of(mailbox, organization), [(newest.id, newest.received_at)])
        return one.id


def shown(office: Office, conversation: int, use: str) -> str:
    with office.work.unit(writes=False) as session:
        return next(one.text for one in previews.of_conversation(session, conversation) if one.use == use)


def sent(server: Served) -> str:
    (request,) = server.state.received
    return "\n\n".join(one["content"] for one in request["messages"])


def test_a_summary_is_asked_for_as_it_was_shown(office: Office, server: Served, conversation: int) -> None:
    before = shown(office, conversation, "copilot")
    with office.work.unit() as session:
        viewer = clinic.viewer(session, office.clinic.ana)
        one = access.conversation_for(session, viewer, conversation)
        question = copilot.ask_for_summary(session, viewer, one, now=office.work.clock()).id
    copilot_jobs.answer_question.run(office.work, question)

    assert sent(server) == before
    assert "away" not in before


def test_a_mail_is_read_as_it_was_shown(office: Office, server: Served, conversation: int) -> None:
    before = shown(office, conversation, "triage")
    triage_jobs.read_fresh_mail.run(office.work)

    assert sent(server) == before
    assert "Thank you!" in before
