"""What a mailbox goes through, the same at every provider: read, kept up with, read anew, checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.models import Direction, Disposition, MailboxState, Message, Place
from sync.providers import PROVIDERS
from tests import checked
from tests.office import Office
from tests.sync.outside import letter

pytestmark = pytest.mark.parametrize("office", list(PROVIDERS), indirect=True)
RECENTLY = datetime.now(UTC) - timedelta(days=3)


def fault(office: Office, **what: object) -> None:
    office.gmail.simulator.put("faults", {"faults": [what]})


def direction(office: Office, provider_id: str) -> Direction:
    with office.work.unit(writes=False) as session:
        message = session.get_one(Message, office.held[provider_id].message_id)
        return message.direction


def test_everything_since_the_chosen_day_is_read_and_the_mailbox_is_live(office: Office) -> None:
    messages = {office.gmail.deliver(at=RECENTLY + timedelta(minutes=number // 3)) for number in range(30)}
    spam = office.gmail.deliver(None, "SPAM", at=RECENTLY)
    trash = office.gmail.deliver(None, "TRASH", at=RECENTLY)
    office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=31))

    office.with_settings(graph_page=7).read_everything()

    assert set(office.held) == messages | {spam, trash}
    assert office.held[spam].disposition is Disposition.QUARANTINED
    assert office.held[trash].place is Place.TRASH
    assert office.changes_of_state() == [("new", "backfill"), ("backfill", "live")]


def test_new_mail_is_taken_in_and_nothing_is_taken_in_twice(office: Office) -> None:
    office.read_everything()
    before = office.mailbox.cursor
    message = office.gmail.deliver(at=RECENTLY)

    office.sync()
    office.sync()

    assert set(office.held) == {message}
    assert office.mailbox.cursor != before
    assert office.held[message].disposition is Disposition.CONVERSATION


def test_what_we_send_from_the_mail_client_is_outbound(office: Office) -> None:
    office.read_everything()
    written = (
        f"From: Front desk <{office.gmail.address}>\r\nTo: ana@example.com\r\nMessage-ID: <1@example.org>\r\n\r\nYes."
    )
    sent = office.gmail.deliver(written.encode(), "SENT", at=RECENTLY)

    office.sync()

    assert office.held[sent].place is Place.SENT
    assert direction(office, sent) is Direction.OUTBOUND


@pytest.mark.parametrize(("add", "place"), [("", Place.ARCHIVE), ("SPAM", Place.SPAM), ("TRASH", Place.TRASH)])
def test_a_move_is_no_deletion(office: Office, add: str, place: Place) -> None:
    message = office.gmail.deliver()
    office.read_everything()
    office.sync()
    office.gmail.relabel(message, add=(add,) if add else (), remove=("INBOX",))

    office.sync()

    assert office.held[message].place is place
    assert office.deleted == set()


def test_what_is_deleted_is_marked_and_what_never_was_here_is_no_trouble(office: Office) -> None:
    message = office.gmail.deliver(at=RECENTLY)
    office.read_everything()
    brief = office.gmail.deliver()
    office.gmail.delete(brief)
    office.gmail.delete(message)

    office.sync()

    assert office.deleted == {message}
    assert office.held == {}


def test_a_draft_is_noted_and_becomes_mail_when_it_is_sent(office: Office) -> None:
    office.read_everything()
    draft = office.gmail.deliver(letter(), "DRAFT")
    office.sync()
    assert office.held[draft].disposition is Disposition.IGNORED

    office.gmail.relabel(draft, add=("SPAM",), remove=("DRAFT",))
    office.sync()

    assert draft in office.held


def test_a_forgotten_cursor_is_no_error_but_a_reading_anew(office: Office) -> None:
    kept, moved, deleted = (office.gmail.deliver(at=RECENTLY) for _ in range(3))
    office.read_everything()
    office.gmail.relabel(moved, remove=("INBOX",))
    office.gmail.delete(deleted)
    missed = office.gmail.deliver(at=RECENTLY)
    office.gmail.forget_history()

    office.sync()
    assert office.mailbox.state is MailboxState.RESYNC
    meanwhile = office.gmail.deliver(at=RECENTLY)
    office.read_everything()

    assert set(office.held) == {kept, moved, missed, meanwhile}
    assert office.held[moved].place is Place.ARCHIVE
    assert office.deleted == {deleted}
    assert office.mailbox.state is MailboxState.LIVE


def test_mail_that_no_sync_brought_is_found_by_the_ledger_and_taken_in(office: Office) -> None:
    messages = {office.gmail.deliver(at=RECENTLY) for _ in range(3)}
    office.read_everything()
    for _ in range(3):  # labels are written, and what that changed is read
        office.sync()
    lost = min(messages)
    checked.hide(office, lost)

    entry = checked.check(office)

    assert (entry.missing, entry.repaired) == (1, 1)
    assert set(office.held) == messages
    assert checked.is_whole(office)


def test_lost_access_is_told_with_what_to_do(office: Office) -> None:
    office.read_everything()
    office.gmail.revoke()
    if office.gmail.shelf is not None or office.gmail.provider == "gmail":
        office.work.runtime.redis.flushdb()

    office.sync()

    assert office.mailbox.state is MailboxState.DISCONNECTED
    assert len(office.mailbox.state_reason) > 40
