"""`inbox webhook`: how they stand, what they were told, telling it again, switching one on, trying one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import select

from inbox.models import SendingState, Webhook, WebhookDelivery
from tests.addon.cli.conftest import Type
from tests.loopback import serving
from workers.job import UnitsOfWork

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str]) -> Iterator[str]:
    """A receiver on this machine that the installation trusts."""
    monkeypatch.setenv("INBOX_OUTSIDE_HOSTS", "127.0.0.1")
    app = Flask("receiver")
    app.add_url_rule("/hook", "hook", lambda: Response("fine", 202), methods=["POST"])
    app.add_url_rule("/gone", "gone", lambda: Response("", 410), methods=["POST"])
    with serving(app) as found:
        yield found


def set_up(inbox: Type, address: str, path: str = "/hook") -> None:
    Path("ehr.secret").write_text("whsec_" + base64.b64encode(b"s" * 32).decode())
    Path("clinic.yml").write_text(
        "organization: {key: clinic, name: The Clinic}\n"
        f"webhooks:\n  - {{key: ehr, url: '{address}{path}', secret_file: ehr.secret}}\n"
    )
    assert "added    webhook ehr" in inbox("apply", "clinic.yml").output


def test_a_webhook_is_listed_tried_and_its_secret_shown(inbox: Type, address: str) -> None:
    Path("clinic.yml").write_text("organization: {key: clinic, name: The Clinic}\n")
    inbox("apply", "clinic.yml")
    assert "No webhook yet" in inbox("webhook", "list").output
    set_up(inbox, address)

    assert inbox("webhook", "test", "ehr").output == f"{address}/hook: 202 fine\n"
    assert inbox("webhook", "list").output.split()[:4] == ["ehr", "on", "0", "waiting"]
    assert inbox("webhook", "secret", "ehr").output == Path("ehr.secret").read_text() + "\n"
    assert "there is no webhook x" in inbox("webhook", "log", "x").output
    set_up_again = Path("clinic.yml").read_text().replace("/hook", "/gone")
    Path("clinic.yml").write_text(set_up_again)
    inbox("apply", "clinic.yml")
    assert inbox("webhook", "test", "ehr").exit_code == 1


def test_the_log_is_shown_and_told_again_and_one_that_was_switched_off_is_switched_on(
    inbox: Type, address: str, work: UnitsOfWork
) -> None:
    set_up(inbox, address)
    now = datetime.now(UTC)
    with work.unit() as session:
        hook = session.scalars(select(Webhook)).one()
        hook.disabled_at, hook.disabled_reason = now, "answered 500"
        for number, state in enumerate(SendingState):
            session.add(
                WebhookDelivery(
                    organization_id=hook.organization_id,
                    webhook_id=hook.id,
                    message_id=f"msg_{number}",
                    state=state,
                    kind="conversation.closed",
                    payload="{}",
                    due_at=now,
                    created_at=now,
                    attempts=number,
                    status=500,
                    detail="answered 500",
                )
            )

    assert "off" in inbox("webhook", "list").output
    assert json.loads(inbox("webhook", "list", "--json").output)[0]["disabled_reason"] == "answered 500"
    assert inbox("webhook", "log", "ehr").output.count("conversation.closed") == 3
    assert [one["id"] for one in json.loads(inbox("webhook", "log", "ehr", "--failed", "--json").output)] == ["msg_2"]
    assert inbox("webhook", "replay", "ehr").exit_code == 2
    assert inbox("webhook", "replay", "ehr", "msg_1").output == "1 to be sent again.\n"
    assert inbox("webhook", "replay", "ehr", "--failed").output == "1 to be sent again.\n"
    assert inbox("webhook", "replay", "ehr", "--since", "2020-01-01").output == "3 to be sent again.\n"
    assert inbox("webhook", "enable", "ehr").output == "ehr is on; 3 waiting.\n"
