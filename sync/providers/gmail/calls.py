"""Calling the Gmail API for one mailbox: within the unit budget, again where that helps, in batches where it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from inbox.settings import Settings
from sync.errors import ProviderError, TryAgain, UnitsSpent
from sync.line import Line
from sync.prefetch import batches
from sync.providers.gmail import batch, discovery, refusals
from sync.providers.gmail.answers import Answer, MessageAnswer
from sync.providers.gmail.plainer import Server
from sync.providers.gmail.transport import Transport

Said = TypeVar("Said", bound=Answer)


@dataclass
class Asked:
    """What has come so far of asking for several messages."""

    waiting: list[str] = field(default_factory=list)
    found: list[MessageAnswer] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    trouble: TryAgain | None = None
    """Why some are waiting."""

    @property
    def after(self) -> float:
        """For how many seconds Google wants to be left alone."""
        return self.trouble.after if self.trouble else 0.0

    def add(self, other: Asked) -> None:
        """What came of asking for others."""
        self.waiting += other.waiting
        self.found += other.found
        self.gone += other.gone
        self.refused += other.refused
        self.trouble = other.trouble

    def wait_for(self, provider_id: str, trouble: TryAgain) -> None:
        """This one is to be asked for again."""
        self.waiting.append(provider_id)
        if trouble.after >= self.after:
            self.trouble = trouble


class Calls:
    """The API's methods, each costing units of the mailbox's budget."""

    def __init__(self, settings: Settings, line: Line, transport: Transport, server: Server) -> None:
        self._server = server
        self._units = settings.gmail_units
        self._batch = settings.gmail_batch
        self._line = line
        self._transport = transport
        self._batch_url = discovery.batch_url(settings.gmail_api_url)
        self._get: Any = discovery.messages(settings.gmail_api_url).get

    def call(self, method: str, request: Any, kind: type[Said], *, again: bool = True) -> Said:
        """Carry out one request, made with Google's client, and `again` after a growing delay while that may help."""
        delays = self._line.patience.delays() if again else iter(())
        while True:
            self._spend(method, 1)
            try:
                answer, body = self._transport.request(request.uri, request.method, request.body, request.headers)
                self._check(answer.status, answer, body)
                return _read(body, kind)
            except TryAgain as trouble:
                delay = next(delays, None)
                if delay is None or trouble.after > self._line.patience.longest:
                    raise
                self._line.patience.wait(max(delay, trouble.after))

    def messages(self, provider_ids: Sequence[str], form: str) -> Asked:
        """Ask for messages, in batches. Once one cannot be had for now, those after it are left for later, too."""
        whole = Asked()
        for some in batches(provider_ids, self._batch):
            if whole.waiting:
                whole.waiting += some
                continue
            whole.add(self._patiently(some, form))
        return whole

    def _patiently(self, provider_ids: Sequence[str], form: str) -> Asked:
        """Send one batch; the parts that failed for now are asked for again, only those, ever later."""
        asked = Asked(list(provider_ids))
        delays = self._line.patience.delays()
        while asked.waiting:
            try:
                self._spend("messages.get", len(asked.waiting))
            except UnitsSpent as trouble:
                asked.trouble = trouble
                break
            self._ask(asked, form)
            delay = next(delays, None)
            if asked.waiting and (delay is None or asked.after > self._line.patience.longest):
                break
            if asked.waiting:
                self._line.patience.wait(max(delay or 0.0, asked.after))
        return asked

    def _ask(self, asked: Asked, form: str) -> None:
        wanted = asked.waiting
        if self._server.lacks("batch"):
            self._ask_singly(asked, form)
            return
        envelope = batch.encode([self._get(userId="me", id=each, format=form).uri for each in wanted])
        try:
            parts = self._send(envelope)
        except TryAgain as trouble:
            asked.trouble = trouble
            return
        except ProviderError as refusal:
            self._server.found_lacking("batch", refusal, instead="messages.get")
            self._ask_singly(asked, form)
            return
        asked.waiting, asked.trouble = [], None
        for place, provider_id in enumerate(wanted):
            self._sort(asked, provider_id, parts.get(place))

    def _ask_singly(self, asked: Asked, form: str) -> None:
        """As a batch, but one by one. Once the server is out of reach or wants to be left alone, the rest waits."""
        wanted = asked.waiting
        asked.waiting, asked.trouble = [], None
        for place, provider_id in enumerate(wanted):
            request = self._get(userId="me", id=provider_id, format=form)
            try:
                answer, body = self._transport.request(request.uri, request.method, request.body, request.headers)
            except TryAgain as trouble:
                asked.trouble = trouble
                asked.waiting += wanted[place:]
                return
            self._sort(asked, provider_id, batch.Part(answer.status, answer, body))
            if asked.after > 0:
                asked.waiting += wanted[place + 1 :]
                return

    def _send(self, envelope: bytes) -> dict[int, batch.Part]:
        headers = {"content-type": batch.CONTENT_TYPE}
        answer, body = self._transport.request(self._batch_url, "POST", envelope, headers)
        self._check(answer.status, answer, body)
        return batch.decode(answer.get("content-type", ""), body)

    def _sort(self, asked: Asked, provider_id: str, part: batch.Part | None) -> None:
        """File the answer to one part. What concerns the whole mailbox is raised."""
        try:
            if part is None:
                raise TryAgain("Google's answer to a batch lacks a part")
            self._check(part.status, part.headers, part.body)
            asked.found.append(_read(part.body, MessageAnswer))
        except TryAgain as trouble:
            asked.wait_for(provider_id, trouble)
        except ProviderError as refusal:
            if refusal.status not in (400, 404, 410):
                raise
            (asked.refused if refusal.status == 400 else asked.gone).append(provider_id)

    def _check(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        if status >= 300:
            if status not in (404, 410):
                self._line.count(f"gmail {status}")
            now = datetime.now(UTC)
            raise refusals.error(refusals.read(status, headers, body, now), now)

    def _spend(self, method: str, times: int) -> None:
        self._line.budget.spend(self._units.get(method, 5) * times)


def _read(body: bytes, kind: type[Said]) -> Said:
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError:
        raise TryAgain("Google's answer cannot be read") from None
