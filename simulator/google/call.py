"""Requests to the API and answers, apart from any web server; and one call as its method sees it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.google.accounts import Account
from simulator.google.discovery import Method
from simulator.google.world import World

SCOPE = "https://www.googleapis.com/auth/"


@dataclass(frozen=True)
class Request:
    """A request as it came, by itself or inside a batch; header names in lower case."""

    verb: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes = b""
    batched: bool = False


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Call:
    """One authorised and validated call."""

    world: World
    connection: sqlite3.Connection
    account: Account
    method: Method
    parameters: Mapping[str, Any]
    body: Mapping[str, Any]
    media: bytes | None
    scopes: frozenset[str]
    open_message: int | None
    now: datetime

    @property
    def only_metadata(self) -> bool:
        """Whether the token lets the caller see headers and labels, but no content."""
        return self.scopes <= {
            f"{SCOPE}gmail.metadata",
            f"{SCOPE}gmail.addons.current.message.metadata",
        }
