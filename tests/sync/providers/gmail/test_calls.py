"""Calls on a bad day: what is tried again, how long is waited, what is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.errors import AccessLost, CursorLost, ProviderError, Refrained, TryAgain
from sync.line import Token
from tests.sync.outside import Gmail, Shelf, letter


def fault(gmail: Gmail, *faults: dict[str, object]) -> None:
    gmail.simulator.put("faults", {"faults": list(faults)})


def status(code: int, reason: str, times: int | None, method: str = "users.messages.get") -> dict[str, object]:
    return {"kind": "status", "method": method, "status": code, "reason": reason, "times": times}


def asked(gmail: Gmail, method: str) -> int:
    return len(gmail.simulator.get("calls", method=method)["calls"])


def test_only_the_failed_parts_of_a_batch_are_asked_for_again_ever_later(gmail: Gmail) -> None:
    messages = [gmail.deliver() for _ in range(25)]
    gone = gmail.deliver()
    gmail.delete(gone)
    wanted = [*messages[:24], gone]
    fault(
        gmail, status(429, "rateLimitExceeded", 3), status(403, "userRateLimitExceeded", 1),
        status(500, "backendError", 1),
    )  # fmt: skip
    gmail.simulator.delete("calls")

    fetched = gmail.connect().fetch(wanted)

    assert {arrival.provider_id for arrival in fetched.arrivals} == set(messages[:24])
    assert (fetched.gone, fetched.left) == ((gone,), ())
    assert asked(gmail, "users.messages.get") == 25 + 5
    assert sorted(gmail.troubles) == ["gmail 403", "gmail 429", "gmail 429", "gmail 429", "gmail 500"]
    assert len(gmail.waits) == 1


def test_what_goes_on_failing_is_left_for_later_and_the_rest_is_there(gmail: Gmail) -> None:
    messages = [gmail.deliver() for _ in range(3)]
    fault(gmail, status(429, "rateLimitExceeded", 11))
    gmail.simulator.delete("calls")

    fetched = gmail.connect().fetch(messages)

    assert len(fetched.arrivals) == 1
    assert len(fetched.left) == 2
    assert gmail.waits == sorted(gmail.waits)
    assert len(gmail.waits) == 3


def test_an_answer_that_breaks_off_is_asked_for_again(gmail: Gmail) -> None:
    fault(gmail, {"kind": "cut", "method": "users.getProfile", "times": 1})

    assert gmail.connect().profile().address == gmail.address
    assert len(gmail.waits) == 1


def test_a_call_is_tried_again_and_given_up_after_four_times(gmail: Gmail) -> None:
    provider = gmail.connect()
    fault(gmail, status(503, "backendError", 3, "users.getProfile"))
    assert provider.profile().address == gmail.address
    fault(gmail, status(503, "backendError", 4, "users.getProfile"))

    with pytest.raises(TryAgain):
        provider.profile()


def test_google_is_not_waited_for_longer_than_is_sensible(gmail: Gmail) -> None:
    fault(gmail, status(429, "rateLimitExceeded", None, "users.getProfile"))
    gmail.simulator.put("clock", {"offset": 0})

    with pytest.raises(TryAgain):
        gmail.connect().profile()

    assert all(wait <= 8 for wait in gmail.waits)


def test_a_hanging_answer_ends_with_the_time_limit(gmail: Gmail) -> None:
    fault(gmail, {"kind": "hang", "method": "users.getProfile", "seconds": 2})

    with pytest.raises(TryAgain):
        gmail.connect(provider_timeout=0.1).profile()


def test_a_revoked_delegation_is_lost_access_also_in_the_middle_of_a_batch(gmail: Gmail) -> None:
    message = gmail.deliver()
    provider = gmail.connect()
    gmail.revoke()

    with pytest.raises(AccessLost):
        provider.fetch([message])


def test_a_token_is_shared_and_a_stale_one_renewed_once(gmail: Gmail) -> None:
    gmail.shelf = Shelf()
    gmail.connect().profile()
    known = gmail.shelf.token
    gmail.connect().profile()
    assert gmail.shelf.token is known
    assert asked(gmail, "token") == 1

    gmail.shelf.token = Token("worn-out", datetime.now(UTC) + timedelta(hours=1))
    assert gmail.connect().profile().address == gmail.address
    assert asked(gmail, "token") == 2


def test_an_expired_page_of_the_history_is_a_lost_cursor(gmail: Gmail) -> None:
    cursor = gmail.connect().profile().cursor
    with pytest.raises(CursorLost):
        gmail.connect().changes(cursor, "no-such-page")


def test_a_topic_that_google_does_not_take_is_refused_with_its_reason(gmail: Gmail) -> None:
    with pytest.raises(ProviderError) as refusal:
        gmail.connect(google_topic="projects/clinic/topics/nobody").watch()

    assert not isinstance(refusal.value, TryAgain)


def test_a_watch_lasts_seven_days_and_can_be_renewed_and_ended(gmail: Gmail) -> None:
    topic = "projects/clinic/topics/gmail"
    subscription = {
        "topic": topic, "endpoint": "http://127.0.0.1:9/", "audience": "inbox", "service_account": "push@example.org",
    }  # fmt: skip
    gmail.simulator.put("subscriptions", {"subscriptions": [subscription]})
    provider = gmail.connect(google_topic=topic)

    first, again = provider.watch(), provider.watch()

    assert first is not None and again is not None
    assert timedelta(days=6, hours=23) < first.expires_at - datetime.now(UTC) <= timedelta(days=7)
    assert again.expires_at >= first.expires_at
    provider.unwatch()
    gmail.simulator.put("subscriptions", {"subscriptions": []})


def test_history_ids_are_numbers_of_any_size_and_never_go_back(gmail: Gmail) -> None:
    provider = gmail.connect()

    assert provider.later("9", str(2**64 - 1)) == str(2**64 - 1)
    assert provider.later("10", "9") == "10"


def test_a_mail_refused_for_being_too_fast_was_certainly_not_sent(gmail: Gmail) -> None:
    fault(gmail, status(403, "userRateLimitExceeded", None, "users.messages.send"))

    with pytest.raises(Refrained):
        gmail.connect().send(letter(), "")

    assert asked(gmail, "users.messages.send") == 1
