"""The outside as tests steer it: for each provider a simulated mailbox, and a connection to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sync.line import Line, Patience, Token, Unlimited
from sync.provider import Account, Provider
from sync.providers import PROVIDERS
from tests.simulated import new_mailbox
from tests.simulator.running import Running, key_file
from tests.sync.outlook import Outlook
from tests.sync.surroundings import RING, Found, Shelf, letter, settings, token

__all__ = ["OUTSIDES", "RING", "Found", "Gmail", "Outlook", "Outside", "Shelf", "letter", "settings", "token"]


@dataclass
class Gmail:
    """A mailbox at the simulated Gmail."""

    simulator: Running
    address: str = ""
    troubles: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    shelf: Shelf | None = None
    found: Found = field(default_factory=Found)
    provider = "gmail"
    no_color = "#123456"
    sending = "users.messages.send"
    listing = "users.messages.list"
    looks_after = False
    writing = ("users.messages.modify", "users.messages.batchModify", "users.labels.create")
    tells_what_happened = True
    renames_in_place = True

    def __post_init__(self) -> None:
        self.address = self.address or new_mailbox(self.simulator)

    @cached_property
    def credential(self) -> bytes:
        """The key of a service account that acts for the mailbox."""
        return json.dumps(key_file(self.simulator)).encode()

    def token(self) -> Token:
        """An access token for the mailbox."""
        return token(self.simulator, self.address)

    def connect(self, **more: object) -> Provider:
        """A connection that waits for nothing and counts what it would have waited.

        The first one has a token already: reading a private key takes longer than most tests.
        """
        if self.shelf is None:
            self.shelf = Shelf(self.token())
        patience = Patience(first=0.5, wait=self.waits.append)
        line = Line(Unlimited(), self.shelf, self.found, patience, self.troubles.append)
        account = Account(1, self.address, self.credential)
        return PROVIDERS["gmail"](account, settings(self.simulator, **more), line)

    def deliver(self, raw: bytes | None = None, *labels: str, at: datetime | None = None) -> str:
        """A mail arrives; its id."""
        when = at.isoformat() if at else "2026-03-04T09:30:00+00:00"
        return self.simulator.deliver(self.address, raw or letter(), *labels, at=when)

    def relabel(self, *message_ids: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Somebody moves or marks mails."""
        self.simulator.post("modify", {"mailbox": self.address, "ids": message_ids, "add": add, "remove": remove})

    def delete(self, message_id: str) -> None:
        """Somebody deletes a mail for good."""
        path = f"/gmail/v1/users/me/messages/{message_id}"
        assert self.simulator.call("DELETE", path, self.simulator.token(self.address)).status_code == 204

    def go_away(self, start: datetime | None, end: datetime | None) -> None:
        """The owner has an out-of-office answer sent."""
        times = {name: str(int(at.timestamp() * 1000)) for name, at in (("startTime", start), ("endTime", end)) if at}
        held = self.simulator.token(self.address, "https://www.googleapis.com/auth/gmail.settings.basic")
        body = {"enableAutoReply": True, "responseBodyPlainText": "I am away.", **times}
        answer = self.simulator.call("PUT", "/gmail/v1/users/me/settings/vacation", held, json=body)
        assert answer.status_code == 200, answer.text

    def forget_history(self) -> None:
        """What happened so far can no longer be asked for."""
        self.simulator.post("history/expire", mailbox=self.address)

    def make_label(self, name: str) -> str:
        """Somebody makes a label; its id."""
        return str(self.call("POST", "labels", {"name": name})["id"])

    def rename_label(self, label_id: str, name: str) -> None:
        """Somebody renames a label."""
        self.call("PATCH", f"labels/{label_id}", {"name": name})

    def delete_label(self, label_id: str) -> None:
        """Somebody deletes a label."""
        self.call("DELETE", f"labels/{label_id}")

    def begin(self, raw: bytes) -> None:
        """Somebody begins to write."""
        self.call("POST", "drafts", {"message": {"raw": base64.urlsafe_b64encode(raw).decode()}})

    def holdings(self) -> Iterator[str]:
        """Every label, and every message with its labels."""
        labels = {each["id"]: each["name"] for each in self.call("GET", "labels")["labels"]}
        yield from (f"has the label {each}" for each in labels.values())
        for listed in self.call("GET", "messages?includeSpamTrash=true&maxResults=500").get("messages", ()):
            message = self.call("GET", f"messages/{listed['id']}?format=metadata")
            headers = {each["name"].lower(): each["value"] for each in message["payload"]["headers"]}
            on = sorted(labels[each] for each in message.get("labelIds", ()))
            yield f"holds {headers.get('message-id', '')} {headers.get('to', '')} with {on}"

    def sent(self) -> list[bytes]:
        """What went out, newest first."""
        found = self.call("GET", "messages?labelIds=SENT").get("messages", ())
        return [base64.urlsafe_b64decode(self.call("GET", f"messages/{one['id']}?format=raw")["raw"]) for one in found]

    def call(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A call of the API, by hand."""
        where, held = f"/gmail/v1/users/me/{path}", self.simulator.token(self.address)
        answer = self.simulator.call(verb, where, held, json=body)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else {}

    def revoke(self) -> None:
        """The provider no longer lets us in; a token that is still good is no help."""
        self.shelf = Shelf()
        fault = {"kind": "delegation-revoked", "mailbox": self.address}
        self.simulator.put("faults", {"faults": [fault]})


Outside = Gmail | Outlook
OUTSIDES: dict[str, Callable[[Running], Outside]] = {"gmail": Gmail, "outlook": Outlook}
"""For every provider, how its mailboxes are played."""
