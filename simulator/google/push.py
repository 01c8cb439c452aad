"""Pub/Sub's side: notifications of watched mailboxes are posted, with a token signed by Google."""

import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial

import requests

from simulator.background import going_on
from simulator.config import Subscription
from simulator.google import dialects, tokens, watches
from simulator.google.watches import Notification
from simulator.google.world import World

ACKNOWLEDGED = frozenset({102, 200, 201, 202, 204})
# Another process may have changed a mailbox: look now and then.
LOOK_EVERY = 0.2
SENDERS = 4


def pushing(world: World) -> AbstractContextManager[None]:
    """Push in the background for as long as this lasts."""
    return going_on(partial(keep_pushing, world), "push", wake=world.changed)


def keep_pushing(world: World, stop: threading.Event) -> None:
    """Publish what changed and post what is due, until told to stop."""
    under_way: dict[int, Future[None]] = {}
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="push") as senders:
        while not stop.is_set():
            world.changed.wait(LOOK_EVERY)
            world.changed.clear()
            publish_changes(world)
            # First strike off what is done, then look what waits: nothing is sent twice by mistake.
            for number in [number for number, future in under_way.items() if future.done()]:
                under_way.pop(number).result()
            for notification, subscription in waiting(world):
                if notification.id not in under_way:
                    future = senders.submit(deliver, world, notification, subscription)
                    under_way[notification.id] = future


def publish_changes(world: World) -> None:
    """Put a notification in front of the subscribers of every mailbox that changed."""
    now = world.clock()
    with world.store.reading() as connection:
        changed = watches.changed_accounts(connection, now=now)
    for account in changed:
        if world.faults.take("watch-dies", method="push", mailbox=account.email):
            with world.store.writing() as connection:
                watches.stop(connection, account)
            continue
        late = world.faults.take("push-late", method="push", mailbox=account.email)
        with world.store.writing() as connection:
            watches.publish(
                connection,
                account,
                interval=world.config.push_interval,
                now=now,
                delay=late.seconds if late else 0,
            )


def waiting(world: World) -> list[tuple[Notification, Subscription]]:
    """The notifications to send now, each with where it goes."""
    with world.store.reading() as connection:
        known = {each.name: each for each in watches.subscriptions(connection)}
        found = watches.due(connection, now=world.clock())
    return [(each, known[each.subscription]) for each in found if each.subscription in known]


def deliver(world: World, notification: Notification, subscription: Subscription) -> None:
    """Post one notification, and keep it for later unless it was taken."""
    mailbox = notification.mailbox
    if hold_back(world, notification, mailbox):
        return
    lost = world.faults.take("push-lost", method="push", mailbox=mailbox)
    taken = lost is not None or post(world, notification, subscription)
    if taken and world.faults.take("push-duplicate", method="push", mailbox=mailbox):
        post(world, notification, subscription)
    # Its acknowledgement got lost on the way: to Pub/Sub it was never taken.
    again = taken and not lost and world.faults.take("push-redelivered", method="push", mailbox=mailbox)
    with world.store.writing() as connection:
        if taken and not again:
            watches.acknowledged(connection, notification)
            world.held_back.pop(notification.id, None)
        else:
            watches.refused(connection, notification, subscription, now=world.clock())
        let_go(world, connection, notification, mailbox)


def hold_back(world: World, notification: Notification, mailbox: str) -> bool:
    """Whether a notification waits until a newer one of its mailbox was sent."""
    if notification.id in world.held_back:
        return False
    waits = world.faults.take("push-reordered", method="push", mailbox=mailbox)
    if waits is None:
        return False
    world.held_back[notification.id] = mailbox
    with world.store.writing() as connection:
        watches.postpone(connection, notification.id, world.clock() + timedelta(seconds=waits.seconds))
    return True


def let_go(world: World, connection: sqlite3.Connection, notification: Notification, mailbox: str) -> None:
    """Send those that waited for this one."""
    for number, told_of in list(world.held_back.items()):
        if told_of == mailbox and number < notification.id:
            watches.postpone(connection, number, world.clock())


def post(world: World, notification: Notification, subscription: Subscription) -> bool:
    """Whether the endpoint took the notification."""
    claims = tokens.system_claims(subscription.service_account, subscription.audience)
    with world.store.reading() as connection:
        token = tokens.id_token(connection, claims, now=world.clock())
    try:
        answer = requests.post(
            subscription.endpoint,
            json=envelope(notification, dialects.counted_from(world, notification.mailbox)),
            headers={"Authorization": f"Bearer {token}", "User-Agent": "CloudPubSub-Google"},
            timeout=subscription.acknowledge_within,
        )
    except requests.RequestException:
        return False
    return answer.status_code in ACKNOWLEDGED


def envelope(notification: Notification, counted_from: int = 0) -> dict[str, object]:
    """The body of a push, some of it twice as Pub/Sub writes it."""
    published = datetime.fromtimestamp(notification.published_at / 1000, UTC)
    moment = published.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "message": {
            "data": notification.told(counted_from),
            "attributes": {},
            "messageId": notification.message_id,
            "message_id": notification.message_id,
            "publishTime": moment,
            "publish_time": moment,
        },
        "subscription": notification.subscription,
        "deliveryAttempt": notification.attempts + 1,
    }
