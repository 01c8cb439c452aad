"""What every provider of mailboxes can do, in words that fit all of them. None of it happens inside a unit of work."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from inbox.arrival import Arrival, Standing
from sync.errors import TryAgain


@dataclass(frozen=True)
class Profile:
    """A mailbox as its provider sees it now."""

    address: str
    cursor: str
    """Where the changes from now on begin."""
    messages: int


class What(enum.IntEnum):
    """What became of a message; of several things the largest tells what to do."""

    CHANGED = 1
    ADDED = 2
    DELETED = 3


@dataclass(frozen=True)
class Touch:
    """A label that was put on a message, or taken off."""

    label: str
    is_on: bool
    is_free: bool = True
    """Whether it is one that people make, not one of the provider's own."""


@dataclass(frozen=True)
class Change:
    """A hint that something happened to a message. Its state is asked for, not taken from here."""

    provider_id: str
    what: What
    version: str = ""
    """The provider's version of the message after this change, where it tells."""
    touches: tuple[Touch, ...] = ()
    """What happened to its labels, in order, where the provider tells."""


@dataclass(frozen=True)
class Changes:
    """One page of the change stream. Either there is a further `page`, or `cursor` is where to go on next time."""

    changes: tuple[Change, ...]
    page: str | None = None
    cursor: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of what the mailbox holds, newest first."""

    provider_ids: tuple[str, ...]
    page: str | None = None
    estimate: int = 0


@dataclass(frozen=True)
class Fetched:
    """What came of asking for messages by id. Every id asked for is in exactly one of these."""

    arrivals: tuple[Arrival, ...] = ()
    standings: tuple[Standing, ...] = ()
    gone: tuple[str, ...] = ()
    """The provider no longer has them."""
    refused: tuple[str, ...] = ()
    """The provider will never give these, though it still has them."""
    left: tuple[str, ...] = ()
    """Not answered yet: to be asked for again."""
    trouble: TryAgain | None = None
    """Why some are left."""

    @property
    def answered(self) -> list[str]:
        """The ids that need not be asked for again."""
        here = [arrival.provider_id for arrival in self.arrivals]
        return here + [standing.provider_id for standing in self.standings] + [*self.gone, *self.refused]


@dataclass(frozen=True)
class Label:
    """A label, or category, that people can put on messages."""

    id: str
    """Stays the same when it is renamed."""
    name: str


@dataclass(frozen=True)
class Relabelled:
    """What came of changing the labels of messages. What is in neither is not done, or nobody knows."""

    done: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """The provider no longer has them."""
    trouble: TryAgain | None = None
    """Why it is not whole."""
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Where the provider tells: the version of a message before the change and after it, by its id."""


@dataclass(frozen=True)
class Watch:
    """A subscription to pushes, and until when it lasts."""

    expires_at: datetime


@dataclass(frozen=True)
class Absence:
    """An out-of-office answer that is on, or will be: from when and until when; None is open."""

    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Account:
    """What it takes to reach one mailbox. The credential is JSON, already opened; never log this."""

    mailbox_id: int
    address: str
    credential: bytes = field(repr=False)


class Provider(Protocol):
    """A connection to one mailbox. Raises TryAgain, AccessLost, CursorLost or another ProviderError."""

    def profile(self) -> Profile:
        """The mailbox now, with the cursor of this moment."""
        ...

    def changes(self, cursor: str, page: str | None = None) -> Changes:
        """A page of what happened after `cursor`. Raises CursorLost when that is too long ago."""
        ...

    def later(self, one: str, other: str) -> str:
        """The later of two cursors: a cursor never goes back."""
        ...

    def reflects(self, held_version: str, change: Change) -> bool:
        """Whether a message held in this version already shows the change."""
        ...

    def listing(self, since: datetime | None, page: str | None = None, *, whole: bool = False) -> Listing:
        """A page of all that the mailbox holds, spam and trash included. Raises CursorLost for a page that is gone.

        `whole` says that its messages are asked for next: a provider whose pages can carry them may keep them ready.
        """
        ...

    def fetch(self, provider_ids: Sequence[str]) -> Fetched:
        """Whole messages."""
        ...

    def standings(self, provider_ids: Sequence[str]) -> Fetched:
        """Only where the messages are and how they are labelled."""
        ...

    def find(self, internet_message_id: str) -> list[str]:
        """The provider's ids of the messages with this RFC 822 Message-ID."""
        ...

    def file(self, raw: bytes, *, is_sent: bool = False) -> str:
        """Put a mail into the mailbox as if it had come in, or been sent, and give its id."""
        ...

    def labels(self) -> list[Label]:
        """The labels that people made, and we. Raises NoLabels."""
        ...

    def make_label(self, name: str, color: str = "") -> Label:
        """Make a label, in a colour that tags have. Raises NameTaken when there may be one of that name."""
        ...

    def rename_label(self, label_id: str, name: str) -> Label:
        """Give a label another name, on all messages that carry it. Raises NameTaken.

        Where labels are known by their names alone it is another label then, with another id.
        """
        ...

    def relabel(self, provider_ids: Sequence[str], *, add: Collection[str], remove: Collection[str]) -> Relabelled:
        """Put the same labels on many messages and take the same ones off. Doing it twice is harmless."""
        ...

    def watch(self) -> Watch | None:
        """Have changes pushed; doing so again renews it. None where pushes are not set up, and polling is all."""
        ...

    def unwatch(self) -> None:
        """Have nothing pushed any more."""
        ...

    def absence(self) -> Absence | None:
        """The out-of-office answer of the account's owner; None where there is none.

        Of a person's own mailbox, where a credential for a whole organization lets us in. Raises AccessLost where not.
        """
        ...

    def send(self, raw: bytes, thread_id: str) -> str:
        """Send a mail, in a thread unless that is empty, and give its id. Asks once: a second try may send it twice.

        Raises TryAgain when it is not known whether it went out, Refrained when it certainly did not, but may later.
        """
        ...

    def discard(self, raw: bytes) -> None:
        """Take away what attempts to send a mail left behind that will not go out; not what somebody changed since."""
        ...
