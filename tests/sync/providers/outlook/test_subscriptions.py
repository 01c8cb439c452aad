"""Change notifications: exactly one right subscription, whatever was there before."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from inbox.secrets import KeyRing
from sync.errors import ProviderError
from sync.providers.outlook import subscriptions
from sync.providers.outlook.mailbox import OutlookMailbox
from tests.simulator.microsoft.test_subscriptions import Subscriber
from tests.sync.outside import RING, Outlook


@pytest.fixture
def hook() -> Iterator[Subscriber]:
    """Our own address, as Microsoft reaches it."""
    taking = Subscriber()
    thread = Thread(target=taking.server.serve_forever, args=(0.02,))
    thread.start()
    yield taking
    taking.server.shutdown()
    thread.join()
    taking.server.server_close()


def connected(outlook: Outlook, hook: Subscriber) -> OutlookMailbox:
    provider = outlook.connect(graph_notification_url=hook.url)
    assert isinstance(provider, OutlookMailbox)
    return provider


def listed(outlook: Outlook) -> list[dict[str, Any]]:
    """The application's subscriptions to this mailbox."""
    answer = outlook.simulator.call("GET", "/graph/v1.0/subscriptions", outlook.token().value)
    return [one for one in answer.json()["value"] if outlook.address in one["resource"]]


