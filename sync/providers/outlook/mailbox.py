"""An Outlook mailbox as a provider: its changes, its listing, its messages, its categories, its notifications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from inbox.arrival import Place
from inbox.settings import Settings
from sync.errors import CursorLost, ProviderError
from sync.line import Line
from sync.provider import Absence, Account, Change, Changes, Fetched, Label, Listing, Profile, Relabelled, Watch
from sync.providers.outlook import (
    absences,
    categories,
    colors,
    credentials,
    cursors,
    deltas,
    filing,
    folders,
    listing,
    messages,
    sending,
    subscriptions,
)
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import MessageAnswer, MessagesAnswer
from sync.providers.outlook.folders import Folders
from sync.providers.outlook.graph import Graph
from sync.providers.outlook.transport import Transport

_WALK_SHARE = 0.25
"""Of a lease: so long a cursor may be in the making."""


class OutlookMailbox:
    """Reaches one mailbox. A cursor holds a place in the tree of folders and one in each folder."""

    def __init__(self, account: Account, settings: Settings, line: Line) -> None:
        prove = partial(credentials.token, account.credential, settings)
        transport = Transport(settings.graph_url, prove, line, timeout=settings.provider_timeout)
        self._account = account
        self._settings = settings
        self._graph = Graph(settings, line, transport)
        self._addresses = Addresses(account.address)
        self._folders: Folders | None = None
        self._told: dict[str, str] = {}
        """Versions of messages that the pages of changes told of so far."""
        self._ready: dict[str, MessageAnswer] = {}
        """Whole messages of the page of a listing that was read last."""

    def profile(self) -> Profile:
        """The mailbox now. Its address is taken on trust: to look it up takes rights in the whole directory."""
        said = self._graph.get(f"{self._addresses.messages}?$select=id&$top=1&$count=true", MessagesAnswer)
        seconds = self._settings.lease_seconds * _WALK_SHARE
        cursor = deltas.begin(self._graph, self._addresses, now=datetime.now(UTC), seconds=seconds)
        return Profile(self._account.address, cursors.write(cursor), said.count)

    def changes(self, cursor: str, page: str | None = None) -> Changes:
        """A page of what happened in all folders. Raises CursorLost when Microsoft forgot one of them."""
        try:
            said = deltas.go_on(self._graph, self._addresses, cursor, page, self._told, now=datetime.now(UTC))
        except ProviderError as refusal:
            if refusal.status == 400:
                raise CursorLost("Microsoft no longer takes this place in the changes") from refusal
            raise
        self._folders = deltas.tree_of(said.page or said.cursor)
        return said

    def later(self, one: str, other: str) -> str:
        """The one that was made later."""
        return max(one, other, key=_made_at)

    def reflects(self, held_version: str, change: Change) -> bool:
        """Versions have no order: only the very same one shows the change."""
        return held_version != "" and held_version == change.version

    def listing(self, since: datetime | None, page: str | None = None, *, whole: bool = False) -> Listing:
        """A page over all folders, newest first; `whole` pages keep their messages ready for `fetch`."""
        size = self._settings.graph_page if whole else 0
        said, following = listing.page(self._graph, self._addresses, since, page, whole=size)
        self._ready = {one.id: one for one in said.messages} if whole else {}
        return Listing(tuple(one.id for one in said.messages), following, said.count)

    def fetch(self, provider_ids: Sequence[str]) -> Fetched:
        """Whole messages."""
        asked = messages.whole(self._graph, self._addresses, provider_ids, self._ready)
        arrivals = tuple(one.arrival(self._place(one.told)) for one in asked.found)
        return replace(asked.fetched(), arrivals=arrivals)

    def standings(self, provider_ids: Sequence[str]) -> Fetched:
        """Folders, categories and versions of messages."""
        asked = messages.brief(self._graph, self._addresses, provider_ids, self._ready)
        standings = tuple(one.standing(self._place(one.told)) for one in asked.found)
        return replace(asked.fetched(), standings=standings)

    def find(self, internet_message_id: str) -> list[str]:
        """By Message-ID, in all folders. A draft is not a mail yet, whatever Message-ID it was given."""
        found = sending.find(self._graph, self._addresses, internet_message_id)
        return [one.id for one in found if not one.is_draft]

    def file(self, raw: bytes, *, is_sent: bool = False) -> str:
        """Put it into the inbox as a mail that came in, or among the sent items."""
        return filing.file(self._graph, self._addresses, raw, "sentitems" if is_sent else "inbox")

    def labels(self) -> list[Label]:
        """The mailbox's categories. Raises NoLabels."""
        return [Label(one.name, one.name) for one in categories.listed(self._graph, self._addresses) if one.name]

    def make_label(self, name: str, color: str = "") -> Label:
        """Add a category."""
        colors.preset(color)
        return categories.make(self._graph, self._addresses, name, color)

    def rename_label(self, label_id: str, name: str) -> Label:
        """Put another category in its place."""
        return categories.rename(self._graph, self._addresses, label_id, name)

    def relabel(self, provider_ids: Sequence[str], *, add: Collection[str], remove: Collection[str]) -> Relabelled:
        """Change the categories of messages; those that people made, and their order, stay."""
        return categories.relabel(self._graph, self._addresses, provider_ids, add=add, remove=remove)

    def watch(self) -> Watch | None:
        """Have exactly one right subscription."""
        if not self._settings.graph_notification_url:
            return None
        wanted = subscriptions.desired(self._addresses, self._settings, self._account.mailbox_id)
        return subscriptions.reconcile(self._graph, wanted, now=datetime.now(UTC))

    def unwatch(self) -> None:
        """End all subscriptions to this mailbox."""
        wanted = subscriptions.desired(self._addresses, self._settings, self._account.mailbox_id)
        subscriptions.end_all(self._graph, wanted)

    def absence(self) -> Absence | None:
        """Ask for the automatic replies."""
        return absences.read(self._graph, self._addresses)

    def send(self, raw: bytes, thread_id: str) -> str:
        """Send it as an answer in its thread."""
        return sending.send(self._graph, self._addresses, raw, thread_id)

    def discard(self, raw: bytes) -> None:
        """Delete our drafts of it."""
        sending.discard(self._graph, self._addresses, raw)

    def _place(self, message: MessageAnswer) -> Place:
        """Where a message is. A folder that is not known is a new one: then all are looked up once more."""
        known = self._folders
        if known is None or (message.folder not in known.parents and message.folder not in known.known):
            known = self._folders = folders.load(self._graph, self._addresses)
            known.parents.setdefault(message.folder, "")
        return known.place(message.folder, message.is_draft)


def _made_at(cursor: str) -> float:
    try:
        return cursors.read(cursor).at
    except CursorLost:
        return 0.0
