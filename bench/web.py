"""(b) and (c): cards a second, their CPU time, and what a web process holds in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import orjson
import requests

from addon.cli import demo_setup
from bench import load, machine, stock, table
from bench.installation import Installation, installation
from bench.load import Load
from bench.stock import Stock
from inbox.database import unit_of_work
from inbox.models import Conversation

_WARM = 300
_SCOPES = [
    "https://www.googleapis.com/auth/gmail.addons.execute",
    "https://www.googleapis.com/auth/gmail.addons.current.message.metadata",
    "https://www.googleapis.com/auth/gmail.addons.current.action.compose",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/script.locale",
]


@dataclass(frozen=True)
class Measured:
    """Several runs of one kind of request."""

    name: str
    loads: list[Load]
    cpu_ms: float

    @property
    def rate(self) -> float:
        return median(one.per_second for one in self.loads)


def measure(kind: str, sizes: Sequence[int], *, runs: int, requests_each: int, trivial_rate: float) -> None:
    """Measure every kind of request at every size and print the table."""
    rows, peaks = [], []
    first: dict[str, float] = {}
    for size in sizes:
        measured, peak = _of_size(kind, size, runs=runs, total=requests_each)
        peaks.append(peak)
        for one in measured:
            first.setdefault(one.name, one.rate)
            rows.append(_row(one, size, trivial_rate, first[one.name]))
    header = ("request", "conversations", "requests/s", "of trivial", "p50 ms", "p95 ms", "CPU ms", "of smallest")
    table.show(f"(b) Cards under gunicorn, 2 workers, {kind}, {runs} runs of {requests_each}", header, rows)
    table.show("(c) Peak memory", ("process", "MB"), [("web worker", max(peaks))])


def _row(one: Measured, size: int, trivial_rate: float, first: float) -> tuple[object, ...]:
    return (
        one.name, f"{size:,}", table.spread([each.per_second for each in one.loads]),
        f"{100 * one.rate / trivial_rate:.1f} %", median(each.p50 for each in one.loads),
        median(each.p95 for each in one.loads), one.cpu_ms, f"{100 * one.rate / first:.0f} %",
    )  # fmt: skip


def _of_size(kind: str, size: int, *, runs: int, total: int) -> tuple[list[Measured], float]:
    with installation(kind) as running:
        laid = stock.lay_in(running.runtime.make, size, running.tenant)
        port = running.demo.web_port
        pid = running.start("serve", ready=lambda: _answers(port))
        caller = Caller(running, laid)
        kinds: list[tuple[str, Callable[[], list[bytes]], int, int, int]] = [
            ("conversation card", caller.conversation_cards, 8, total, 1),
            ("the same in Outlook's pane", caller.pane_cards, 8, total, 1),
            ("list of 50", caller.lists, 8, total, 50),
            ("pending + assign", caller.actions, 1, 2 * len(laid.long_conversations), 1),
        ]
        measured = []
        for name, asked, connections, count, subjects in kinds:
            answer = load.once(port, asked()[0])
            if answer.count(b"Appointment ") < subjects:
                raise RuntimeError(f"{name}: the answer does not show what it should: {answer[-600:]!r}")
            load.run(port, asked(), connections=connections, total=min(_WARM, count))
            before = machine.cpu_seconds(pid)
            loads = [load.run(port, asked(), connections=connections, total=count) for _ in range(runs)]
            spent = (machine.cpu_seconds(pid) - before) * 1000 / (runs * count)
            if any(one.failures for one in loads):
                raise RuntimeError(f"{name}: some requests were not answered with 200")
            measured.append(Measured(name, loads, spent))
        peak = max(machine.peak_megabytes(one) for one in machine.family(pid))
    return measured, peak


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok
    except requests.RequestException:
        return False


class Caller:
    """Makes the requests that Google would make for one agent, and Outlook's pane."""

    def __init__(self, running: Installation, laid: Stock) -> None:
        self._running = running
        self._stock = laid
        self._settings = running.runtime.settings
        claims = {"aud": self._settings.google_client_id, "sub": "555000", "email": laid.agent, "email_verified": True}
        self._user = running.mint(claims)
        self._system: dict[str, str] = {}

    def conversation_cards(self) -> list[bytes]:
        """The card of each long conversation, as when its mail is opened."""
        return [
            self._request("/gmail/message", gmail={"messageId": f"msg-f:{int(message, 16)}", "threadId": "thread-f:1"})
            for message in self._stock.long_messages
        ]

    def pane_cards(self) -> list[bytes]:
        """The same as Outlook's pane asks for it."""
        asked = {"application": demo_setup.PANE, "email": self._stock.agent}
        self._running.tell_microsoft("accounts", {"email": self._stock.agent, "name": "Agent 0", "purpose": "user"})
        token = str(self._running.tell_microsoft("api-tokens", asked)["access_token"])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        items = [{"internetMessageId": f"<{number - 1}.9@example.com>"} for number in self._stock.long_conversations]
        events = [{"locale": "en", "timeZone": "Europe/Berlin", "item": item} for item in items]
        return [load.request("/outlook/message", body=orjson.dumps(one), headers=headers) for one in events]

    def lists(self) -> list[bytes]:
        """The team's list."""
        return [self._request("/gmail/actions/open", {"page": "home", "view": "team"})]

    def actions(self) -> list[bytes]:
        """Set to pending, then take, for each long conversation, with the version it has now."""
        with unit_of_work(self._running.runtime.make) as session:
            found = session.query(Conversation).where(Conversation.id.in_(self._stock.long_conversations)).all()
            for one in found:
                one.status, one.assignee_id = one.status.OPEN, None
            versions = {one.id: one.version for one in found}
        asked = []
        for number, version in versions.items():
            for step, action in enumerate(("set-pending", "take")):
                parameters = {
                    "conversation": str(number), "version": str(version + step), "drawn": f"{number}-{version + step}",
                }  # fmt: skip
                asked.append(self._request(f"/gmail/actions/{action}", parameters))
        return asked

    def _request(
        self, path: str, parameters: dict[str, str] | None = None, gmail: dict[str, str] | None = None
    ) -> bytes:
        event = {
            "commonEventObject": {
                "hostApp": "GMAIL", "platform": "WEB", "userLocale": "en", "parameters": parameters or {},
                "timeZone": {"id": "Europe/Berlin", "offset": 3_600_000},
            },
            "authorizationEventObject": {
                "userIdToken": self._user, "systemIdToken": self._token(path), "authorizedScopes": _SCOPES,
            },
            **({"gmail": gmail} if gmail else {}),
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self._token(path)}", "Content-Type": "application/json"}
        return load.request(path, body=orjson.dumps(event), headers=headers)

    def _token(self, path: str) -> str:
        if path not in self._system:
            self._system[path] = self._running.mint(
                {
                    "aud": self._settings.public_url + path, "sub": "555001", "email_verified": True,
                    "email": self._settings.google_addon_account,
                }
            )  # fmt: skip
        return self._system[path]
