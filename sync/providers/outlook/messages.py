"""Asking for messages: from a page that was just read, in batches, and as they came where nothing less will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inbox.arrival import Arrival, Place, Standing
from sync.errors import ProviderError, TryAgain
from sync.provider import Fetched
from sync.providers.outlook import rebuilt
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import ATTACHED, STANDING, WHOLE, MessageAnswer
from sync.providers.outlook.graph import Ask, Graph, understand

_LONGEST_THREAD = 255


@dataclass(frozen=True)
class Found:
    """A message, and its bytes if it is whole."""

    told: MessageAnswer
    raw: bytes = b""

    def arrival(self, place: Place) -> Arrival:
        """The whole message in our words. A draft is as old as its last change: that is when somebody wrote."""
        told = self.told
        at = told.modified_at if told.is_draft and told.modified_at else told.received_at
        return Arrival(
            provider_id=told.id, thread_id=told.thread_id[:_LONGEST_THREAD], raw=self.raw,
            received_at=at, labels=told.categories, version=told.version, place=place,
        )  # fmt: skip

    def standing(self, place: Place) -> Standing:
        """Where it is and how it is labelled, in our words."""
        told = self.told
        return Standing(provider_id=told.id, labels=told.categories, version=told.version, place=place)


@dataclass
class Asked:
    """What came of asking for several."""

    found: list[Found] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    trouble: TryAgain | None = None

    def fetched(self) -> Fetched:
        """All that is no message."""
        return Fetched(gone=tuple(self.gone), refused=tuple(self.refused), left=tuple(self.left), trouble=self.trouble)

    def note(self, message_id: str, refusal: ProviderError) -> None:
        """File one that was not given. Raises what concerns the whole mailbox."""
        if isinstance(refusal, TryAgain):
            self.left.append(message_id)
            if self.trouble is None or refusal.after >= self.trouble.after:
                self.trouble = refusal
        elif refusal.status in (404, 410):
            self.gone.append(message_id)
        elif refusal.status == 400:
            self.refused.append(message_id)
        else:
            raise refusal


def brief(graph: Graph, addresses: Addresses, ids: Sequence[str], ready: Mapping[str, MessageAnswer]) -> Asked:
    """Only where they are and how they are labelled."""
    asked = Asked()
    for message in _asked(graph, addresses, ids, ready, f"$select={STANDING}", asked):
        asked.found.append(Found(message))
    return asked


def whole(graph: Graph, addresses: Addresses, ids: Sequence[str], ready: Mapping[str, MessageAnswer]) -> Asked:
    """All of them: put together from what is told, or as they came."""
    asked = Asked()
    for message in _asked(graph, addresses, ids, ready, f"$select={WHOLE}&$expand={ATTACHED}", asked):
        if message.is_draft or rebuilt.is_faithful(message):
            asked.found.append(Found(message, rebuilt.build(message)))
        elif asked.trouble is not None:
            asked.left.append(message.id)
        else:
            _add_original(graph, addresses, message, asked)
    return asked


def _asked(
    graph: Graph, addresses: Addresses, ids: Sequence[str], ready: Mapping[str, MessageAnswer], query: str, asked: Asked
) -> list[MessageAnswer]:
    missing = list(dict.fromkeys(one for one in ids if one not in ready))
    replies = graph.batch([Ask("GET", f"{addresses.message(one)}?{query}") for one in missing])
    found = {one: ready[one] for one in ids if one in ready}
    for one, reply in zip(missing, replies, strict=True):
        if reply.refusal is not None:
            asked.note(one, reply.refusal)
        else:
            # Asked for by this id, it is known by this id, however the answer writes it.
            found[one] = understand(reply.said, MessageAnswer).model_copy(update={"id": one})
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def _add_original(graph: Graph, addresses: Addresses, message: MessageAnswer, asked: Asked) -> None:
    try:
        asked.found.append(Found(message, graph.raw("GET", addresses.original(message.id))))
    except ProviderError as refusal:
        asked.note(message.id, refusal)
