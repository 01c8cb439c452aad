"""What a call to Graph is made of, and what answers it."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.google.call import Request
from simulator.microsoft.accounts import Account
from simulator.microsoft.options import Options, Preferences
from simulator.microsoft.tokens import Caller
from simulator.microsoft.world import World

__all__ = ["Call", "Reply", "Request", "Route"]


@dataclass(frozen=True)
class Reply:
    """What a handler answers: JSON, bytes or nothing."""

    status: int = 200
    body: dict[str, Any] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One thing Graph can be asked: needs names the permissions of which any is enough."""

    verb: str
    path: str
    handler: "Callable[[Call], Reply]"
    name: str
    needs: tuple[str, ...]
    options: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None
    """The shape of the body; None: it takes none."""
    before: "Callable[[Call], None] | None" = None
    """What is done first, outside any writing: calls to other machines."""


@dataclass(frozen=True)
class Call:
    """One authorised and validated call."""

    world: World
    connection: sqlite3.Connection
    route: Route
    caller: Caller
    mailbox: Account | None
    names: Mapping[str, str]
    options: Options
    preferences: Preferences
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    now: datetime

    @property
    def account(self) -> Account:
        """The mailbox the call is about."""
        assert self.mailbox is not None
        return self.mailbox

    def url(self, path: str) -> str:
        """An address of Graph as callers know it."""
        return f"{self.world.graph_url}/v1.0/{path}"
