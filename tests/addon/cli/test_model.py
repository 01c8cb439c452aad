"""`inbox model`: how models elsewhere stand, whether they answer, what they would be told, what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inbox.database import Sessions, unit_of_work
from inbox.models import Mailbox
from simulator.openai.state import Ahead, State
from tests.addon.cli.conftest import Type
from tests.clinic import Clinic, conversation
from tests.models import Served, served

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def server(inbox: Type) -> Iterator[Served]:
    """A model that the clinic's file names, and its front desk."""
    with served(State()) as running:
        Path("model.key").write_text("sk-simulated\n")
        Path("clinic.yml").write_text(
            f"""\
organization: {{key: clinic, name: The clinic, time_zone: Europe/Berlin}}
teams:
  - {{key: reception, name: Reception}}
mailboxes:
  - {{address: reception@clinic.example.org, name: Desk, team: reception, settings: {{copilot: large}}}}
ai:
  models:
    - {{key: large, base_url: "{running.address}/v1", name: large, key_file: model.key, price_in: 1, daily_budget: 2}}
"""
        )
        assert inbox("apply", "clinic.yml").exit_code == 0
        yield running


def test_a_model_is_tried_and_the_call_is_logged_without_what_was_said(inbox: Type, server: Served) -> None:
    answer = inbox("model", "check", "large")
    assert "large answers, after" in answer.output
    server.state.always = Ahead("broken")
    failed = inbox("model", "check", "large")
    assert failed.exit_code == 1
    assert "does not answer as it should: it answered 500" in failed.output
    assert "there is no model huge" in inbox("model", "check", "huge").output

    calls = json.loads(inbox("model", "log", "--json").output)
    assert [(one["model"], one["question"], one["outcome"]) for one in calls] == [
        ("large", "check", "down"), ("large", "check", "answered"),
    ]  # fmt: skip
    assert "Monday" not in json.dumps(calls)
    assert "answered" in inbox("model", "log", "--of", "large").output
    listed = inbox("model", "list").output
    assert "ready" in listed
    assert "2 calls today" in listed
    assert "of 2.00 spent" in listed
    assert "triage: local, copilot: large" in listed


def test_a_preview_shows_what_would_leave_and_sends_nothing(
    inbox: Type, make: Sessions, clinic: Clinic, server: Served
) -> None:
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        one = conversation(session, mailbox, now=mailbox.created_at, text="I am Maria Lopez, 555-0134, in pain.")
        number = one.id
    said = inbox("model", "preview", number).output
    assert "copilot: goes to large at 127.0.0.1; taken out: {'name': 2, 'phone': 1}" in said
    assert "triage: stays here (local)" in said
    assert "I am [PERSON_1], [PHONE_1], in pain." in said
    assert "Lopez" not in said
    assert "there is no conversation 999" in inbox("model", "preview", 999).output
    assert server.state.received == []
