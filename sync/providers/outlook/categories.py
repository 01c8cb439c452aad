"""Categories as labels: known by their names alone, read before they are written, and nobody else's touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from sync.errors import AccessLost, NameTaken, NoLabels, ProviderError, TryAgain
from sync.provider import Label, Relabelled
from sync.providers.outlook import colors
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import (
    STANDING,
    CategoriesAnswer,
    CategoryAnswer,
    MessageAnswer,
    MessagesAnswer,
    without,
)
from sync.providers.outlook.graph import Again, Ask, Graph, understand

_LIST = "/outlook/masterCategories"
_MOST_ROUNDS = 100
"""Of a hundred messages each: what carries a category that long ago keeps its old name."""
_TRIES = 6
"""So often somebody may change a message's categories between our look and our writing."""


def listed(graph: Graph, addresses: Addresses) -> list[CategoryAnswer]:
    """The mailbox's list. Raises NoLabels where the application may not see it: mail is read all the same."""
    found: list[CategoryAnswer] = []
    path = addresses.of(_LIST)
    try:
        while path:
            said = graph.get(path, CategoriesAnswer)
            found += said.categories
            path = graph.path(said.next_link) if said.next_link else ""
    except AccessLost as refusal:
        raise NoLabels("the application lacks the permission MailboxSettings.ReadWrite") from refusal
    return found


def make(graph: Graph, addresses: Addresses, name: str, color: str) -> Label:
    """Add one to the list. Raises NameTaken."""
    body = {"displayName": name, "color": colors.preset(color)}
    try:
        said = graph.send("POST", addresses.of(_LIST), body, CategoryAnswer, again=Again.IF_IT_HELPS)
    except ProviderError as refusal:
        if refusal.status not in (400, 409):
            raise
        raise NameTaken(str(refusal), status=refusal.status) from refusal
    return Label(said.name or name, said.name or name)


def rename(graph: Graph, addresses: Addresses, old: str, name: str) -> Label:
    """Put another one on all messages in place of it, drop it from the list, and add the other, in the same colour.

    Graph renames no category. After a crash either the old one is still listed, or it is missing and made anew under
    its new name. Raises NameTaken.
    """
    present = {one.name.casefold(): one for one in listed(graph, addresses)}
    if name.casefold() in present:
        raise NameTaken(f"there is a category {name} already", status=409)
    for _ in range(_MOST_ROUNDS):
        some = _carrying(graph, addresses, old)
        if not some:
            break
        said = relabel(graph, addresses, some, add={name}, remove={old})
        if said.trouble is not None:
            raise said.trouble
    before = present.get(old.casefold())
    if before is not None:
        path = f"{addresses.of(_LIST)}/{quote(before.id, safe='')}"
        graph.raw("DELETE", path)
    body = {"displayName": name, "color": (before.color if before else "") or "none"}
    graph.send("POST", addresses.of(_LIST), body, CategoryAnswer)
    return Label(name, name)


def relabel(
    graph: Graph, addresses: Addresses, ids: Sequence[str], *, add: Collection[str], remove: Collection[str]
) -> Relabelled:
    """Look, change what is ours, and write on condition that nobody wrote meanwhile; else look again."""
    work = _Work(list(ids))
    for _ in range(_TRIES):
        if not work.waiting or work.trouble is not None:
            break
        wanted = _look(graph, addresses, work, add, remove)
        _write(graph, addresses, work, wanted)
    if work.waiting and work.trouble is None:
        work.trouble = TryAgain("somebody keeps changing the categories of these messages", after=2.0)
    done = tuple(one for one in ids if one in work.done)
    return Relabelled(done, tuple(one for one in ids if one in work.gone), work.trouble, work.versions)


@dataclass
class _Work:
    waiting: list[str]
    done: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    trouble: TryAgain | None = None
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)

    def note(self, message_id: str, refusal: ProviderError | None) -> None:
        """What came of one. Raises what concerns all."""
        if refusal is None:
            self.done.add(message_id)
        elif refusal.status in (404, 410):
            self.gone.add(message_id)
        elif isinstance(refusal, TryAgain):
            self.trouble = refusal
            return
        elif refusal.status == 412:
            return
        else:
            raise refusal
        self.waiting.remove(message_id)


def _look(
    graph: Graph, addresses: Addresses, work: _Work, add: Collection[str], remove: Collection[str]
) -> Mapping[str, tuple[MessageAnswer, list[str]]]:
    """What each is to carry, and the state that this follows from."""
    asked = list(work.waiting)
    replies = graph.batch([Ask("GET", f"{addresses.message(one)}?$select={STANDING}") for one in asked])
    wanted = {}
    for one, reply in zip(asked, replies, strict=True):
        if reply.refusal is not None:
            work.note(one, reply.refusal)
            continue
        said = understand(reply.said, MessageAnswer)
        categories = _changed(said.categories, add, remove)
        if categories == list(said.categories):
            work.note(one, None)
        else:
            wanted[one] = (said, categories)
    return wanted


def _write(
    graph: Graph, addresses: Addresses, work: _Work, wanted: Mapping[str, tuple[MessageAnswer, list[str]]]
) -> None:  # fmt: skip
    asks = [
        Ask("PATCH", addresses.message(one), {"categories": new}, {"If-Match": before.etag} if before.etag else {})
        for one, (before, new) in wanted.items()
    ]
    for one, reply in zip(wanted, graph.batch(asks), strict=True):
        work.note(one, reply.refusal)
        if reply.refusal is None:
            work.versions[one] = (wanted[one][0].version, understand(reply.said, MessageAnswer).version)


def _changed(categories: Sequence[str], add: Collection[str], remove: Collection[str]) -> list[str]:
    """The others stay, in their order; what is new comes after them."""
    kept = without(categories, remove)
    present = {one.casefold() for one in kept}
    return kept + [one for one in sorted(add) if one.casefold() not in present]


def _carrying(graph: Graph, addresses: Addresses, name: str) -> list[str]:
    escaped = quote(name.replace("'", "''"), safe="")
    path = f"{addresses.messages}?$filter=categories/any(c:c%20eq%20'{escaped}')&$select=id&$top=100"
    return [one.id for one in graph.get(path, MessagesAnswer).messages]
