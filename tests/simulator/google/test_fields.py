"""Partial answers."""

from typing import Any

import pytest

from simulator.google import fields
from simulator.google.errors import ApiError
from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running

ANSWER = {
    "id": "1",
    "payload": {"mimeType": "text/plain", "headers": [{"name": "Subject", "value": "Knee"}], "body": {"size": 3}},
}


@pytest.mark.parametrize(
    ("mask", "kept"),
    [
        ("id", {"id": "1"}),
        ("id, payload/mimeType", {"id": "1", "payload": {"mimeType": "text/plain"}}),
        ("payload/headers/value", {"payload": {"headers": [{"value": "Knee"}]}}),
        ("payload(headers(name),body)", {"payload": {"headers": [{"name": "Subject"}], "body": {"size": 3}}}),
        ("payload/body,payload/mimeType", {"payload": {"mimeType": "text/plain", "body": {"size": 3}}}),
        ("payload/*/size", {"payload": {"mimeType": "text/plain", "headers": [{}], "body": {"size": 3}}}),
        ("*", ANSWER),
        ("payload/mimeType,payload", {"payload": ANSWER["payload"]}),
        ("labelIds", {}),
    ],
)
def test_a_mask_keeps_what_it_names(mask: str, kept: dict[str, Any]) -> None:
    assert fields.keep(fields.parse(mask), ANSWER) == kept


@pytest.mark.parametrize("mask", ["", "id,", "payload(id", "payload/", "id)", "a b"])
def test_a_mask_that_cannot_be_read_is_refused(mask: str) -> None:
    with pytest.raises(ApiError):
        fields.parse(mask)


@pytest.mark.parametrize("mask", ["nonsense", "payload/nonsense", "payload(headers(nonsense))"])
def test_a_name_no_answer_has_is_refused(mask: str) -> None:
    with pytest.raises(ApiError):
        fields.check(fields.parse(mask), "Message")


def test_google_answers_only_the_fields_asked_for(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    listed = users.messages().list(userId="me", fields="messages/id,nextPageToken").execute()
    message = users.messages().get(userId="me", id=message_id, fields="payload(headers),id").execute()

    assert listed == {"messages": [{"id": message_id}]}
    assert set(message) == {"id", "payload"}
    with refused(400, "invalidArgument"):
        users.messages().list(userId="me", fields="letters").execute()
