"""A Gmail mailbox as a provider: its history, its listing, its messages, its watch."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from inbox.settings import Settings
from sync.errors import CursorLost, ProviderError
from sync.line import Line
from sync.provider import Account, Change, Changes, Fetched, Listing, Profile, Watch
from sync.providers.gmail import credentials, discovery
from sync.providers.gmail.answers import HistoryAnswer, ListAnswer, MessageAnswer, Nothing, ProfileAnswer, WatchAnswer
from sync.providers.gmail.calls import Asked, Calls
from sync.providers.gmail.transport import Transport

_PAGE = 500


class GmailMailbox:
    """Reaches one mailbox. A cursor is a history id: a growing unsigned 64-bit number."""

    def __init__(self, account: Account, settings: Settings, line: Line) -> None:
        prove = partial(credentials.credentials, account, settings.google_token_url)
        self._calls = Calls(settings, line, Transport(prove, line.tokens, timeout=settings.provider_timeout))
        self._users = discovery.users(settings.gmail_api_url)
        self._messages = discovery.messages(settings.gmail_api_url)
        self._topic = settings.google_topic

    def profile(self) -> Profile:
        """The mailbox now, with its newest history id."""
        said = self._calls.call("getProfile", self._users.getProfile(userId="me"), ProfileAnswer)
        return Profile(said.address, said.history_id, said.messages)

    def changes(self, cursor: str, page: str | None = None) -> Changes:
        """A page of the history after `cursor`. Google forgets it after a week, sometimes within hours."""
        request = self._users.history().list(userId="me", startHistoryId=cursor, pageToken=page, maxResults=_PAGE)
        try:
            said = self._calls.call("history.list", request, HistoryAnswer)
        except ProviderError as refusal:
            if refusal.status == 404 or (page and refusal.status == 400):
                raise CursorLost("Google no longer knows this part of the history") from refusal
            raise
        return Changes(tuple(said.changes()), said.next_page, said.history_id or cursor)

    def later(self, one: str, other: str) -> str:
        """The larger number; as texts they do not compare."""
        return max(one, other, key=int)

    def reflects(self, held_version: str, change: Change) -> bool:
        """A message carries the id of the last history record that changed it."""
        return held_version.isdigit() and change.version.isdigit() and int(held_version) >= int(change.version)

    def listing(self, since: datetime | None, page: str | None = None) -> Listing:
        """A page of message ids, newest first."""
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

    def file(self, raw: bytes) -> str:
        """Import it into the inbox, dated by its own header."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": ["INBOX"]}
        request = self._messages.import_(userId="me", body=body, neverMarkSpam=True, internalDateSource="dateHeader")
        return self._calls.call("messages.import", request, MessageAnswer, again=False).id

    def watch(self) -> Watch | None:
        """Subscribe for seven days. Google allows one subscriber: an earlier one with another topic must go first."""
        if not self._topic:
            return None
        try:
            return self._watch()
        except ProviderError as refusal:
            if refusal.status != 400:
                raise
        self.unwatch()
        return self._watch()

    def unwatch(self) -> None:
        """End the subscription."""
        self._calls.call("stop", self._users.stop(userId="me"), Nothing)

    def send(self, raw: bytes, thread_id: str) -> str:
        """Send it. Google files it in the thread if it refers to a message there and keeps the subject."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), **({"threadId": thread_id} if thread_id else {})}
        request = self._messages.send(userId="me", body=body)
        return self._calls.call("messages.send", request, MessageAnswer, again=False).id

    def _watch(self) -> Watch:
        request = self._users.watch(userId="me", body={"topicName": self._topic})
        said = self._calls.call("watch", request, WatchAnswer)
        return Watch(datetime.fromtimestamp(said.expiration / 1000, UTC))

    def _list(self, **narrowed: str | int | None) -> ListAnswer:
        request = self._messages.list(userId="me", includeSpamTrash=True, **narrowed)
        return self._calls.call("messages.list", request, ListAnswer)


def _fetched(asked: Asked) -> Fetched:
    return Fetched(
        gone=tuple(asked.gone), refused=tuple(asked.refused), left=tuple(asked.waiting), trouble=asked.trouble
    )
