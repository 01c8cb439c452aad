"""`inbox rules`: tried without a trace, taken in and out as a file, and what they did."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inbox import database, events
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    Door,
    Event,
    EventKind,
    Mailbox,
    Message,
    Organization,
    Outgoing,
    Priority,
    Rule,
    RuleRun,
    Template,
)
from inbox.rules import gathering, running
from tests import clinic as building
from tests.addon.cli.conftest import Type
from tests.clinic import Clinic, actor

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FILE = """\
rules:
  - key: friday
    name: Fridays
    when: {arrival: inbound}
    if: [{field: text, contains: friday}]
    then: [{priority: high}, {reply: thanks}, {tag: insurance}]
  - {key: late, name: Late, when: {since: last-customer-message, after: 2h}, then: [{notify: lead}]}
"""


@pytest.fixture
def past(make: Sessions, clinic: Clinic) -> list[int]:
    """Three mails of a day ago, two of them by one patient."""
    at = datetime.now(UTC) - timedelta(days=1)
    with database.unit_of_work(make) as session:
        for mailbox in session.scalars(select(Mailbox)):
            mailbox.created_at = at - timedelta(days=1)
        session.add(Template(organization_id=clinic.organization.id, key="thanks", name="Thanks", body="Thanks."))
        ids = []
        for number, patient in enumerate(("ida", "ida", "max")):
            when = at + timedelta(minutes=number)
            one = building.conversation(
                session, clinic.front_desk, now=when, patient=f"{patient}@example.com",
                text="May I come on Friday?" if patient == "ida" else "Thank you",
            )  # fmt: skip
            ids.append(one.id)
            message = session.scalars(select(Message).where(Message.conversation_id == one.id)).one()
            by = actor(None, when, Door.NATIVE)
            events.record(session, one, EventKind.RECEIVED, by=by, at=when, message_id=message.id)
    return ids


def test_rules_are_tried_on_what_happened_and_leave_no_trace(
    inbox: Type, past: list[int], make: Sessions, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(FILE)
    with make() as session:
        before = session.scalar(select(func.count()).select_from(Event))

    answer = inbox("rules", "try", file, "--json")

    assert answer.exit_code == 0, answer.output
    friday, late = json.loads(answer.stdout)
    assert friday == {
        "rule": "friday", "looked_at": 3, "done": 2, "too_slow": 0, "examples": past[:2],
        "actions": {"priority: high": 2, "reply: thanks": 1, "tag: insurance": 2}, "withheld": {"reply: thanks": 1},
    }  # fmt: skip
    assert (late["looked_at"], late["actions"]) == (3, {"notify: lead": 3})
    told = inbox("rules", "try", file).stdout
    assert "friday: looked at 3, done 2" in told
    assert "1 × not sent: reply: thanks" in told
    with make() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before
        assert session.scalars(select(Rule)).all() == []
        assert session.scalars(select(Outgoing)).all() == []
        assert {one.priority for one in session.scalars(select(Conversation))} == {Priority.NORMAL}


def test_rules_are_taken_in_and_out_alone_and_say_what_they_did(
    inbox: Type, past: list[int], make: Sessions, tmp_path: Path
) -> None:
    file, again = tmp_path / "rules.yml", tmp_path / "again.yml"
    file.write_text(FILE)
    assert "dry run" in inbox("rules", "import", file, "--dry-run").stdout
    assert inbox("rules", "import", file).stdout.splitlines() == ["added    rule friday", "added    rule late"]
    assert inbox("rules", "export", "--output", again).exit_code == 0
    assert inbox("rules", "import", again).stdout == "Nothing to change.\n"

    with database.unit_of_work(make) as session:
        known = gathering.in_force(session, session.scalars(select(Organization.id)).one())
        event_id = session.scalars(select(Event.id).where(Event.kind == EventKind.RECEIVED).order_by(Event.id)).first()
        running.run_event(session, event_id or 0, known, now=datetime.now(UTC), key=b"0" * 32)
    told = inbox("rules", "log", "--rule", "friday").stdout
    assert "friday (version 1)" in told
    assert "    text contains friday: yes\n    priority: high: done\n" in told
    assert json.loads(inbox("rules", "log", "--outcome", "no-match", "--json").stdout) == []
    with make() as session:
        assert session.scalar(select(func.count()).select_from(RuleRun)) == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "rules:\n  - {key: a, name: A, when: {arrival: any}, then: [{tag: unheard}]}\n",
            "line 2: rules[1].then[1].tag",
        ),
        ("rules: [}\n", "line 1: this is not YAML"),
        ("tags: []\n", "should hold `rules:` and nothing else"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    inbox: Type, clinic: Clinic, tmp_path: Path, text: str, complaint: str
) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(text)
    answer = inbox("rules", "import", file)
    assert answer.exit_code == 1
    assert complaint in answer.output
