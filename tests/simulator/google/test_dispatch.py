"""What Google refuses whoever asks, and how it says so."""

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running, gmail

SCOPE = "https://www.googleapis.com/auth/gmail."


def error(simulator: Running, mailbox: str, verb: str, path: str, **more: Any) -> dict[str, Any]:
    """The error a call is answered with."""
    answer = simulator.call(verb, f"/gmail/v1/users/me/{path}", simulator.token(mailbox), **more)
    found: dict[str, Any] = answer.json()["error"]
    assert answer.status_code == found["code"]
    return found


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "blue"},
        {"format": "everything"},
        {"maxResults": "many"},
        {"maxResults": "-1"},
        {"includeSpamTrash": "perhaps"},
        {"alt": "media"},
        {"q": ["one", "two"]},
        {"userId": "me"},
    ],
)
def test_a_parameter_outside_the_description_is_refused(
    simulator: Running, mailbox: str, query: dict[str, Any]
) -> None:
    refusal = error(simulator, mailbox, "GET", "messages", params=query)

    assert (refusal["code"], refusal["status"]) == (400, "INVALID_ARGUMENT")


def test_an_unknown_format_is_refused(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())

    assert error(simulator, mailbox, "GET", f"messages/{message_id}", params={"format": "pdf"})["code"] == 400


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"labels": ["STARRED"]}',
        b'{"addLabelIds": [1]}',
        b'{"addLabelIds": {"id": "STARRED"}}',
    ],
)
def test_a_body_outside_the_description_is_refused(simulator: Running, mailbox: str, body: bytes) -> None:
    message_id = simulator.deliver(mailbox, letter())
    headers = {"Content-Type": "application/json"}

    refusal = error(simulator, mailbox, "POST", f"messages/{message_id}/modify", data=body, headers=headers)

    assert refusal["code"] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Label", "labelListVisibility": "always"},
        {"name": "Label", "color": {"textColour": "#ffffff"}},
        {"name": "Label", "color": "#ffffff"},
        {"name": 5},
    ],
)
def test_a_nested_value_outside_the_description_is_refused(
    simulator: Running, mailbox: str, body: dict[str, Any]
) -> None:
    assert error(simulator, mailbox, "POST", "labels", json=body)["code"] == 400


def test_raw_that_is_not_base64_is_refused(simulator: Running, mailbox: str) -> None:
    assert "Base64" in error(simulator, mailbox, "POST", "messages/send", json={"raw": "§§§"})["message"]


def test_a_method_the_simulator_leaves_out_says_so(simulator: Running, mailbox: str) -> None:
    refusal = error(simulator, mailbox, "GET", "settings/filters")

    assert refusal["code"] == 501
    assert "gmail.users.settings.filters.list" in refusal["message"]


def test_an_unknown_address_is_not_found(simulator: Running, mailbox: str) -> None:
    assert error(simulator, mailbox, "GET", "letters")["code"] == 404


def test_a_call_without_a_good_token_is_refused(simulator: Running, mailbox: str) -> None:
    def reason(**headers: str) -> tuple[int, str]:
        answer = simulator.call("GET", "/gmail/v1/users/me/profile", "", headers=headers)
        return answer.status_code, answer.json()["error"]["errors"][0]["reason"]

    assert reason(Authorization="") == (401, "required")
    assert reason(Authorization="Basic abc") == (401, "required")
    assert reason(Authorization="Bearer nonsense") == (401, "authError")


def test_a_token_is_good_for_an_hour(simulator: Running, mailbox: str) -> None:
    token = simulator.token(mailbox)

    def status_after(seconds: int) -> int:
        simulator.put("clock", {"offset": seconds})
        return simulator.call("GET", "/gmail/v1/users/me/profile", token).status_code

    assert (status_after(3590), status_after(3610), status_after(0)) == (200, 401, 200)


def test_a_token_without_the_scope_of_the_method_is_refused(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())
    service = gmail(simulator, mailbox, f"{SCOPE}readonly")

    with refused(403, "insufficientPermissions"):
        service.users().messages().trash(userId="me", id=message_id).execute()
    service.close()


def test_the_metadata_scope_shows_no_content_and_does_not_search(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())
    service = gmail(simulator, mailbox, f"{SCOPE}metadata")
    messages = service.users().messages()

    shown = messages.get(userId="me", id=message_id, format="metadata").execute()

    assert shown["payload"]["headers"]
    with refused(403, "forbidden") as refusal:
        messages.get(userId="me", id=message_id, format="full").execute()
    assert refusal.message == "Metadata scope doesn't allow format FULL"
    with refused(403, "forbidden"):
        messages.list(userId="me", q="knee").execute()
    service.close()


def test_another_persons_mailbox_is_closed(simulator: Running, mailbox: str, users: Any) -> None:
    other = mailbox.replace("reception", "billing")
    simulator.post("accounts", {"email": other, "name": "Billing"})

    with refused(403, "forbidden") as refusal:
        users.getProfile(userId=other).execute()

    assert refusal.message == f"Delegation denied for {mailbox}"
    assert users.getProfile(userId=mailbox.upper()).execute()["emailAddress"] == mailbox


def test_messages_of_another_mailbox_are_not_found(simulator: Running, mailbox: str, users: Any) -> None:
    other = mailbox.replace("reception", "billing")
    simulator.post("accounts", {"email": other, "name": "Billing"})
    message_id = simulator.deliver(other, letter())

    with refused(404, "notFound"):
        users.messages().get(userId="me", id=message_id).execute()


def test_the_log_counts_calls_with_their_units_and_without_tokens(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.delete("calls")
    users.messages().list(userId="me", q="knee").execute()

    calls = simulator.get("calls", method="users.messages.list")["calls"]

    assert [(call["mailbox"], call["status"], call["units"]) for call in calls] == [(mailbox, 200, 5)]
    assert "q=knee" in calls[0]["path"]
