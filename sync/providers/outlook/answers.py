"""The parts of Graph's answers that we read, checked as they come in, and what they mean in our words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

STANDING = "id,changeKey,parentFolderId,categories,isDraft"
WHOLE = (
    f"{STANDING},conversationId,internetMessageId,internetMessageHeaders,receivedDateTime,lastModifiedDateTime,"
    "subject,body,hasAttachments,from,sender,toRecipients,ccRecipients"
)
ATTACHED = "attachments($select=id,name,contentType,size,isInline)"
_LONG_AGO = datetime.fromtimestamp(0, UTC)
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
Many = BeforeValidator(lambda value: () if value is None else value)


class Answer(BaseModel):
    """Anything Graph says; what has no value comes as null."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Nothing(Answer):
    """An answer without content."""


class ClockAnswer(Answer):
    """A local time and its zone."""

    time: Text = Field(alias="dateTime", default="")
    zone: Text = Field(alias="timeZone", default="")


class RepliesAnswer(Answer):
    """mailboxSettings/automaticRepliesSetting; the times say something only when it is scheduled."""

    status: Text = ""
    start: ClockAnswer | None = Field(alias="scheduledStartDateTime", default=None)
    end: ClockAnswer | None = Field(alias="scheduledEndDateTime", default=None)


class _Mail(Answer):
    name: Text = ""
    address: Text = ""


class Recipient(Answer):
    """Somebody that a mail names."""

    who: _Mail = Field(alias="emailAddress", default=_Mail())


class Header(Answer):
    """One header, as it came."""

    name: Text = ""
    value: Text = ""


class Body(Answer):
    """What is written."""

    kind: Text = Field(alias="contentType", default="text")
    content: Text = ""


class Attached(Answer):
    """An attachment, without its content."""

    type: Text = Field(alias="@odata.type", default="")
    name: Text = ""
    content_type: Text = Field(alias="contentType", default="")
    size: int = 0
    is_inline: bool = Field(alias="isInline", default=False)


class MessageAnswer(Answer):
    """A message, or as much of it as was asked for."""

    id: str
    type: Text = Field(alias="@odata.type", default="")
    etag: Text = Field(alias="@odata.etag", default="")
    removed: Any = Field(alias="@removed", default=None)
    change_key: Text = Field(alias="changeKey", default="")
    folder: Text = Field(alias="parentFolderId", default="")
    thread_id: Text = Field(alias="conversationId", default="")
    internet_message_id: Text = Field(alias="internetMessageId", default="")
    categories: Annotated[tuple[str, ...], Many] = ()
    is_draft: bool | None = Field(alias="isDraft", default=None)
    received_at: datetime = Field(alias="receivedDateTime", default=_LONG_AGO)
    modified_at: datetime | None = Field(alias="lastModifiedDateTime", default=None)
    subject: Text = ""
    body: Body | None = None
    headers: Annotated[tuple[Header, ...], Many] = Field(alias="internetMessageHeaders", default=())
    sender: Recipient | None = Field(alias="from", default=None)
    writer: Recipient | None = Field(alias="sender", default=None)
    """Who sent it on behalf of `sender`; mostly the same."""
    to: Annotated[tuple[Recipient, ...], Many] = Field(alias="toRecipients", default=())
    cc: Annotated[tuple[Recipient, ...], Many] = Field(alias="ccRecipients", default=())
    has_attachments: bool = Field(alias="hasAttachments", default=False)
    attachments: Annotated[tuple[Attached, ...], Many] = ()

    @property
    def version(self) -> str:
        """Differs after every change and every move. None where not all that it is made of was told."""
        if not self.change_key or not self.folder or self.is_draft is None:
            return ""
        told = "\0".join((self.change_key, self.folder, str(self.is_draft), *self.categories))
        return hashlib.sha256(told.encode()).hexdigest()[:40]


class MessagesAnswer(Answer):
    """A page of messages, or of what became of them."""

    messages: tuple[MessageAnswer, ...] = Field(alias="value", default=())
    next_link: Text = Field(alias="@odata.nextLink", default="")
    delta_link: Text = Field(alias="@odata.deltaLink", default="")
    count: int = Field(alias="@odata.count", default=0)


class FolderAnswer(Answer):
    """A folder."""

    id: str
    removed: Any = Field(alias="@removed", default=None)
    parent: Text = Field(alias="parentFolderId", default="")


class FoldersAnswer(Answer):
    """A page of folders, or of what became of them."""

    folders: tuple[FolderAnswer, ...] = Field(alias="value", default=())
    next_link: Text = Field(alias="@odata.nextLink", default="")
    delta_link: Text = Field(alias="@odata.deltaLink", default="")


class CategoryAnswer(Answer):
    """A category of the mailbox's list; its colour is nobody's business here."""

    name: Text = Field(alias="displayName", default="")
    id: Text = ""
    color: Text = ""


class CategoriesAnswer(Answer):
    """The mailbox's list of categories."""

    categories: tuple[CategoryAnswer, ...] = Field(alias="value", default=())
    next_link: Text = Field(alias="@odata.nextLink", default="")


class SubscriptionAnswer(Answer):
    """A subscription to notifications."""

    id: str
    resource: Text = ""
    kinds: Text = Field(alias="changeType", default="")
    url: Text = Field(alias="notificationUrl", default="")
    lifecycle_url: Text = Field(alias="lifecycleNotificationUrl", default="")
    expires_at: datetime = Field(alias="expirationDateTime", default=_LONG_AGO)


class SubscriptionsAnswer(Answer):
    """A page of the application's subscriptions in this tenant."""

    subscriptions: tuple[SubscriptionAnswer, ...] = Field(alias="value", default=())
    next_link: Text = Field(alias="@odata.nextLink", default="")


def without(categories: Iterable[str], names: Iterable[str]) -> list[str]:
    """The categories in their order, except some; their names differ by more than their case."""
    dropped = {name.casefold() for name in names}
    return [one for one in categories if one.casefold() not in dropped]
