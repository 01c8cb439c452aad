"""Calling Graph for one mailbox: within the budget, again where that helps, many requests in one where it pays."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from inbox.settings import Settings
from sync.errors import AccessLost, CursorLost, ProviderError, Refrained, TryAgain
from sync.line import Line
from sync.prefetch import batches
from sync.providers.outlook import refusals
from sync.providers.outlook.answers import Answer
from sync.providers.outlook.transport import IMMUTABLE, Transport

Said = TypeVar("Said", bound=Answer)
_JSON = "application/json"
_NOT_BEGUN = 424
"""Of a request of a batch: the one that it comes after failed."""


class Again(enum.Enum):
    """When a request is sent once more."""

    IF_IT_HELPS = 1
    IF_NOT_DONE = 2
    """Only after an answer that says for certain that nothing was done."""
    NEVER = 3


@dataclass(frozen=True)
class Ask:
    """One request of a batch."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reply:
    """What came of one request of a batch: what was said, or why not."""

    said: Any = None
    refusal: ProviderError | None = None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200

    @property
    def is_waiting(self) -> bool:
        """Whether it is worth asking once more."""
        return isinstance(self.refusal, TryAgain)


class Graph:
    """The API as calls, each of which takes from the mailbox's budget."""

    def __init__(self, settings: Settings, line: Line, transport: Transport) -> None:
        self._line = line
        self._transport = transport
        self._at_once = max(min(settings.graph_batch, 20), 1)
        self._places = max(settings.graph_in_flight, 1)

    def path(self, link: str) -> str:
        """What a link of Graph's leads to. Raises ProviderError for another host."""
        return self._transport.path(link)

    def get(self, path: str, kind: type[Said], **headers: str) -> Said:
        """Ask for something."""
        return read(self.raw("GET", path, headers=headers), kind)

    def send(self, method: str, path: str, body: object, kind: type[Said], *, again: Again = Again.IF_NOT_DONE) -> Said:
        """Have something done."""
        return read(self.raw(method, path, orjson.dumps(body), {"Content-Type": _JSON}, again=again), kind)

    def raw(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *,
        again: Again = Again.IF_IT_HELPS, places: int = 1,
    ) -> bytes:  # fmt: skip
        """Carry out one request, and after a growing delay once more while that may help."""
        delays = self._line.patience.delays()
        while True:
            try:
                self._line.budget.spend(1)
                answer = self._transport.send(method, path, body, headers or {}, places=places)
                self._check(answer.status_code, answer.headers, answer.content)
                return answer.content
            except TryAgain as trouble:
                is_certain = isinstance(trouble, Refrained)
                may = again is Again.IF_IT_HELPS or (again is Again.IF_NOT_DONE and is_certain)
                delay = next(delays, None) if may else None
                if delay is None or trouble.after > self._line.patience.longest:
                    raise
                self._line.patience.wait(max(delay, trouble.after))

    def batch(self, asks: Sequence[Ask]) -> list[Reply]:
        """Carry out many requests, each of which may be sent twice. What concerns the whole mailbox is raised.

        Once some cannot be had for now, those after them are left, too.
        """
        replies: list[Reply] = []
        for some in batches(asks, self._at_once):
            trouble = next((one.refusal for one in replies if one.is_waiting), None)
            replies += [Reply(refusal=trouble) for _ in some] if trouble is not None else self._patiently(some)
        return replies

    def _patiently(self, asks: Sequence[Ask]) -> list[Reply]:
        replies = [Reply() for _ in asks]
        waiting = list(range(len(asks)))
        delays = self._line.patience.delays()
        while True:
            asked = len(waiting)
            for place, reply in zip(waiting, self._once([asks[place] for place in waiting]), strict=True):
                replies[place] = reply
            waiting = [place for place in waiting if replies[place].is_waiting]
            troubles = [one for place in waiting if isinstance(one := replies[place].refusal, TryAgain)]
            if not waiting:
                return replies
            if len(waiting) < asked and all(one.status == _NOT_BEGUN for one in troubles):
                continue  # those before them were answered: it is their turn
            after = max(one.after for one in troubles)
            delay = next(delays, None)
            if delay is None or after > self._line.patience.longest:
                return replies
            self._line.patience.wait(max(delay, after))

    def _once(self, asks: Sequence[Ask]) -> list[Reply]:
        """Send one batch. It takes all the mailbox's places, and has Graph work on no more of its requests at once."""
        body = orjson.dumps({"requests": [_worded(place, ask, self._places) for place, ask in enumerate(asks)]})
        try:
            if len(asks) > 1:
                self._line.budget.spend(len(asks) - 1)
            said = self.raw("POST", "/$batch", body, {"Content-Type": _JSON}, again=Again.NEVER, places=self._places)
            answers = {str(one["id"]): one for one in orjson.loads(said)["responses"]}
        except TryAgain as trouble:
            return [Reply(refusal=trouble) for _ in asks]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return [Reply(refusal=TryAgain("Microsoft's answer to a batch cannot be read")) for _ in asks]
        return [self._sorted(answers.get(str(place))) for place in range(len(asks))]

    def _sorted(self, part: Any) -> Reply:
        if not isinstance(part, dict) or not isinstance(part.get("status"), int):
            return Reply(refusal=TryAgain("Microsoft's answer to a batch lacks a part"))
        body = part.get("body")
        try:
            self._check(part["status"], part.get("headers") or {}, orjson.dumps(body))
        except (AccessLost, CursorLost):
            raise
        except ProviderError as refusal:
            return Reply(refusal=refusal)
        return Reply(body)

    def _check(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        if status >= 300:
            if status not in (404, 409, 412, _NOT_BEGUN):
                self._line.count(f"graph {status}")
            raise refusals.error(status, headers, body, datetime.now(UTC))


def read(body: bytes, kind: type[Said]) -> Said:
    """An answer in the parts that we need."""
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError:
        raise TryAgain("Microsoft's answer cannot be read") from None


def understand(said: Any, kind: type[Said]) -> Said:
    """The same of an answer in a batch."""
    try:
        return kind.model_validate(said)
    except ValidationError:
        raise TryAgain("Microsoft's answer cannot be read") from None


def _worded(place: int, ask: Ask, lanes: int) -> dict[str, Any]:
    preferred = ", ".join(filter(None, (IMMUTABLE, ask.headers.get("Prefer", ""))))
    headers = {**ask.headers, "Prefer": preferred}
    worded: dict[str, Any] = {"id": str(place), "method": ask.method, "url": ask.path, "headers": headers}
    if place >= lanes:
        worded["dependsOn"] = [str(place - lanes)]
    if ask.body is not None:
        worded["headers"] = headers | {"Content-Type": _JSON}
        worded["body"] = ask.body
    return worded
