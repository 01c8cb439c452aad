"""A mailbox at the simulated Microsoft 365 as tests steer it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import requests

from sync.line import Line, Patience, Token, Unlimited
from sync.provider import Account, Provider
from sync.providers import PROVIDERS
from tests.simulator.running import Running
from tests.sync.surroundings import Found, Shelf, letter, settings

ROLES = ("Mail.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite")
_FOLDERS = {"INBOX": "inbox", "SENT": "sentitems", "SPAM": "junkemail", "TRASH": "deleteditems", "DRAFT": "drafts"}
_CATEGORIES = "outlook/masterCategories"
_HELD = "internetMessageId,toRecipients,parentFolderId,isDraft,categories"
_MARKS = ("UNREAD", "STARRED")


@dataclass
class Outlook:
    """A mailbox at the simulated Microsoft 365, steered in the words of Gmail's labels."""

    simulator: Running
    address: str = ""
    troubles: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    shelf: Shelf | None = None
    found: Found = field(default_factory=Found)
    provider = "outlook"
    no_color = "no-such-colour"
    sending = "graph.messages.send"
    listing = "graph.messages.list"
    looks_after = True
    """Whether a mail of which it is not known that it went out is looked for at once."""
    writing = ("graph.messages.update", "graph.masterCategories.create")
    tells_what_happened = False
    renames_in_place = False

    def __post_init__(self) -> None:
        self.address = self.address or f"reception-{secrets.token_hex(6)}@clinic.example.org"
        self.simulator.post("microsoft/accounts", {"email": self.address, "name": "Reception"})

    @cached_property
    def application(self) -> str:
        """An application that the tenant's admin let in."""
        said = self.simulator.post("microsoft/applications", {"secret": "a secret", "roles": ROLES})
        return str(said["id"])

    @cached_property
    def tenant(self) -> str:
        """The tenant of the mailbox."""
        return str(self.simulator.get("microsoft/state")["tenants"][0]["id"])

    @cached_property
    def credential(self) -> bytes:
        """The application's, as an admin keeps it."""
        return json.dumps(
            {"tenant_id": self.tenant, "client_id": self.application, "client_secret": "a secret"}
        ).encode()

    def token(self) -> Token:
        """An access token for Graph."""
        said = self.simulator.post("microsoft/tokens", {"application": self.application})
        return Token(said["access_token"], datetime.now(UTC) + timedelta(minutes=50))

    def connect(self, **more: object) -> Provider:
        """A connection that waits for nothing and counts what it would have waited."""
        if self.shelf is None:
            self.shelf = Shelf(self.token())
        patience = Patience(first=0.5, wait=self.waits.append)
        line = Line(Unlimited(), self.shelf, self.found, patience, self.troubles.append)
        account = Account(1, self.address, self.credential)
        return PROVIDERS["outlook"](account, settings(self.simulator, **more), line)

    def deliver(self, raw: bytes | None = None, *labels: str, at: datetime | None = None) -> str:
        """A mail arrives; its id."""
        when = at.isoformat() if at else "2026-03-04T09:30:00+00:00"
        folder = next((_FOLDERS[label] for label in labels if label in _FOLDERS), "inbox")
        names = [label for label in labels if label not in (*_FOLDERS, *_MARKS)]
        return self.put_in(folder, raw or letter(), *names, at=when)

    def put_in(self, folder: str, raw: bytes, *names: str, at: str = "2026-03-04T09:30:00+00:00") -> str:
        """A mail arrives in a folder."""
        answer = requests.post(
            f"{self.simulator.url}/simulator/microsoft/deliver", data=raw, timeout=10,
            params={"mailbox": self.address, "received_at": at, "folder": folder, "category": names},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def relabel(self, *message_ids: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Somebody moves, marks or categorises mails."""
        folder = next((_FOLDERS[label] for label in add if label in _FOLDERS), "")
        folder = folder or ("archive" if any(label in _FOLDERS for label in remove) else "")
        if folder:
            self.behind("move", ids=message_ids, folder=folder)
        names = [[one for one in labels if one not in (*_FOLDERS, *_MARKS)] for labels in (add, remove)]
        if any(names):
            self.behind("categorise", ids=message_ids, add=names[0], remove=names[1])
        if any(label in _MARKS for label in (*add, *remove)):
            self.behind("read", ids=message_ids, read="UNREAD" not in add)

    def go_away(self, start: datetime | None, end: datetime | None) -> None:
        """The owner has an out-of-office answer sent, set in their own zone."""
        zone = {"timeZone": "W. Europe Standard Time"}
        here = ZoneInfo("Europe/Berlin")
        times = {
            name: {"dateTime": at.astimezone(here).strftime("%Y-%m-%dT%H:%M:%S.0000000"), **zone}
            for name, at in (("scheduledStartDateTime", start), ("scheduledEndDateTime", end)) if at
        }  # fmt: skip
        body = {"automaticRepliesSetting": {"status": "scheduled" if times else "alwaysEnabled", **times}}
        self._call("PATCH", "mailboxSettings", body)

    def delete(self, message_id: str) -> None:
        """Somebody deletes a mail for good."""
        self.behind("delete", ids=[message_id])

    def forget_history(self) -> None:
        """What happened so far can no longer be asked for."""
        self.simulator.post("microsoft/delta/expire", mailbox=self.address)

    def make_label(self, name: str) -> str:
        """Somebody makes a category; its name is its id."""
        return str(self._call("POST", _CATEGORIES, {"displayName": name, "color": "none"})["displayName"])

    def delete_label(self, label_id: str) -> None:
        """Somebody takes a category off the mailbox's list."""
        listed = self._call("GET", _CATEGORIES)["value"]
        (found,) = (one["id"] for one in listed if one["displayName"] == label_id)
        self._call("DELETE", f"{_CATEGORIES}/{found}")

    def sent(self) -> list[bytes]:
        """What went out, newest first."""
        found = self._call("GET", "mailFolders/sentitems/messages?$select=id&$top=50")["value"]
        return [self._asked("GET", f"messages/{one['id']}/$value").content for one in found]

    def begin(self, raw: bytes) -> None:
        """Somebody begins to write."""
        self.put_in("drafts", raw, at=datetime.now(UTC).isoformat())

    def holdings(self) -> Iterator[str]:
        """Every category, and every message with its folder, its states and its categories."""
        yield from (f"has the category {each['displayName']}" for each in self._call("GET", _CATEGORIES)["value"])
        folders = {one["id"]: one["displayName"] for one in self._call("GET", "mailFolders?$top=100")["value"]}
        for one in self._call("GET", f"messages?$top=999&$select={_HELD}")["value"]:
            to = [each["emailAddress"]["address"] for each in one["toRecipients"]]
            where = f"{folders.get(one['parentFolderId'])} {'draft' if one['isDraft'] else 'mail'}"
            yield f"holds {one['internetMessageId']} {to} in {where} with {sorted(one['categories'])}"

    def change_folder(self, verb: str, folder_id: str, body: dict[str, Any] | None = None) -> None:
        """Somebody renames a folder, or removes it: into the trash, or for good from there."""
        self._call(verb, f"mailFolders/{folder_id}", body)

    def drafts(self) -> list[dict[str, Any]]:
        """What is being written."""
        return list(self._call("GET", "mailFolders/drafts/messages?$top=50")["value"])

    def begin_draft(self, said: dict[str, Any]) -> None:
        """Somebody begins to write."""
        self._call("POST", "messages", said)

    def write_in(self, draft_id: str, text: str) -> None:
        """Somebody writes something else in a draft."""
        self._call("PATCH", f"messages/{draft_id}", {"body": {"contentType": "text", "content": text}})

    def _call(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._asked(verb, path, body)
        return answer.json() if answer.content else {}

    def _asked(self, verb: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        where, held = f"/graph/v1.0/users/{self.address}/{path}", self.token().value
        answer = self.simulator.call(verb, where, held, json=body, headers={"Prefer": 'IdType="ImmutableId"'})
        assert answer.status_code in (200, 201, 204), answer.text
        return answer

    def revoke(self) -> None:
        """The provider no longer lets us in."""
        self.simulator.put("faults", {"faults": [{"kind": "access-revoked", "mailbox": self.address}]})

    def behind(self, what: str, **body: object) -> Any:
        """What a person does in this mailbox."""
        return self.simulator.post(f"microsoft/{what}", {"mailbox": self.address, **body})
