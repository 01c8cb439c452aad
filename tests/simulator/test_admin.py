"""The simulator's own addresses."""

from typing import Any

import pytest
import requests

from tests.simulator.google.letters import letter
from tests.simulator.running import Running


def test_the_state_is_told_in_figures(simulator: Running, mailbox: str) -> None:
    simulator.deliver(mailbox, letter())

    state = simulator.get("state")
    figures = next(each for each in state["accounts"] if each["email"] == mailbox)

    assert state["public_url"] == simulator.url
    assert (figures["messages"], figures["threads"], figures["watched_until"]) == (1, 1, None)
    assert len(figures["subject"]) == 21


def test_labels_can_be_changed_as_a_person_does(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())

    simulator.post("modify", {"mailbox": mailbox, "ids": [message_id], "remove": ["INBOX"], "add": ["STARRED"]})

    message = simulator.call("GET", f"/gmail/v1/users/me/messages/{message_id}", simulator.token(mailbox))
    assert message.json()["labelIds"] == ["UNREAD", "STARRED"]


@pytest.mark.parametrize(
    ("path", "query", "body"),
    [
        ("deliver", {"mailbox": "nobody@example.org"}, None),
        ("deliver", {"mailbox": "{mailbox}", "label": "Label_404"}, None),
        ("deliver", {"mailbox": "{mailbox}", "received_at": "yesterday"}, None),
        ("deliver", {"mailbox": "{mailbox}", "received_at": "2026-03-04T09:30:00"}, None),
        ("accounts", {}, {"email": "only@example.org"}),
        ("access-tokens", {}, {"email": "nobody@example.org", "scopes": []}),
        ("modify", {}, {"mailbox": "{mailbox}", "ids": ["1a2b"], "add": ["STARRED"]}),
    ],
)
def test_a_mistake_is_told(
    simulator: Running, mailbox: str, path: str, query: dict[str, str], body: dict[str, Any] | None
) -> None:
    filled = {name: value.format(mailbox=mailbox) for name, value in query.items()}

    answer = requests.post(f"{simulator.url}/simulator/{path}", params=filled, json=body, timeout=10)

    assert answer.status_code == 400
    assert ": " in answer.json()["error"]


def test_tokens_can_be_minted(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())
    minted = simulator.post("addon-tokens", {"email": mailbox, "message": message_id, "scopes": ["a"]})

    assert minted["user_oauth_token"].startswith("ya29.")
    assert minted["message_access_token"]
