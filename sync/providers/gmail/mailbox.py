"""A Gmail mailbox as a provider: its history, its listing, its messages, its watch."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial, reduce

from inbox.settings import Settings
from sync.errors import AccessLost, CursorLost, NameTaken, NoLabels, ProviderError, TryAgain
from sync.line import Line
from sync.prefetch import batches
from sync.provider import Absence, Account, Change, Changes, Fetched, Label, Listing, Profile, Relabelled, Watch
from sync.providers.gmail import colors, credentials, discovery, history_ids
from sync.providers.gmail.answers import (
    HistoryAnswer,
    LabelAnswer,
    LabelsAnswer,
    ListAnswer,
    MessageAnswer,
    Nothing,
    ProfileAnswer,
    VacationAnswer,
    WatchAnswer,
)
from sync.providers.gmail.calls import Asked, Calls
from sync.providers.gmail.plainer import Server
from sync.providers.gmail.refusals import Lacking
from sync.providers.gmail.transport import Transport

_PAGE = 500
_MOST_RELABELLED = 1000
_NEWEST = 10
_FIRST = "1"
"""The history id of a mailbox in which nothing ever happened, or one so old that it is taken for lost."""


class GmailMailbox:
    """Reaches one mailbox. A cursor is a history id: a growing unsigned 64-bit number."""

    def __init__(self, account: Account, settings: Settings, line: Line) -> None:
        prove = partial(credentials.credentials, account, settings.google_token_url)
        self._address = account.address
        self._credential = account.credential
        self._server = Server(line.gaps, account.mailbox_id)
        transport = Transport(prove, line.tokens, timeout=settings.provider_timeout)
        self._calls = Calls(settings, line, transport, self._server)
        self._users = discovery.users(settings.gmail_api_url)
        self._messages = discovery.messages(settings.gmail_api_url)
        self._labels = discovery.labels(settings.gmail_api_url)
        units = settings.gmail_units
        self._few = units.get("messages.batchModify", 50) // max(units.get("messages.modify", 5), 1)
        """So many messages are relabelled one by one for the price of a batch."""
        self._topic = settings.google_topic

    def profile(self) -> Profile:
        """The mailbox now, with its newest history id."""
        if self._server.lacks("getProfile"):
            return self._plainer_profile()
        try:
            said = self._calls.call("getProfile", self._users.getProfile(userId="me"), ProfileAnswer)
        except ProviderError as refusal:
            self._server.found_lacking("getProfile", refusal, instead="messages.list and history.list")
            return self._plainer_profile()
        return Profile(said.address, history_ids.cursor(said.history_id), said.messages)

    def changes(self, cursor: str, page: str | None = None) -> Changes:
        """A page of the history after `cursor`. Google forgets it after a week, sometimes within hours."""
        request = self._users.history().list(userId="me", startHistoryId=cursor, pageToken=page, maxResults=_PAGE)
        try:
            said = self._calls.call("history.list", request, HistoryAnswer)
        except ProviderError as refusal:
            if refusal.status == 404 or (page and refusal.status == 400):
                raise CursorLost("Google no longer knows this part of the history") from refusal
            raise
        return Changes(tuple(said.changes()), said.next_page, history_ids.cursor(said.history_id or cursor))

    def later(self, one: str, other: str) -> str:
        """The larger number; as texts they do not compare."""
        return history_ids.later(one, other)

    def reflects(self, held_version: str, change: Change) -> bool:
        """A message carries the id of the last history record that changed it."""
        return history_ids.is_reached(held_version, change.version)

    def listing(self, since: datetime | None, page: str | None = None, *, whole: bool = False) -> Listing:
        """A page of message ids, newest first; it cannot carry more."""
        query = f"after:{int(since.timestamp())}" if since else None
        try:
            said = self._list(q=query, pageToken=page, maxResults=_PAGE)
        except ProviderError as refusal:
            if page and refusal.status in (400, 404):
                raise CursorLost("Google no longer knows this page of the listing") from refusal
            raise
        return Listing(tuple(each.id for each in said.messages), said.next_page, said.estimate)

    def fetch(self, provider_ids: Sequence[str]) -> Fetched:
        """Whole messages."""
        asked = self._calls.messages(provider_ids, "raw")
        return replace(_fetched(asked), arrivals=tuple(each.arrival() for each in asked.found))

    def standings(self, provider_ids: Sequence[str]) -> Fetched:
        """Labels and versions of messages."""
        asked = self._calls.messages(provider_ids, "minimal")
        return replace(_fetched(asked), standings=tuple(each.standing() for each in asked.found))

    def find(self, internet_message_id: str) -> list[str]:
        """Search by Message-ID, in spam and trash too."""
        said = self._list(q=f"rfc822msgid:{internet_message_id.strip().strip('<>')}")
        return [each.id for each in said.messages]

    def file(self, raw: bytes, *, is_sent: bool = False) -> str:
        """Import it into the inbox or among what was sent, dated by its own header."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": ["SENT" if is_sent else "INBOX"]}
        request = self._messages.import_(userId="me", body=body, neverMarkSpam=True, internalDateSource="dateHeader")
        return self._calls.call("messages.import", request, MessageAnswer, again=False).id

    def labels(self) -> list[Label]:
        """The labels that are not Gmail's own. Raises NoLabels."""
        if self._server.lacks("labels.list"):
            raise NoLabels("the server has no labels")
        try:
            said = self._calls.call("labels.list", self._labels.list(userId="me"), LabelsAnswer)
        except ProviderError as refusal:
            self._server.found_lacking("labels.list", refusal, instead="nothing: its mail carries no labels of ours")
            raise NoLabels("the server has no labels") from refusal
        return [Label(one.id, one.name) for one in said.labels if one.kind != "system"]

    def make_label(self, name: str, color: str = "") -> Label:
        """Create a label, shown in lists. Other servers of this API know no colours: then it has none."""
        body = {"name": name, "labelListVisibility": "labelShow", "messageListVisibility": "show"}
        painted = body | ({"color": colors.pair(color)} if color else {})
        try:
            return self._make(painted)
        except NameTaken as refusal:
            if not color or refusal.status != 400:
                raise
        return self._make(body)

    def rename_label(self, label_id: str, name: str) -> Label:
        """Change its name alone. Google answers 409 for a name that is taken, others 400."""
        request = self._labels.patch(userId="me", id=label_id, body={"name": name})
        with _name_taken():
            said = self._calls.call("labels.patch", request, LabelAnswer)
        return Label(label_id, said.name or name)

    def relabel(self, provider_ids: Sequence[str], *, add: Collection[str], remove: Collection[str]) -> Relabelled:
        """Modify a few messages one by one, and more of them together, as it costs less."""
        change = {"addLabelIds": sorted(add), "removeLabelIds": sorted(remove)}
        done: list[str] = []
        gone: list[str] = []
        try:
            if len(provider_ids) > self._few:
                for some in batches(provider_ids, _MOST_RELABELLED):
                    request = self._messages.batchModify(userId="me", body={"ids": list(some), **change})
                    self._calls.call("messages.batchModify", request, Nothing)
                    done += some
            else:
                for each in provider_ids:
                    (done if self._modify(each, change) else gone).append(each)
        except TryAgain as trouble:
            return Relabelled(tuple(done), tuple(gone), trouble)
        return Relabelled(tuple(done), tuple(gone))

    def watch(self) -> Watch | None:
        """Subscribe for seven days. Google allows one subscriber: an earlier one with another topic must go first."""
        if not self._topic or self._server.lacks("watch"):
            return None
        try:
            return self._watch()
        except Lacking:
            self._server.remember("watch", instead="polling")
            return None
        except ProviderError as refusal:
            if refusal.status != 400:
                raise
        self.unwatch()
        return self._watch()

    def unwatch(self) -> None:
        """End the subscription."""
        try:
            self._calls.call("stop", self._users.stop(userId="me"), Nothing)
        except Lacking:
            self._server.remember("stop", instead="nothing")

    def _make(self, body: Mapping[str, object]) -> Label:
        with _name_taken():
            said = self._calls.call("labels.create", self._labels.create(userId="me", body=body), LabelAnswer)
        return Label(said.id, said.name or str(body["name"]))

    def _modify(self, provider_id: str, change: dict[str, list[str]]) -> bool:
        """Says whether the message is still there."""
        request = self._messages.modify(userId="me", id=provider_id, body=change)
        try:
            self._calls.call("messages.modify", request, MessageAnswer)
        except ProviderError as refusal:
            if refusal.status not in (404, 410):
                raise
            return False
        return True

    def absence(self) -> Absence | None:
        """Ask for the vacation responder. Somebody's own consent would answer for themselves, whoever was meant."""
        if not credentials.acts_for_others(self._credential):
            raise AccessLost(
                "This credential is of one mailbox alone.", "Use a service account with domain-wide delegation."
            )
        request = self._users.settings().getVacation(userId="me")
        return self._calls.call("settings.getVacation", request, VacationAnswer).absence()

    def send(self, raw: bytes, thread_id: str) -> str:
        """Send it. Google files it in the thread if it refers to a message there and keeps the subject."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), **({"threadId": thread_id} if thread_id else {})}
        request = self._messages.send(userId="me", body=body)
        return self._calls.call("messages.send", request, MessageAnswer, again=False).id

    def discard(self, raw: bytes) -> None:
        """Sending is one request: nothing is left behind."""

    def _watch(self) -> Watch:
        request = self._users.watch(userId="me", body={"topicName": self._topic})
        said = self._calls.call("watch", request, WatchAnswer)
        return Watch(datetime.fromtimestamp(said.expiration / 1000, UTC))

    def _plainer_profile(self) -> Profile:
        """Where the history is now, found by way of the newest messages; it is asked for what came after them."""
        listed = self._list(maxResults=_NEWEST)
        newest = self._calls.messages([each.id for each in listed.messages], "minimal")
        if newest.trouble is not None:
            raise newest.trouble
        start = reduce(history_ids.later, (each.history_id for each in newest.found), _FIRST)
        request = self._users.history().list(userId="me", startHistoryId=start, maxResults=1)
        try:
            now = self._calls.call("history.list", request, HistoryAnswer).history_id
        except ProviderError as refusal:
            if refusal.status not in (400, 404):
                raise
            now = ""  # too old to be known: then it is a cursor that is lost, and the mailbox is read anew
        return Profile(self._address, history_ids.cursor(now or start), listed.estimate)

    def _list(self, **narrowed: str | int | None) -> ListAnswer:
        request = self._messages.list(userId="me", includeSpamTrash=True, **narrowed)
        return self._calls.call("messages.list", request, ListAnswer)


@contextmanager
def _name_taken() -> Iterator[None]:
    try:
        yield
    except ProviderError as refusal:
        if refusal.status not in (400, 409):
            raise
        raise NameTaken(str(refusal), status=refusal.status) from refusal


def _fetched(asked: Asked) -> Fetched:
    return Fetched(
        gone=tuple(asked.gone), refused=tuple(asked.refused), left=tuple(asked.waiting), trouble=asked.trouble
    )
