"""A mail as values: what parsing found in its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inbox.errors import InboxError


class UnreadableMail(InboxError):
    """There is nothing in these bytes that could be a mail."""


@dataclass(frozen=True, slots=True)
class Address:
    """A name, which may be empty, and an address in lower case."""

    name: str
    address: str


class AttachmentKind(StrEnum):
    """What an attachment is to a reader."""

    FILE = "file"
    INLINE_IMAGE = "inline-image"
    CALENDAR = "calendar"
    FORWARDED_MESSAGE = "forwarded-message"
    TNEF = "tnef"
    DELIVERY_STATUS = "delivery-status"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of an attachment without keeping its content.

    `details` of a calendar: summary, start, method; of a forwarded message: subject, from, date, text."""

    name: str
    content_type: str
    size: int
    content_id: str | None
    disposition: str
    kind: AttachmentKind
    part_path: str
    digest: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What became of a message at one address: action `failed`, `delayed`, `delivered` …, status like `5.1.1`."""

    address: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What a bounce says: which message it reports, and what became of it."""

    original_message_ids: tuple[str, ...]
    recipients: tuple[ReportedRecipient, ...]


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """Everything intake needs to know of a mail. All text is fit to be stored; `text` is whole,
    and `visible_text`, `signature` and `folded_quote` share its lines out."""

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    normalised_subject: str
    from_: Address | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    date: datetime | None
    text: str
    visible_text: str
    folded_quote: str
    signature: str
    html: str | None
    attachments: tuple[Attachment, ...]
    headers: Mapping[str, tuple[str, ...]]
    received_count: int
    delivery_status: DeliveryStatus | None
    body_hash: str
    size: int
    is_cut: bool
    """Whether parts were so many or so deep that the rest stayed one unopened attachment."""

    @property
    def refuses_automatic(self) -> bool:
        """Whether it says that it wants no automatic answer: in so many words, as a loop, or for there is no sender."""
        said = ",".join(self.headers.get("x-auto-response-suppress", ())).lower().replace(" ", "").split(",")
        is_from_nobody = any(path.replace(" ", "") == "<>" for path in self.headers.get("return-path", ()))
        return is_from_nobody or "x-loop" in self.headers or not {"all", "autoreply", "oof"}.isdisjoint(said)
