"""What came in: the newest mails, in memory, and how the server answers for some addresses."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

KEPT = 500


@dataclass(frozen=True)
class Received:
    """One mail as it came, with its envelope."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime

    @property
    def mail(self) -> EmailMessage:
        """Its headers and parts."""
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def text(self, kind: str) -> str:
        """Its text, as plain text or as HTML."""
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


@dataclass
class Tray:
    """Thread-safe."""

    refusals: dict[str, str] = field(default_factory=dict)
    """Answers to RCPT by address; an empty address stands for every mail, when its text was sent."""
    _kept: deque[Received] = field(default_factory=lambda: deque(maxlen=KEPT))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        """Take a mail in."""
        with self._lock:
            self._kept.append(Received(next(self._numbers), sender, recipients, raw, datetime.now(UTC)))

    def newest_first(self) -> list[Received]:
        """All that are kept."""
        with self._lock:
            return list(self._kept)[::-1]

    def find(self, number: int) -> Received | None:
        """One of them."""
        return next((one for one in self.newest_first() if one.number == number), None)
