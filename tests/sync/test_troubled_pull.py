"""Changes read on a bad day: paged with gaps, answered in part, and still all of it in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from inbox.models import MailboxState
from inbox.settings import Settings
from sync.line import Line, Patience
from sync.provider import Account, Changes
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.office import Office, connect
from tests.sync.outside import Gmail


def trouble(office: Office, *faults: dict[str, Any]) -> None:
    of_mailbox = [{"mailbox": office.gmail.address, **fault} for fault in faults]
    office.gmail.simulator.put("faults", {"faults": of_mailbox})


def busy(status: int, reason: str, times: int) -> dict[str, Any]:
    return {"kind": "batch-part", "status": status, "reason": reason, "times": times}


@pytest.fixture
def live(office: Office) -> Office:
    """A mailbox that was empty when it was read."""
    office.read_everything()
    office.gmail.simulator.delete("calls")
    return office


def history(office: Office) -> list[str]:
    """One mail that stays and is moved, and one that is added, moved and deleted, over six records."""
    kept, deleted = office.gmail.deliver(), office.gmail.deliver()
    office.gmail.relabel(deleted, add=("STARRED",))
    office.gmail.relabel(kept, add=("STARRED",))
    office.gmail.relabel(kept, remove=("INBOX",))
    office.gmail.delete(deleted)
    return [kept, deleted]


def test_three_pages_the_second_without_history_end_as_one_page_does(live: Office) -> None:
    other = replace(live, gmail=Gmail(live.gmail.simulator), mailbox_id=live.clinic.appointments.id)
    connect(live.work, other.mailbox_id, other.gmail)
    other.read_everything()
    (kept, _), (same, _) = history(live), history(other)
    live.gmail.simulator.delete("calls")
    # Of this seed the second call is the first to be struck.
    method = {"method": "users.history.list"}
    trouble(
        live, {"kind": "short-pages", "amount": 3, **method},
        {"kind": "empty-pages", "times": 1, "chance": 0.5, "seed": 2, **method},
    )  # fmt: skip

    live.sync()
    other.sync()

    assert live.asked("users.history.list") == 3
    assert other.asked("users.history.list") == 1
    assert live.gmail.simulator.get("faults")["faults"][1:] == [], "a page was empty"
    (one,), (two,) = live.held.values(), other.held.values()
    assert (one.provider_id, two.provider_id) == (kept, same)
    assert (one.labels, one.place, one.disposition) == (two.labels, two.place, two.disposition)
    assert live.deleted == other.deleted == set()
    assert live.mailbox.cursor == live.gmail.connect().profile().cursor


class Vanishing(GmailMailbox):
    """Google, where a mail is deleted for good right after the history told that it was changed."""

    gmail: Gmail
    message: str
    waits: list[float]

    def __init__(self, account: Account, settings: Settings, line: Line) -> None:
        super().__init__(account, settings, replace(line, patience=Patience(first=0.5, wait=self.waits.append)))

    def changes(self, cursor: str, page: str | None = None) -> Changes:
        said = super().changes(cursor, page)
        if self.message:
            self.gmail.delete(self.message)
            type(self).message = ""
        return said


@pytest.fixture
def changed(live: Office) -> Iterator[list[str]]:
    """Twenty-five mails held, each of them just marked; the last is about to vanish."""
    messages = [live.gmail.deliver() for _ in range(25)]
    live.sync()
    live.gmail.relabel(*messages, add=("STARRED",))
    Vanishing.gmail, Vanishing.message, Vanishing.waits = live.gmail, messages[-1], []
    PROVIDERS["vanishing"] = Vanishing
    live.become("vanishing")
    live.gmail.simulator.delete("calls")
    yield messages
    del PROVIDERS["vanishing"]


def test_of_a_batch_only_the_failures_are_asked_for_again_and_what_is_gone_once(
    live: Office, changed: list[str]
) -> None:
    trouble(
        live, busy(429, "rateLimitExceeded", 3), busy(403, "userRateLimitExceeded", 1), busy(500, "backendError", 1)
    )

    live.sync()

    assert live.asked("users.messages.get") == 25 + 5 + 1
    assert all("STARRED" in one.labels for one in live.held.values())
    assert set(live.held) == set(changed[:-1])
    assert live.deleted == {changed[-1]}
    assert len(Vanishing.waits) == 1
    assert live.mailbox.failures == 0


def test_when_retries_run_out_the_cursor_has_not_moved_and_the_next_run_completes(
    live: Office, changed: list[str]
) -> None:
    before = live.mailbox.cursor
    trouble(live, busy(429, "rateLimitExceeded", 3 * 25 + 3))

    live.sync()

    assert live.asked("users.messages.get") == 4 * 25 + 1, "what is gone is asked for again in any case"
    assert len(Vanishing.waits) == 3
    assert all(one < other for one, other in pairwise(Vanishing.waits)), "ever later"
    assert live.mailbox.cursor == before
    assert live.mailbox.failures == 1
    assert live.mailbox.state is MailboxState.LIVE
    starred = {one.provider_id for one in live.held.values() if "STARRED" in one.labels}
    assert len(starred) == 21

    live.be_patient_no_longer()
    live.sync()

    assert set(live.held) == set(changed[:-1])
    assert all("STARRED" in one.labels for one in live.held.values())
    assert live.deleted == {changed[-1]}
    assert live.mailbox.cursor != before
    assert live.mailbox.failures == 0


@pytest.mark.parametrize("kind", ["batch-missing", "batch-cut", "batch-shuffled"])
def test_an_answer_to_a_batch_that_is_not_whole_is_asked_for_again(live: Office, kind: str) -> None:
    messages = {live.gmail.deliver() for _ in range(10)}
    trouble(live, {"kind": kind, "times": 2})

    live.sync()

    assert set(live.held) == messages
    assert live.mailbox.failures == 0
