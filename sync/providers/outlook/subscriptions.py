"""Change notifications of one mailbox: asked for, renewed, and brought back to exactly one that is right.

A notification is a hint. What proves it is the state that was given when it was asked for: whoever receives one reads
the mailbox out of it with `mailbox_of`, and needs no table for that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import quote, unquote

from inbox.secrets import KeyRing
from inbox.settings import Settings
from sync.errors import ProviderError
from sync.provider import Watch
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import Nothing, SubscriptionAnswer, SubscriptionsAnswer
from sync.providers.outlook.graph import Again, Graph

LASTS = timedelta(minutes=10_000)
"""Microsoft gives 10,080 minutes at most; the rest is for clocks that disagree."""
_SUBSCRIPTIONS = "/subscriptions"
_KINDS = "created,updated,deleted"
_PURPOSE = "state of graph notifications"


@dataclass(frozen=True)
class Desired:
    """The one subscription that a mailbox is to have."""

    resource: str
    url: str
    state: str


def desired(addresses: Addresses, settings: Settings, mailbox_id: int) -> Desired:
    """What is to be asked for.

    The address differs for each mailbox, as its state does, and each key that proves it: a new key makes a new
    subscription, and one of ours is known again however Microsoft should write its resource.
    """
    ring = KeyRing.parse(settings.secret_keys.get_secret_value())
    resource = addresses.messages.lstrip("/")
    key = hmac.new(_keys(ring)[0], f"{mailbox_id} {resource.casefold()}".encode(), hashlib.sha256).hexdigest()[:16]
    url = f"{settings.graph_notification_url}?key={key}"
    return Desired(resource, url, client_state(ring, mailbox_id))


def client_state(ring: KeyRing, mailbox_id: int) -> str:
    """What Microsoft is to repeat in every notification of a mailbox; never log this."""
    return f"{mailbox_id}.{_proof(_keys(ring)[0], mailbox_id)}"


def mailbox_of(ring: KeyRing, state: str) -> int | None:
    """The mailbox that a notification with this state is of. None when it was not us who gave the state."""
    number, _, proof = state.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    proofs = [_proof(key, int(number)) for key in _keys(ring)]
    found = [hmac.compare_digest(one.encode(), proof.encode("utf-8", "replace")) for one in proofs]
    return int(number) if any(found) else None


def reconcile(graph: Graph, wanted: Desired, *, now: datetime) -> Watch:
    """Renew the right one and end all others, those for another address, too; make one where there is none.

    Renewing answers Microsoft, too, that we may still see the mailbox. Whoever made one looks once more: another worker
    may have made one at the same moment, and of two both keep the same.
    """
    ours = list(_ours(graph, wanted))
    kept, end = _right(ours, wanted, now), now + LASTS
    if kept is None or not _renew(graph, kept, end):
        _create(graph, wanted, end)
        ours = list(_ours(graph, wanted))
        kept = _right(ours, wanted, now)
    _end(graph, [one for one in ours if kept is None or one.id != kept.id])
    return Watch(end)


def end_all(graph: Graph, wanted: Desired) -> None:
    """Have nothing more told of a mailbox."""
    _end(graph, list(_ours(graph, wanted)))


def _ours(graph: Graph, wanted: Desired) -> Iterator[SubscriptionAnswer]:
    path = _SUBSCRIPTIONS
    while path:
        said = graph.get(path, SubscriptionsAnswer)
        for one in said.subscriptions:
            if one.url == wanted.url or _folded(one.resource) == _folded(wanted.resource):
                yield one
        path = graph.path(said.next_link) if said.next_link else ""


def _folded(resource: str) -> str:
    return unquote(resource).strip("/").casefold()


def _right(ours: Sequence[SubscriptionAnswer], wanted: Desired, now: datetime) -> SubscriptionAnswer | None:
    """Of those that are right the one that ends last."""
    right = [one for one in ours if _is_right(one, wanted, now)]
    return max(right, key=lambda one: (one.expires_at, one.id), default=None)


def _is_right(one: SubscriptionAnswer, wanted: Desired, now: datetime) -> bool:
    has_all = set(one.kinds.replace(" ", "").casefold().split(",")) == set(_KINDS.split(","))
    return (one.url, one.lifecycle_url) == (wanted.url, wanted.url) and has_all and one.expires_at > now


def _renew(graph: Graph, one: SubscriptionAnswer, end: datetime) -> bool:
    try:
        body = {"expirationDateTime": _written(end)}
        graph.send("PATCH", _path(one), body, Nothing, again=Again.IF_IT_HELPS)
    except ProviderError as refusal:
        if refusal.status != 404:
            raise
        return False
    return True


def _create(graph: Graph, wanted: Desired, end: datetime) -> None:
    body = {
        "changeType": _KINDS, "notificationUrl": wanted.url, "lifecycleNotificationUrl": wanted.url,
        "resource": wanted.resource, "expirationDateTime": _written(end), "clientState": wanted.state,
    }  # fmt: skip
    graph.send("POST", _SUBSCRIPTIONS, body, SubscriptionAnswer)


def _end(graph: Graph, some: Sequence[SubscriptionAnswer]) -> None:
    for one in some:
        try:
            graph.raw("DELETE", _path(one))
        except ProviderError as refusal:
            if refusal.status != 404:
                raise


def _path(one: SubscriptionAnswer) -> str:
    return f"{_SUBSCRIPTIONS}/{quote(one.id, safe='')}"


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4)
def _keys(ring: KeyRing) -> tuple[bytes, ...]:
    """Derived once: one call of Microsoft may carry a thousand states to look at."""
    return ring.derived(_PURPOSE)


def _proof(key: bytes, mailbox_id: int) -> str:
    return hmac.new(key, str(mailbox_id).encode(), hashlib.sha256).hexdigest()
