"""The parts of Google's answers that we read, checked as they come in, and what they mean in our words."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from inbox.arrival import Arrival, Place, Standing
from sync.provider import Absence, Change, Touch, What
from sync.providers.gmail import history_ids

_PLACES = (
    ("TRASH", Place.TRASH), ("SPAM", Place.SPAM), ("DRAFT", Place.DRAFT), ("CHAT", Place.CHAT),
    ("SENT", Place.SENT), ("INBOX", Place.INBOX),
)  # fmt: skip


_OWN = re.compile("[A-Z_]+")
"""Ids of Gmail's own labels."""


class Answer(BaseModel):
    """Anything Google says. Its 64-bit numbers come as texts, now and then as numbers; all of them stay texts."""

    model_config = ConfigDict(coerce_numbers_to_str=True, extra="ignore", populate_by_name=True)


class Nothing(Answer):
    """An answer without content."""


class ProfileAnswer(Answer):
    """users.getProfile"""

    address: str = Field(alias="emailAddress")
    messages: int = Field(alias="messagesTotal", default=0)
    history_id: str = Field(alias="historyId")


class VacationAnswer(Answer):
    """users.settings.getVacation; times are milliseconds, absent or zero where it is open."""

    is_on: bool = Field(alias="enableAutoReply", default=False)
    start: int = Field(alias="startTime", default=0)
    end: int = Field(alias="endTime", default=0)

    def absence(self) -> Absence | None:
        """What it means."""
        return Absence(_moment(self.start), _moment(self.end)) if self.is_on else None


class WatchAnswer(Answer):
    """users.watch"""

    expiration: int


class MessageAnswer(Answer):
    """users.messages.get; `raw` is there when it was asked for."""

    id: str
    thread_id: str = Field(alias="threadId", default="")
    labels: tuple[str, ...] = Field(alias="labelIds", default=())
    history_id: str = Field(alias="historyId", default="")
    received: int = Field(alias="internalDate", default=0)
    raw: str = ""

    def arrival(self) -> Arrival:
        """The whole message in our words."""
        return Arrival(
            provider_id=self.id, thread_id=self.thread_id, raw=_plain(self.raw), received_at=_time(self.received),
            labels=self.labels, version=history_ids.version(self.history_id), place=place(self.labels),
        )  # fmt: skip

    def standing(self) -> Standing:
        """Where it is and how it is labelled, in our words."""
        version = history_ids.version(self.history_id)
        return Standing(provider_id=self.id, labels=self.labels, version=version, place=place(self.labels))


class _Id(Answer):
    id: str


class ListAnswer(Answer):
    """users.messages.list"""

    messages: tuple[_Id, ...] = ()
    next_page: str | None = Field(alias="nextPageToken", default=None)
    estimate: int = Field(alias="resultSizeEstimate", default=0)


class _Touched(Answer):
    message: _Id


class _Labelled(_Touched):
    labels: tuple[str, ...] = Field(alias="labelIds", default=())


class _Record(Answer):
    id: str
    added: tuple[_Touched, ...] = Field(alias="messagesAdded", default=())
    deleted: tuple[_Touched, ...] = Field(alias="messagesDeleted", default=())
    labelled: tuple[_Labelled, ...] = Field(alias="labelsAdded", default=())
    unlabelled: tuple[_Labelled, ...] = Field(alias="labelsRemoved", default=())

    def changes(self) -> Iterator[Change]:
        """What it tells. What was taken off counts as earlier: whoever replaces a label means the new one."""
        for each in self.added:
            yield Change(each.message.id, What.ADDED, self.id)
        for is_on, labelled in ((False, self.unlabelled), (True, self.labelled)):
            for one in labelled:
                touches = tuple(Touch(label, is_on, not _OWN.fullmatch(label)) for label in one.labels)
                yield Change(one.message.id, What.CHANGED, self.id, touches)
        for each in self.deleted:
            yield Change(each.message.id, What.DELETED, self.id)


class HistoryAnswer(Answer):
    """users.history.list; a page may come without any record and still not be the last."""

    records: tuple[_Record, ...] = Field(alias="history", default=())
    next_page: str | None = Field(alias="nextPageToken", default=None)
    history_id: str = Field(alias="historyId", default="")

    def changes(self) -> Iterator[Change]:
        """What happened, in order."""
        for record in self.records:
            yield from record.changes()


class LabelAnswer(Answer):
    """users.labels, one of them"""

    id: str
    name: str = ""
    kind: str = Field(alias="type", default="user")


class LabelsAnswer(Answer):
    """users.labels.list"""

    labels: tuple[LabelAnswer, ...] = ()


def _plain(raw: str) -> bytes:
    """The mail's bytes; none where they cannot be had, and intake keeps that as a mail that failed."""
    try:
        return base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    except ValueError:
        return b""


def _time(milliseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def place(labels: tuple[str, ...]) -> Place:
    """Where a message is: of Gmail's many labels the one that decides."""
    return next((where for label, where in _PLACES if label in labels), Place.ARCHIVE)


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
