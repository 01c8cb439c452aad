"""What a mailbox holds, newest first and over all folders: pages that begin where the one before ended.

Graph's own pages count messages, so that one which is deleted meanwhile makes them skip another. Ours go by time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import orjson
from pydantic import BaseModel, ValidationError

from sync.errors import CursorLost, ProviderError
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import ATTACHED, WHOLE, MessageAnswer, MessagesAnswer
from sync.providers.outlook.graph import Graph

_MANY = 500


class Place(BaseModel):
    """Where a page begins: at a time, or, where more have that time than a page holds, where Graph says."""

    until: datetime
    path: str = ""


def page(
    graph: Graph, addresses: Addresses, since: datetime | None, token: str | None, *, whole: int
) -> tuple[MessagesAnswer, str | None]:
    """A page, and the token of the one after it; `whole` is how many it holds if they are to be whole.

    Raises CursorLost for a token that means nothing.
    """
    place = _read(token) if token else None
    path = place.path if place and place.path else _path(addresses, since, place.until if place else None, whole)
    try:
        said = graph.get(path, MessagesAnswer)
    except ProviderError as refusal:
        if place and place.path and refusal.status in (400, 404):
            raise CursorLost("Microsoft Graph no longer knows this page of the listing") from refusal
        raise
    return said, _next(graph, said.messages, said.next_link, place)


def _next(graph: Graph, messages: tuple[MessageAnswer, ...], link: str, place: Place | None) -> str | None:
    if not link:
        return None
    oldest = messages[-1].received_at if messages else None
    if oldest is None or (place is not None and oldest >= place.until) or oldest == messages[0].received_at:
        until = oldest or (place.until if place else datetime.now(UTC))
        return Place(until=until, path=graph.path(link)).model_dump_json()
    return Place(until=oldest).model_dump_json()


def _path(addresses: Addresses, since: datetime | None, until: datetime | None, whole: int) -> str:
    limits = [f"receivedDateTime {word} {_written(at)}" for word, at in (("ge", since), ("le", until)) if at]
    asked = [f"$top={whole or _MANY}", "$count=true", "$orderby=receivedDateTime%20desc"]
    asked += [f"$filter={quote(' and '.join(limits), safe=':')}"] if limits else []
    asked += [f"$select={WHOLE}", f"$expand={ATTACHED}"] if whole else ["$select=id,receivedDateTime"]
    return f"{addresses.messages}?{'&'.join(asked)}"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(token: str) -> Place:
    try:
        return Place.model_validate(orjson.loads(token))
    except (orjson.JSONDecodeError, ValidationError):
        raise CursorLost("this is no page of an Outlook mailbox's listing") from None
