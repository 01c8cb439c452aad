"""What a mailbox's provider tells us of mail, and what becomes of it: the values between sync and intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.models import Disposition, Place

__all__ = ["Arrival", "Place", "Standing", "Taken"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as the provider lists it, whole."""

    provider_id: str
    thread_id: str
    """The provider's thread within this mailbox; empty where it knows none."""
    raw: bytes
    received_at: datetime
    labels: tuple[str, ...]
    version: str
    place: Place


@dataclass(frozen=True, slots=True)
class Standing:
    """Later news of a mail: where it is now and how it is labelled."""

    provider_id: str
    labels: tuple[str, ...]
    version: str
    place: Place


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an arrival. `is_new` is False for one that was known before."""

    provider_id: str
    disposition: Disposition
    because: str = ""
    message_id: int | None = None
    conversation_id: int | None = None
    is_new: bool = True
