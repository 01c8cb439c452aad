"""Ana at the web page in a test, and what happens elsewhere: her session, her connection, and what Ben does."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import BrowserContext
from redis import Redis

from addon import web_sessions
from inbox.events import Change
from inbox.models import Person
from tests.addon.visitor import Visitor, desk_of
from tests.workers.processes import eventually
from workers import news

PATIENCE = 20.0
"""Seconds to wait for somebody to listen."""


@dataclass
class Host:
    """The service, and who is signed in where."""

    app: Flask
    redis: Redis
    ana: Visitor
    ben: Visitor
    person: Person
    contexts: list[BrowserContext] = field(default_factory=list)

    def enter(self, context: BrowserContext) -> None:
        """Ana's browser has her session."""
        context.add_cookies(
            [{"name": name, "value": value, "url": self.ana.origin} for name, value in self.ana.cookies.items()]
        )
        self.contexts.append(context)

    def sign_out(self) -> None:
        """The session ends elsewhere."""
        web_sessions.end(self.redis, self.ana.cookies["inbox"])

    def sign_in_again(self) -> None:
        """In another tab of the same browser."""
        self.ana.enter(self.redis, self.person)
        for one in [self.contexts.pop() for _ in self.contexts[:]]:
            self.enter(one)

    @property
    def is_signed_in(self) -> bool:
        return self.ana.get("/app").status_code == 200

    def by_ben(self, number: int, action: str, **typed: str) -> None:
        """A colleague does something to a conversation."""
        page = "note" if typed else "conversation"
        shown = self.ben.ask("/app/actions/open", parameters={"page": page, "conversation": str(number)})
        self.ben.press(shown.button(action), **typed)

    def nudge(self, number: int) -> None:
        """Say that a conversation changed, also when it did not."""
        news._tell(self.redis, [Change(self.person.organization_id, 1, number)])

    def hang_up(self) -> None:
        """End the connections that news goes over."""
        streams, ended = desk_of(self.app).streams, threading.Event()
        goes_on = streams.may_go_on

        def stop() -> bool:
            ended.set()
            return False

        streams.may_go_on = stop
        eventually(lambda: not streams.held or ended.is_set(), "the end of all connections", PATIENCE)
        streams.may_go_on = goes_on

    def wait_for_listener(self, conversation: int | None = None) -> None:
        """News of the last seconds is told to who begins to listen."""
