"""What the server was sent, which keys and models it knows, and the troubles that are to come."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

Trouble = Literal[
    "slow", "busy", "broken", "not-json", "no-choices", "nonsense", "wrong-keys", "refusal", "cut-off", "redirect"
]
"""How the next answer goes wrong."""


@dataclass(frozen=True)
class Ahead:
    """A trouble that is to come."""

    kind: Trouble
    seconds: float = 0.0
    """How slow it is, or for how long it asks to be left alone."""


@dataclass
class State:
    """Thread-safe."""

    key: str = "sk-simulated"
    models: tuple[str, ...] = ("small", "large")
    received: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of all requests, also of those that were refused, with their headers under `headers`."""
    troubles: deque[Ahead] = field(default_factory=deque)
    always: Ahead | None = None
    """A trouble that does not end."""
    contents: deque[str] = field(default_factory=deque)
    """What the model says next; empty: what its rules say."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)
    """Set when slow answers need not wait any longer."""

    def keep(self, request: dict[str, Any]) -> None:
        """Remember what came."""
        with self.lock:
            self.received.append(request)

    def trouble(self) -> Ahead | None:
        """The next one, if any."""
        with self.lock:
            return self.troubles.popleft() if self.troubles else self.always

    def content(self) -> str | None:
        """What the model is to say, where somebody has said so."""
        with self.lock:
            return self.contents.popleft() if self.contents else None

    @property
    def text(self) -> str:
        """All that was ever said to it, in one text."""
        with self.lock:
            return "\n".join(str(one) for one in self.received)
