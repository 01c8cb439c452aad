"""What an add-on may see with the tokens of its event."""

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.running import Running

SCOPE = "https://www.googleapis.com/auth/gmail.addons.current."
METADATA, READONLY = f"{SCOPE}message.metadata", f"{SCOPE}message.readonly"


@pytest.fixture
def opened(simulator: Running, mailbox: str) -> str:
    """A message the person looks at."""
    return simulator.deliver(mailbox, letter("Knee", id="knee@x"))


def status(simulator: Running, path: str, tokens: dict[str, str], **query: str) -> int:
    """What an add-on with these tokens is answered."""
    headers = {"X-Goog-Gmail-Access-Token": tokens["message_access_token"]}
    path = f"/gmail/v1/users/me/{path}"
    return simulator.call("GET", path, tokens["user_oauth_token"], headers=headers, params=query).status_code


def minted(simulator: Running, mailbox: str, message_id: str | None, *scopes: str) -> Any:
    body = {"email": mailbox, "message": message_id, "scopes": scopes or (METADATA,)}
    return simulator.post("addon-tokens", body)


def test_the_open_message_is_seen_with_both_tokens_only(simulator: Running, mailbox: str, opened: str) -> None:
    tokens = minted(simulator, mailbox, opened)
    path = f"messages/{opened}"

    assert status(simulator, path, tokens, format="metadata") == 200
    assert status(simulator, path, tokens | {"message_access_token": ""}, format="metadata") == 403
    assert status(simulator, path, tokens | {"message_access_token": "guess"}, format="metadata") == 403
    assert status(simulator, path, tokens | {"user_oauth_token": "guess"}, format="metadata") == 401


def test_the_metadata_scope_shows_no_content(simulator: Running, mailbox: str, opened: str) -> None:
    tokens = minted(simulator, mailbox, opened)

    assert status(simulator, f"messages/{opened}", tokens, format="full") == 403


def test_no_other_message_and_no_list_is_seen(simulator: Running, mailbox: str, opened: str) -> None:
    other = simulator.deliver(mailbox, letter("Other", id="other@x"))
    tokens = minted(simulator, mailbox, opened)

    assert status(simulator, f"messages/{other}", tokens, format="metadata") == 403
    assert status(simulator, "messages", tokens) == 403


def test_the_rest_of_the_thread_is_seen_with_the_readonly_scope(simulator: Running, mailbox: str, opened: str) -> None:
    reply = simulator.deliver(mailbox, letter("Re: Knee", id="reply@x", references="<knee@x>"))

    def seen(scope: str, path: str) -> int:
        return status(simulator, path, minted(simulator, mailbox, opened, scope), format="metadata")

    assert (seen(METADATA, f"messages/{reply}"), seen(READONLY, f"messages/{reply}")) == (403, 200)
    assert (seen(METADATA, f"threads/{opened}"), seen(READONLY, f"threads/{opened}")) == (403, 200)


def test_a_message_token_is_good_in_its_own_mailbox_only(simulator: Running, mailbox: str, opened: str) -> None:
    other = mailbox.replace("reception", "billing")
    simulator.post("accounts", {"email": other, "name": "Billing"})
    tokens = minted(simulator, mailbox, opened) | {
        "user_oauth_token": minted(simulator, other, None)["user_oauth_token"]
    }

    assert status(simulator, f"messages/{opened}", tokens, format="metadata") == 403


def test_an_add_on_may_use_the_ids_of_its_events(simulator: Running, mailbox: str, opened: str) -> None:
    tokens = minted(simulator, mailbox, opened)

    assert status(simulator, f"messages/msg-f:{int(opened, 16)}", tokens, format="metadata") == 200
    assert status(simulator, "messages/msg-a:r5", tokens, format="metadata") == 404