def subscribe(outlook: Outlook, url: str, **more: object) -> dict[str, Any]:
    body = {
        "changeType": "created", "notificationUrl": url, "resource": f"users/{outlook.address}/messages",
        "expirationDateTime": (datetime.now(UTC) + timedelta(hours=1)).isoformat(), **more,
    }  # fmt: skip
    answer = outlook.simulator.call("POST", "/graph/v1.0/subscriptions", outlook.token().value, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_watch_is_one_subscription_to_all_mail_that_lasts_nearly_a_week(outlook: Outlook, hook: Subscriber) -> None:
    watch = connected(outlook, hook).watch()

    assert watch is not None
    assert timedelta(days=6, hours=20) < watch.expires_at - datetime.now(UTC) < timedelta(days=7)
    (one,) = listed(outlook)
    assert one["notificationUrl"] == one["lifecycleNotificationUrl"]
    assert one["notificationUrl"].partition("?")[0] == hook.url
    assert one["changeType"] == "created,updated,deleted"


def test_what_is_told_proves_its_mailbox_and_names_messages_as_we_know_them(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()

    message = outlook.deliver()

    told = hook.next()
    assert subscriptions.mailbox_of(KeyRing.parse(RING), told["clientState"]) == 1
    assert told["resourceData"]["id"] == message


def test_a_watch_that_is_renewed_stays_the_same(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (before,) = listed(outlook)

    connected(outlook, hook).watch()

    (after,) = listed(outlook)
    assert after["id"] == before["id"]
    assert after["expirationDateTime"] >= before["expirationDateTime"]


def test_one_that_leads_elsewhere_and_doubles_are_ended(outlook: Outlook, hook: Subscriber) -> None:
    subscribe(outlook, hook.url.replace("/hooks/", "/old/"))
    connected(outlook, hook).watch()
    (right,) = listed(outlook)
    for _ in range(2):
        subscribe(outlook, right["notificationUrl"], lifecycleNotificationUrl=right["notificationUrl"])

    connected(outlook, hook).watch()

    (one,) = listed(outlook)
    assert one["notificationUrl"] == right["notificationUrl"]


def test_a_new_key_makes_a_new_subscription(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (before,) = listed(outlook)
    rotated = RING.replace("first:", "second:").replace("MDAw", "MTEx") + "," + RING

    outlook.connect(graph_notification_url=hook.url, secret_keys=rotated).watch()

    (after,) = listed(outlook)
    assert after["id"] != before["id"]


def test_one_that_vanished_is_made_anew(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (gone,) = listed(outlook)
    connected(outlook, hook).unwatch()
    assert listed(outlook) == []

    connected(outlook, hook).watch()

    (one,) = listed(outlook)
    assert one["id"] != gone["id"]


def test_that_of_another_mailbox_is_left_alone(outlook: Outlook, hook: Subscriber) -> None:
    other = Outlook(outlook.simulator)
    other.application = outlook.application
    connected(other, hook).watch()

    connected(outlook, hook).watch()
    connected(outlook, hook).unwatch()

    assert len(listed(other)) == 1


def test_a_hook_that_does_not_greet_is_refused_with_its_reason(outlook: Outlook, hook: Subscriber) -> None:
    hook.greeting = "something else"

    with pytest.raises(ProviderError, match="validation"):
        connected(outlook, hook).watch()


def test_renewing_answers_that_we_may_still_see_the_mailbox(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (one,) = listed(outlook)
    event = {"subscription": one["id"], "event": "reauthorizationRequired"}
    outlook.simulator.post("microsoft/lifecycle", event)
    assert hook.next()["lifecycleEvent"] == "reauthorizationRequired"

    connected(outlook, hook).watch()

    message = outlook.deliver()
    assert hook.next()["resourceData"]["id"] == message
    assert [each["id"] for each in listed(outlook)] == [one["id"]]


def test_one_that_tells_of_too_little_is_replaced(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (right,) = listed(outlook)
    connected(outlook, hook).unwatch()
    little = subscribe(outlook, right["notificationUrl"], lifecycleNotificationUrl=right["notificationUrl"])

    connected(outlook, hook).watch()

    (one,) = listed(outlook)
    assert one["id"] != little["id"]
    assert one["changeType"] == "created,updated,deleted"


def test_one_whose_resource_is_written_otherwise_is_known_by_its_address(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (right,) = listed(outlook)
    connected(outlook, hook).unwatch()
    url, known = right["notificationUrl"], "created,updated,deleted"
    accounts = outlook.simulator.get("microsoft/state")["accounts"]
    resource = f"Users/{next(one['id'] for one in accounts if one['email'] == outlook.address)}/Messages"
    other = subscribe(outlook, url, lifecycleNotificationUrl=url, changeType=known, resource=resource)

    connected(outlook, hook).watch()

    assert listed(outlook) == []
    answer = outlook.simulator.call("GET", f"/graph/v1.0/subscriptions/{other['id']}", outlook.token().value)
    assert answer.status_code == 200


def test_three_workers_at_once_leave_one(outlook: Outlook, hook: Subscriber) -> None:
    providers = [connected(outlook, hook) for _ in range(3)]
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(OutlookMailbox.watch, providers))

    assert len(listed(outlook)) == 1


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_five_minutes_off_does_no_harm(outlook: Outlook, hook: Subscriber, minutes: int) -> None:
    ends = reconcile(outlook, hook, minutes)
    (before,) = listed(outlook)

    assert reconcile(outlook, hook, minutes) >= ends
    assert reconcile(outlook, hook, -minutes)

    (after,) = listed(outlook)
    assert after["id"] == before["id"]


def test_one_that_has_run_out_is_replaced(outlook: Outlook, hook: Subscriber) -> None:
    connected(outlook, hook).watch()
    (before,) = listed(outlook)
    soon = {"expirationDateTime": (datetime.now(UTC) + timedelta(minutes=50)).isoformat()}
    where = f"/graph/v1.0/subscriptions/{before['id']}"
    assert outlook.simulator.call("PATCH", where, outlook.token().value, json=soon).status_code == 200

    reconcile(outlook, hook, 55)

    (after,) = listed(outlook)
    assert after["id"] != before["id"]


def reconcile(outlook: Outlook, hook: Subscriber, minutes: int) -> datetime:
    """What a process does whose clock is some minutes ahead; until when it thinks that its subscription lasts."""
    provider = connected(outlook, hook)
    wanted = subscriptions.desired(provider._addresses, provider._settings, 1)
    now = datetime.now(UTC) + timedelta(minutes=minutes)
    return subscriptions.reconcile(provider._graph, wanted, now=now).expires_at
