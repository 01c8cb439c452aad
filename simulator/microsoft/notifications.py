"""Telling subscribers what happened: change notifications, lifecycle events, again and again until they are taken."""

import json
import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any

import requests

from simulator.background import going_on
from simulator.google.faults import Fault
from simulator.google.timing import milliseconds
from simulator.microsoft import accounts, applications, changes, identifiers, messages, resources, subscriptions
from simulator.microsoft.accounts import Account
from simulator.microsoft.messages import moment_of
from simulator.microsoft.subscriptions import Notification, Subscription
from simulator.microsoft.world import World

LOOK_EVERY = 0.2
SENDERS = 4
MOST_IN_ONE = 50
ANSWER_WITHIN = 10
GIVEN_UP_AFTER = timedelta(hours=4)
LONGEST_PAUSE = timedelta(minutes=10)


def telling(world: World) -> AbstractContextManager[None]:
    """Tell in the background for as long as this lasts."""
    return going_on(partial(keep_telling, world), "notifications", wake=world.changed)


def keep_telling(world: World, stop: threading.Event) -> None:
    """Look what changed and tell what is due, until told to stop."""
    under_way: dict[Future[None], set[int]] = {}
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="notifications") as senders:
        while not stop.is_set():
            world.changed.wait(LOOK_EVERY)
            world.changed.clear()
            publish(world)
            # First strike off what is done, then look what waits: nothing is sent twice by mistake.
            for future in [future for future in under_way if future.done()]:
                under_way.pop(future)
                future.result()
            busy = set().union(*under_way.values())
            with world.store.reading() as connection:
                waiting = [each for each in subscriptions.due(connection, now=world.clock()) if each.id not in busy]
            for url, group in groupby(sorted(waiting, key=lambda each: (each.url, each.id)), key=lambda each: each.url):
                together = list(group)[:MOST_IN_ONE]
                under_way[senders.submit(deliver, world, url, together)] = {each.id for each in together}


def publish(world: World) -> None:
    """Put what changed in line for every subscriber who wants to hear of it."""
    with world.store.reading() as connection:
        last, known = changes.last(connection), subscriptions.everything(connection)
    now = world.clock()
    if not any(each.told_until < last or each.expires_at <= milliseconds(now) for each in known):
        return
    with world.store.writing() as connection:
        subscriptions.forget_expired(connection, now=now)
        for subscription in subscriptions.everything(connection):
            tell_of_changes(world, connection, subscription)
            subscriptions.told(connection, subscription, changes.last(connection))


def tell_of_changes(world: World, connection: sqlite3.Connection, subscription: Subscription) -> None:
    """Put the changes one subscriber was not told of in line for them."""
    account = accounts.by_key(connection, subscription.account)
    found = changes.of_account(connection, account.key, subscription.told_until)
    wanted = [each for each in found if subscription.covers(each)]
    if not wanted:
        return
    consent = applications.consent_of(connection, subscription.tenant, subscription.application)
    if consent is None or not consent.reaches(account.email):
        happen(world, connection, subscription, subscriptions.REMOVED)
        return
    if take(world, "subscription-vanishes", account):
        subscriptions.remove(connection, subscription)
        return
    for change in wanted if subscription.authorised else ():
        if take(world, "push-lost", account):
            continue
        value = told(connection, subscription, account, change)
        late = take(world, "push-late", account) or take(world, "push-reordered", account)
        copies = 2 if take(world, "push-duplicate", account) else 1
        for _ in range(copies):
            subscriptions.enqueue(
                connection, subscription, subscription.notification_url, value, now=world.clock(),
                delay=late.seconds if late else 0,
            )  # fmt: skip


def take(world: World, kind: str, account: Account) -> Fault | None:
    """The trouble of this kind that strikes a notification."""
    return world.faults.take(kind, method="push", mailbox=account.email)


def told(
    connection: sqlite3.Connection, subscription: Subscription, account: Account, change: changes.Change
) -> dict[str, Any]:
    """One change as subscribers are told of it: hardly more than an id."""
    spelled = identifiers.immutable_id(change.uid) if subscription.immutable else identifiers.bound_id(change.bound)
    resource = f"Users/{account.id}/Messages/{spelled}"
    message = messages.some(connection, [change.message or 0]).get(change.message or 0)
    tag = {"@odata.etag": resources.etag(message)} if message else {}
    return {
        **said(subscription),
        "changeType": changes.DELETED if change.kind == changes.MOVED else change.kind,
        "resource": resource,
        "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "@odata.id": resource, **tag, "id": spelled},
    }


def said(subscription: Subscription) -> dict[str, Any]:
    """What every notification says of its subscription."""
    return {
        "subscriptionId": subscription.id,
        "subscriptionExpirationDateTime": moment_of(subscription.expires_at),
        "clientState": subscription.client_state or None,
        "tenantId": subscription.tenant,
    }


def happen(world: World, connection: sqlite3.Connection, subscription: Subscription, event: str) -> None:
    """Let something happen to a subscription, and tell of it where somebody wants to know."""
    if event not in subscriptions.EVENTS:
        raise ValueError(f"There is no event {event}; there are {', '.join(sorted(subscriptions.EVENTS))}")
    if event == subscriptions.REAUTHORIZE:
        subscriptions.suspend(connection, subscription)
    if event == subscriptions.REMOVED:
        subscriptions.remove(connection, subscription)
    if subscription.lifecycle_url:
        value = {**said(subscription), "lifecycleEvent": event, "resource": subscription.resource}
        subscriptions.enqueue(connection, subscription, subscription.lifecycle_url, value, now=world.clock())


def deliver(world: World, url: str, together: list[Notification]) -> None:
    """Post notifications in one call, and keep them for later unless they were taken."""
    taken = post(url, together)
    mailbox = mailbox_of(world, together[0])
    again = taken and world.faults.take("push-redelivered", method="push", mailbox=mailbox)
    now = world.clock()
    with world.store.writing() as connection:
        if taken and not again:
            subscriptions.done(connection, together)
            return
        old = [each for each in together if milliseconds(now) - each.made_at > GIVEN_UP_AFTER.total_seconds() * 1000]
        subscriptions.done(connection, old)
        pause = world.config.microsoft.notification_backoff * 2.0 ** min(together[0].attempts, 16)
        until = now + min(timedelta(seconds=pause), LONGEST_PAUSE)
        subscriptions.postpone(connection, [each for each in together if each not in old], until)


def mailbox_of(world: World, notification: Notification) -> str:
    """The mailbox a notification tells of, while its subscription lasts."""
    with world.store.reading() as connection:
        row = connection.execute(
            "SELECT email FROM accounts WHERE key = (SELECT account FROM subscriptions WHERE id = ?)",
            (notification.subscription,),
        ).fetchone()
    return str(row["email"]) if row else ""


def post(url: str, together: list[Notification]) -> bool:
    """Whether the subscriber took the notifications."""
    body = {"value": [json.loads(each.body) for each in together]}
    try:
        answer = requests.post(url, json=body, timeout=ANSWER_WITHIN)
    except requests.RequestException:
        return False
    return answer.ok


def greet(url: str, token: str) -> bool:
    """Whether an address answers the handshake: with the token, decoded, as plain text, and soon."""
    try:
        answer = requests.post(url, params={"validationToken": token}, timeout=ANSWER_WITHIN, allow_redirects=False)
    except requests.RequestException:
        return False
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    return (answer.status_code, kind, answer.text) == (200, "text/plain", token)
