"""`inbox sla`: what would come of promises, and what the dry run leaves as it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inbox import database, lifecycle
from inbox.database import Sessions
from inbox.models import Clock, Direction, Event
from tests import clinic as building
from tests.addon.cli.conftest import Type
from tests.clinic import Clinic, actor

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FILE = """
organization: {key: clinic, name: The clinic}
policies:
  - {key: quick, name: Quick, first_response: 30m, resolution: 8h, warn: [50%]}
"""


@pytest.fixture
def past(make: Sessions, clinic: Clinic) -> list[int]:
    """Answered in time, answered late, closed unanswered, still waiting: each some hours ago."""
    at = datetime.now(UTC) - timedelta(hours=20)
    ids = []
    with database.unit_of_work(make) as session:
        for minutes in (10, 40, None, None):
            one = building.conversation(session, clinic.front_desk, now=at, patient=f"p{len(ids)}@example.com")
            ids.append(one.id)
            if minutes is not None:
                later = at + timedelta(minutes=minutes)
                building.message(session, one, sender="a@b.example", text="Yes", at=later, direction=Direction.OUTBOUND)
        closed = session.get_one(type(one), ids[2])
        lifecycle.close(session, closed, by=actor(clinic.ana, at + timedelta(minutes=5)))
    return ids


def test_a_policy_is_tried_on_what_happened_and_leaves_no_trace(
    inbox: Type, past: list[int], make: Sessions, tmp_path: Path
) -> None:
    file = tmp_path / "tried.yml"
    file.write_text(FILE)
    with make() as session:
        before = session.scalar(select(func.count()).select_from(Event))

    answer = inbox("sla", "replay", "--policy", str(file), "--json")

    assert answer.exit_code == 0, answer.output
    first, resolution = json.loads(answer.stdout)
    told = {name: first[name] for name in ("policy", "started", "kept", "breached", "warned", "unanswered", "running")}
    assert told == {
        "policy": "quick", "started": 4, "kept": 1, "breached": 2, "warned": 2, "unanswered": 1, "running": 0,
    }  # fmt: skip
    assert first["late"] == [past[1], past[3]]
    assert (resolution["kept"], resolution["breached"]) == (1, 3)
    with make() as session:
        assert session.scalar(select(func.count()).select_from(Clock)) == 0
        assert session.scalar(select(func.count()).select_from(Event)) == before


def test_policies_are_tried_without_the_rest_of_the_file_and_without_its_credentials(
    inbox: Type, past: list[int], tmp_path: Path
) -> None:
    file = tmp_path / "tried.yml"
    file.write_text(FILE.partition("clinic}\n")[2])
    assert inbox("sla", "replay", "--policy", str(file)).output.count("quick") == 2

    mailbox = "{address: a@clinic.example.org, name: A, team: t, credential: {kind: entra-app, key_file: none.json}}"
    file.write_text(f"{FILE}teams: [{{key: t, name: T}}]\nmailboxes:\n  - {mailbox}\n")
    assert inbox("sla", "replay", "--policy", str(file)).output.count("quick") == 2

    file.write_text("policies:\n  - {key: quick, name: Quick, first_response: soon}\n")
    assert "tried.yml, line 2: policies[1].first_response" in inbox("sla", "replay", "--policy", str(file)).output


def test_the_table_names_what_would_have_breached(inbox: Type, past: list[int], tmp_path: Path) -> None:
    file = tmp_path / "tried.yml"
    file.write_text(FILE)

    lines = inbox("sla", "replay", "--policy", str(file), "--late").output.splitlines()

    assert lines[0].split() == ["policy", "clock", "started", "kept", "breached", "warned", "unanswered", "running"]
    assert lines[1].split() == ["quick", "first-response", "4", "1", "2", "2", "1", "0"]
    assert lines[-1] == f"would have breached: {', '.join(map(str, sorted({*past[1:2], *past[3:], *past[:2]})))}"


def test_only_the_time_that_is_asked_for_counts(inbox: Type, past: list[int], tmp_path: Path) -> None:
    file = tmp_path / "tried.yml"
    file.write_text(FILE)

    nothing = inbox("sla", "replay", "--policy", str(file), "--from", "2020-01-01", "--to", "2020-02-01")
    assert "Nothing was promised" in nothing.output
    assert inbox("sla", "replay").output.strip() == "Nothing was promised to any conversation of that time."
    backwards = inbox("sla", "replay", "--from", "2020-02-01", "--to", "2020-01-01")
    assert backwards.exit_code == 2
    assert "--from should be before --to" in backwards.output


def test_clocks_are_reckoned_anew_at_once(inbox: Type, past: list[int], make: Sessions, tmp_path: Path) -> None:
    file = tmp_path / "clinic.yml"
    file.write_text(FILE)
    assert inbox("apply", str(file)).exit_code == 0

    answer = inbox("sla", "recompute")

    assert answer.output.strip() == "The clocks of 3 conversations are as they should be."
    with make() as session:
        assert session.scalar(select(func.count()).select_from(Clock)) == 4


def test_a_file_with_a_mistake_is_refused_with_its_line(inbox: Type, clinic: Clinic, tmp_path: Path) -> None:
    file = tmp_path / "tried.yml"
    file.write_text(FILE.replace("30m", "soon"))

    answer = inbox("sla", "replay", "--policy", str(file))

    assert answer.exit_code == 1
    assert "line 4: policies[1].first_response: is no length of time" in answer.output
