"""Pub/Sub's side: notifications of watched mailboxes are posted, with a token signed by Google."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import requests

from simulator.config import Subscription
from simulator.google import tokens, watches
from simulator.google.watches import Notification
from simulator.google.world import World

ACKNOWLEDGED = frozenset({102, 200, 201, 202, 204})
# Another process may have changed a mailbox: look now and then.
LOOK_EVERY = 0.2
SENDERS = 4


@contextmanager
def pushing(world: World) -> Iterator[None]:
    """Push in the background for as long as this lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=keep_pushing, args=(world, stop), name="push", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        world.changed.set()
        thread.join()


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
    lost = world.faults.take("push-lost", method="push", mailbox=notification.mailbox)
    taken = lost is not None or post(world, notification, subscription)
    if taken and world.faults.take("push-duplicate", method="push", mailbox=notification.mailbox):
        post(world, notification, subscription)
    with world.store.writing() as connection:
        if taken:
            watches.acknowledged(connection, notification)
        else:
            watches.refused(connection, notification, subscription, now=world.clock())


def post(world: World, notification: Notification, subscription: Subscription) -> bool:
    """Whether the endpoint took the notification."""
    claims = tokens.system_claims(subscription.service_account, subscription.audience)
    with world.store.reading() as connection:
        token = tokens.id_token(connection, claims, now=world.clock())
    try:
        answer = requests.post(
            subscription.endpoint,
            json=envelope(notification),
            headers={"Authorization": f"Bearer {token}", "User-Agent": "CloudPubSub-Google"},
            timeout=subscription.acknowledge_within,
        )
    except requests.RequestException:
        return False
    return answer.status_code in ACKNOWLEDGED


def envelope(notification: Notification) -> dict[str, object]:
    """The body of a push, some of it twice as Pub/Sub writes it."""
    published = datetime.fromtimestamp(notification.published_at / 1000, UTC)
    moment = published.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "message": {
            "data": notification.data,
            "attributes": {},
            "messageId": notification.message_id,
            "message_id": notification.message_id,
            "publishTime": moment,
            "publish_time": moment,
        },
        "subscription": notification.subscription,
        "deliveryAttempt": notification.attempts + 1,
    }
