"""Servers of the API that lack a method: a plainer call is used, and said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from sync.errors import AccessLost, ProviderError
from sync.providers.gmail import current_message
from tests.sync.outside import Gmail, letter

METADATA = "https://www.googleapis.com/auth/gmail.addons.current.message.metadata"
TOPIC = "projects/clinic/topics/gmail"
STATUSES = pytest.mark.parametrize("status", [404, 405, 501])


@pytest.fixture
def speaks(gmail: Gmail) -> Callable[..., None]:
    """Lets the mailbox's server speak a dialect, with further troubles of the day."""

    def switch_on(kind: str, *others: dict[str, Any], **more: Any) -> None:
        faults = [{"kind": kind, "mailbox": gmail.address, **more}, *({"mailbox": gmail.address} | o for o in others)]
        gmail.simulator.put("faults", {"faults": faults})

    return switch_on


def asked(gmail: Gmail, method: str) -> int:
    return len([one for one in gmail.simulator.get("calls", method=method)["calls"] if one["mailbox"] == gmail.address])


def batches(gmail: Gmail) -> int:
    return len(gmail.simulator.get("calls", method="batch")["calls"])


def lacking(logs: list[Any]) -> list[tuple[str, str]]:
    return [(one["method"], one["instead"]) for one in logs if one["event"] == "the provider lacks a method"]


@STATUSES
def test_without_batches_messages_are_asked_for_one_by_one(
    gmail: Gmail, speaks: Callable[..., None], status: int
) -> None:
    messages = [gmail.deliver() for _ in range(5)]
    gone = gmail.deliver()
    gmail.delete(gone)
    speaks("dialect-no-batch", status=status)
    gmail.simulator.delete("calls")

    with capture_logs() as logs:
        fetched = gmail.connect().fetch([*messages, gone])
        again = gmail.connect().standings(messages)

    assert [one.provider_id for one in fetched.arrivals] == messages
    assert (fetched.gone, fetched.left) == ((gone,), ())
    assert {one.provider_id for one in again.standings} == set(messages)
    assert batches(gmail) == 1, "it is not tried again"
    assert lacking(logs) == [("batch", "messages.get")]


def test_without_batches_only_what_failed_is_asked_for_again_ever_later(
    gmail: Gmail, speaks: Callable[..., None]
) -> None:
    messages = [gmail.deliver() for _ in range(4)]
    failing = {"kind": "status", "method": "users.messages.get", "status": 500, "reason": "backendError", "times": 3}
    speaks("dialect-no-batch", failing)
    gmail.simulator.delete("calls")

    fetched = gmail.connect().fetch(messages)

    assert {one.provider_id for one in fetched.arrivals} == set(messages)
    assert asked(gmail, "users.messages.get") == 4 + 3
    assert len(gmail.waits) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "rate-limit", "method": "users.messages.get", "seconds": 3},
        {"kind": "cut-before", "method": "users.messages.get"},
    ],
)
def test_without_batches_a_server_that_wants_to_be_left_alone_is(
    gmail: Gmail, speaks: Callable[..., None], trouble: dict[str, Any]
) -> None:
    messages = [gmail.deliver() for _ in range(4)]
    speaks("dialect-no-batch", {**trouble, "times": 1})
    gmail.simulator.delete("calls")

    fetched = gmail.connect().fetch(messages)

    assert {one.provider_id for one in fetched.arrivals} == set(messages)
    assert asked(gmail, "users.messages.get") == 1 + 4, "the others were not asked for before it was left alone"
    assert len(gmail.waits) == 1


def test_without_batches_lost_access_is_still_lost_access(gmail: Gmail, speaks: Callable[..., None]) -> None:
    message = gmail.deliver()
    provider = gmail.connect()
    speaks("dialect-no-batch", {"kind": "delegation-revoked", "status": 403})

    with pytest.raises(AccessLost):
        provider.fetch([message])


@STATUSES
@pytest.mark.parametrize("count", [0, 1, 12])
def test_without_a_profile_the_present_is_found_by_way_of_the_newest_messages(
    gmail: Gmail, speaks: Callable[..., None], status: int, count: int
) -> None:
    messages = [gmail.deliver(letter()) for _ in range(count)]
    for message in messages[:1]:
        gmail.relabel(message, add=("STARRED",))
    now = gmail.connect().profile()
    speaks("dialect-no-profile", status=status)

    with capture_logs() as logs:
        plain = gmail.connect().profile()
        again = gmail.connect().profile()

    assert plain.address == gmail.address
    assert plain.cursor == again.cursor == (now.cursor if count else "1")
    assert lacking(logs) == [("getProfile", "messages.list and history.list")]
    assert asked(gmail, "users.getProfile") == 1 + 1


def test_a_history_that_is_forgotten_does_not_hide_where_it_is(gmail: Gmail, speaks: Callable[..., None]) -> None:
    message = gmail.deliver()
    version = gmail.connect().standings([message]).standings[0].version
    gmail.forget_history()
    speaks("dialect-no-profile")

    assert gmail.connect().profile().cursor == version


@STATUSES
def test_without_a_watch_there_is_polling(gmail: Gmail, speaks: Callable[..., None], status: int) -> None:
    speaks("dialect-no-watch", status=status)

    with capture_logs() as logs:
        watches = [gmail.connect(google_topic=TOPIC).watch() for _ in range(2)]

    assert watches == [None, None]
    assert lacking(logs) == [("watch", "polling")]
    assert asked(gmail, "users.watch") == 1


def test_the_open_mail_is_known_by_headers_that_came_encoded(gmail: Gmail, speaks: Callable[..., None]) -> None:
    message = gmail.deliver(letter(to="=?utf-8?q?Empf=C3=A4ngerin?= <desk@clinic.example.org>", number=4711))
    minted = gmail.simulator.post("addon-tokens", {"email": gmail.address, "message": message, "scopes": [METADATA]})
    tokens = current_message.Tokens(minted["user_oauth_token"], minted["message_access_token"])
    usual = current_message.headers(gmail.simulator.url, message, tokens)
    speaks("dialect-encoded-headers")

    found = current_message.headers(gmail.simulator.url, message, tokens)

    assert found is not None and found == usual
    assert "desk@clinic.example.org" in found.recipients


def test_what_google_itself_refuses_is_no_dialect(gmail: Gmail) -> None:
    with capture_logs() as logs, pytest.raises(ProviderError):
        gmail.connect(google_topic="projects/clinic/topics/nobody").watch()

    assert lacking(logs) == []


def test_a_revoked_delegation_is_no_dialect(gmail: Gmail) -> None:
    gmail.revoke()

    with capture_logs() as logs, pytest.raises(AccessLost):
        gmail.connect().profile()

    assert lacking(logs) == []
