"""One mail on its way into a simulated mailbox."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SeedMail:
    """The bytes of a mail, the address of the mailbox it lies in, and what the mailbox knows about it."""

    mailbox: str
    raw: bytes
    received_at: datetime
    labels: tuple[str, ...]
    thread_key: str
