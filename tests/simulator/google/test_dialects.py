"""What other emulators of the API do in another way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running


def test_a_label_that_exists_is_a_bad_request(users: Any, trouble: Any) -> None:
    users.labels().create(userId="me", body={"name": "Desk"}).execute()
    with refused(409, "aborted"):
        users.labels().create(userId="me", body={"name": "desk"}).execute()
    trouble("dialect-label-400")

    with refused(400, "invalidArgument"):
        users.labels().create(userId="me", body={"name": "desk"}).execute()


@pytest.mark.parametrize("status", [404, 405, 501])
@pytest.mark.parametrize(
    ("kind", "verb", "path"),
    [
        ("dialect-no-profile", "GET", "/gmail/v1/users/me/profile"),
        ("dialect-no-labels", "GET", "/gmail/v1/users/me/labels"),
        ("dialect-no-watch", "POST", "/gmail/v1/users/me/watch"),
        ("dialect-no-batch", "POST", "/batch/gmail/v1"),
    ],
)
def test_methods_can_be_missing(
    simulator: Running, mailbox: str, trouble: Any, kind: str, verb: str, path: str, status: int
) -> None:
    trouble(kind, status=status)
    token = simulator.token(mailbox)

    assert simulator.call(verb, path, token).status_code == status
    assert simulator.call("GET", "/gmail/v1/users/me/messages", token).status_code == 200


def test_headers_are_given_as_they_were_sent(simulator: Running, mailbox: str, users: Any, trouble: Any) -> None:
    sent = "=?utf-8?q?Gr=C3=BC=C3=9Fe?="
    message_id = simulator.deliver(mailbox, letter(subject=sent))

    def subject() -> str:
        found = users.messages().get(userId="me", id=message_id, format="metadata", metadataHeaders="Subject").execute()
        return str(found["payload"]["headers"][0]["value"])

    assert subject() == "Grüße"
    trouble("dialect-encoded-headers")
    assert subject().startswith("=?utf-8?")


@pytest.mark.parametrize("digits", [60, 1800])
def test_history_ids_can_be_very_long(simulator: Running, mailbox: str, users: Any, trouble: Any, digits: int) -> None:
    trouble("dialect-long-history", amount=digits)
    start = users.getProfile(userId="me").execute()["historyId"]
    made = simulator.deliver(mailbox, letter())

    page = users.history().list(userId="me", startHistoryId=start).execute()

    assert len(start) == digits
    assert page["history"][0]["messages"][0]["id"] == made
    assert int(page["historyId"]) > int(start)
