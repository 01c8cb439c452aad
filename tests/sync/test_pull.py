"""Reading changes: every page, every message, and a cursor that moves last."""

from __future__ import annotations

import pytest

from inbox.models import MailboxState
from sync.provider import Changes
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.office import Office
from tests.sync.outside import letter
from workers import sync_jobs


def fault(office: Office, **what: object) -> None:
    office.gmail.simulator.put("faults", {"faults": [what]})


@pytest.fixture
def live(office: Office) -> Office:
    """A mailbox that was empty when it was read."""
    office.read_everything()
    office.gmail.simulator.delete("calls")
    return office


def test_new_mail_is_taken_in_and_the_cursor_moves(live: Office) -> None:
    before = live.mailbox.cursor
    message = live.gmail.deliver()

    live.sync()

    assert set(live.held) == {message}
    assert live.mailbox.cursor != before
    assert live.mailbox.synced_at is not None


def test_nothing_is_asked_without_a_hint(live: Office) -> None:
    live.gmail.deliver()

    sync_jobs.sync_mailbox.run(live.work, live.mailbox_id)

    assert live.asked("users.history.list") == 0


def test_what_was_moved_is_looked_up_and_what_we_hold_already_is_not(live: Office) -> None:
    message = live.gmail.deliver()
    live.sync()
    live.gmail.relabel(message, add=("STARRED",), remove=("INBOX",))
    live.gmail.simulator.delete("calls")

    live.sync()
    live.sync()

    assert live.asked("users.messages.get") == 1
    assert "STARRED" in live.held[message].labels
    assert "INBOX" not in live.held[message].labels


def test_added_changed_and_deleted_in_one_go_is_deleted_and_never_fetched(live: Office) -> None:
    message = live.gmail.deliver()
    live.gmail.relabel(message, add=("STARRED",))
    live.gmail.delete(message)

    live.sync()

    assert live.asked("users.messages.get") == 0
    assert live.held == {}


def test_what_is_deleted_later_is_marked(live: Office) -> None:
    message = live.gmail.deliver()
    live.sync()
    live.gmail.delete(message)

    live.sync()

    assert live.deleted == {message}


def test_all_pages_are_read_before_the_cursor_moves(live: Office) -> None:
    messages = {live.gmail.deliver(letter()) for _ in range(20)}
    for _ in range(13):
        live.gmail.relabel(*messages, add=("STARRED",))
        live.gmail.relabel(*messages, remove=("STARRED",))

    live.sync()

    assert live.asked("users.history.list") == 2
    assert set(live.held) == messages
    assert live.asked("users.messages.get") == 20


def test_a_message_that_is_unknown_for_a_moment_after_its_push_is_not_lost(live: Office) -> None:
    message = live.gmail.deliver()
    fault(live, kind="status", method="users.messages.get", status=404, reason="notFound", times=1)

    live.sync()

    assert set(live.held) == {message}
    assert live.asked("users.messages.get") == 2


def test_what_cannot_be_read_now_keeps_the_cursor_where_it_is(live: Office) -> None:
    messages = [live.gmail.deliver() for _ in range(3)]
    before = live.mailbox.cursor
    fault(live, kind="status", method="users.messages.get", status=429, reason="rateLimitExceeded", times=3 * 4 - 2)

    live.sync()

    assert len(live.held) == 2
    assert live.mailbox.cursor == before
    assert live.mailbox.failures == 1
    assert live.mailbox.try_at is not None
    assert live.mailbox.state is MailboxState.LIVE

    live.sync()
    assert len(live.held) == 2, "the provider is left alone for a while"
    live.be_patient_no_longer()
    live.sync()
    assert set(live.held) == set(messages)
    assert live.mailbox.failures == 0
    assert live.asked("users.messages.get") == 12 + 1


def test_a_page_without_changes_is_not_the_last(live: Office) -> None:
    class WithGap(GmailMailbox):
        """Google, with an empty page in the middle of the history."""

        def changes(self, cursor: str, page: str | None = None) -> Changes:
            return super().changes(cursor) if page == "gap" else Changes((), page="gap")

    message = live.gmail.deliver()
    before = live.mailbox.cursor
    PROVIDERS["with-gap"] = WithGap
    live.become("with-gap")
    live.sync()
    del PROVIDERS["with-gap"]

    assert set(live.held) == {message}
    assert live.mailbox.cursor != before
