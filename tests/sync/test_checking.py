"""The ledger's check: what is missing is found and fetched; what moved during the listing is no alarm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from inbox import chain
from inbox.models import Delivery, Disposition, EventKind, FailedMail, Place
from sync.errors import TryAgain
from sync.provider import Fetched
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.checked import check, forget_changes, hide, is_whole, meanwhile, told
from tests.office import Office
from tests.sync.outside import letter
from tests.sync.test_backfill import RECENTLY, deliver


def test_a_mailbox_that_is_held_whole_adds_up(office: Office) -> None:
    deliver(office, 7)
    office.gmail.deliver(None, "SPAM", at=RECENTLY)
    office.gmail.deliver(None, "DRAFT", at=RECENTLY)
    office.gmail.deliver(None, "TRASH", at=RECENTLY)
    office.read_everything()

    entry = check(office)

    assert (entry.number, entry.listed, entry.held, entry.missing, entry.unexplained) == (1, 10, 10, 0, 0)
    assert entry.dispositions == {"conversation": 8, "quarantined": 1, "ignored-because": 1}
    assert (entry.arrived, entry.vanished, entry.deleted, entry.unlisted) == (0, 0, 0, 0)
    assert told(office, EventKind.LEDGER_ALARM) == []
    assert is_whole(office)
    assert not office.is_leased
    second = check(office)
    assert (second.number, second.previous) == (2, chain.link(entry))
    assert is_whole(office)


def test_a_hidden_message_is_named_and_fetched_within_one_check(office: Office) -> None:
    messages = deliver(office, 5)
    hidden = office.gmail.deliver(letter("Biopsy", number=777_001), at=RECENTLY)
    office.read_everything()
    hide(office, hidden)
    office.sync()
    assert hidden not in office.held

    entry = check(office)

    assert (entry.listed, entry.held, entry.missing, entry.repaired, entry.unexplained) == (6, 6, 1, 1, 0)
    named = {"provider_id": hidden, "message_id": "<777001@mail.example.com>"}
    assert entry.named == [named | {"outcome": "repaired"}]
    assert set(office.held) == messages | {hidden}
    assert entry.dispositions == {"conversation": 6}
    (alarm,) = told(office, EventKind.LEDGER_ALARM)
    (repair,) = told(office, EventKind.LEDGER_REPAIRED)
    assert alarm.data["messages"] == repair.data["messages"] == [named]
    assert alarm.mailbox_id == office.mailbox_id
    assert "Biopsy" not in str(alarm.data)
    assert check(office).missing == 0
    assert len(told(office, EventKind.LEDGER_ALARM)) == 1


def test_a_message_that_the_provider_does_not_give_stays_an_alarm_until_it_does(office: Office) -> None:
    deliver(office, 3)
    old = datetime.now(UTC) - timedelta(days=20)
    hidden = office.gmail.deliver(at=old)
    office.read_everything()
    hide(office, hidden)
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 500, "reason": "backendError"}
    ]})  # fmt: skip

    entry = check(office)

    assert (entry.listed, entry.held, entry.missing, entry.repaired, entry.unexplained) == (4, 3, 1, 0, 1)
    assert entry.named == [{"provider_id": hidden, "message_id": "", "outcome": "refused"}]
    assert len(told(office, EventKind.LEDGER_ALARM)) == 1
    office.gmail.simulator.put("faults", {"faults": []})
    second = check(office, since=datetime.now(UTC) - timedelta(days=14))
    assert (second.missing, second.repaired, second.unexplained) == (1, 1, 0), "older than the period, still remembered"
    assert hidden in office.held
    assert check(office).missing == 0


def test_one_message_that_is_never_answered_holds_up_no_other(office: Office) -> None:
    office.read_everything()
    hidden = sorted(deliver(office, 60))
    office.sync()
    office.sync()  # the labels that the first one wrote come back as changes
    for one in hidden:
        hide(office, one)

    class Broken(GmailMailbox):
        def fetch(self, provider_ids: Sequence[str]) -> Fetched:
            if hidden[0] in provider_ids:
                return Fetched(left=tuple(provider_ids), trouble=TryAgain("it does not answer"))
            return super().fetch(provider_ids)

    PROVIDERS["broken"] = Broken
    office.become("broken")
    try:
        entry = check(office)
    finally:
        office.become("gmail")
        del PROVIDERS["broken"]

    assert (entry.missing, entry.repaired, entry.unexplained) == (60, 59, 1)
    assert [one["provider_id"] for one in entry.named if one["outcome"] == "refused"] == [hidden[0]]


@pytest.mark.parametrize("when", ["the list", "the second page"])
def test_mail_that_comes_while_the_mailbox_is_listed_is_no_alarm(office: Office, when: str) -> None:
    deliver(office, 6)
    office.read_everything()
    arrived: list[str] = []
    with meanwhile(office, when, lambda: arrived.append(office.gmail.deliver(at=datetime.now(UTC)))):
        entry = check(office)

    assert len(arrived) == 1 and arrived[0] in office.held
    assert (entry.missing, entry.unexplained) == (0, 0)
    assert entry.listed == entry.held
    assert told(office, EventKind.LEDGER_ALARM) == []


@pytest.mark.parametrize("when", ["the list", "the second page"])
def test_mail_that_is_deleted_while_the_mailbox_is_listed_is_no_alarm(office: Office, when: str) -> None:
    messages = sorted(deliver(office, 6))
    office.read_everything()
    with meanwhile(office, when, lambda: office.gmail.delete(messages[0])):
        entry = check(office)

    assert office.deleted == {messages[0]}
    assert (entry.missing, entry.unexplained) == (0, 0)
    assert entry.listed == entry.held + entry.vanished


def test_mail_that_is_gone_when_it_is_asked_for_vanished(office: Office) -> None:
    messages = sorted(deliver(office, 3))
    office.read_everything()
    hide(office, messages[0])
    with meanwhile(office, "the fetch", lambda: office.gmail.delete(messages[0])):
        entry = check(office)

    assert (entry.listed, entry.held, entry.vanished, entry.missing) == (3, 2, 1, 0)


def test_a_message_not_found_for_a_moment_is_asked_for_again(office: Office) -> None:
    (hidden,) = deliver(office, 1)
    office.read_everything()
    hide(office, hidden)
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.messages.get", "status": 404, "reason": "notFound", "times": 1}
    ]})  # fmt: skip

    entry = check(office)

    assert (entry.vanished, entry.repaired) == (0, 1)


def test_what_the_list_does_not_show_is_asked_for_by_id(office: Office) -> None:
    gone, kept, revived = sorted(deliver(office, 3))
    office.read_everything()
    office.sync()  # writes the labels: a message that is gone by then is noticed there
    office.gmail.delete(gone)
    forget_changes(office)
    with office.work.unit() as session:
        late = update(Delivery).where(Delivery.provider_id == revived).values(deleted_at=office.work.clock())
        session.execute(late)
        early = update(Delivery).where(Delivery.provider_id == kept).values(received_at=office.work.clock())
        session.execute(early)

    entry = check(office)

    assert set(office.held) == {kept, revived}
    assert office.deleted == {gone}
    assert (entry.listed, entry.held, entry.deleted, entry.missing) == (2, 2, 1, 0)
    later = check(office, since=office.work.clock() - timedelta(hours=1))
    assert (later.listed, later.unlisted, later.deleted) == (0, 1, 0), "held as newer than the provider has it"


def test_mail_from_before_the_backfill_is_accounted_for_and_no_alarm(office: Office) -> None:
    deliver(office, 2)
    ancient = office.gmail.deliver(at=datetime.now(UTC) - timedelta(days=90))
    office.read_everything()

    entry = check(office, since=datetime.now(UTC) - timedelta(days=365))

    assert (entry.listed, entry.held, entry.missing) == (3, 3, 0)
    assert entry.dispositions == {"conversation": 2, "ignored-because": 1}
    assert office.held[ancient].because == "older than the backfill"


def test_a_draft_that_became_mail_unseen_was_missing_and_one_that_is_still_a_draft_was_not(office: Office) -> None:
    sent, still = sorted(office.gmail.deliver(None, "DRAFT", at=RECENTLY) for _ in range(2))
    office.read_everything()
    office.gmail.relabel(sent, add=("INBOX",), remove=("DRAFT",))
    forget_changes(office)

    entry = check(office)

    assert (entry.missing, entry.repaired) == (1, 1)
    assert office.held[sent].disposition is Disposition.CONVERSATION
    assert office.held[still].place is Place.DRAFT


def test_a_disposition_that_leads_to_no_mail_is_none(office: Office) -> None:
    broken, failed = sorted(deliver(office, 2))
    office.read_everything()
    with office.work.unit() as session:
        for one, disposition in ((broken, Disposition.CONVERSATION), (failed, Disposition.FAILED)):
            row = update(Delivery).where(Delivery.provider_id == one)
            session.execute(row.values(message_id=None, disposition=disposition))

    entry = check(office)

    assert (entry.missing, entry.repaired, entry.held) == (2, 2, 2)
    assert None not in {one.message_id for one in office.held.values()}


def test_mail_that_cannot_be_read_is_kept_and_explained(office: Office) -> None:
    message = office.gmail.deliver(letter(number=777_009), at=RECENTLY)
    office.read_everything()
    with office.work.unit() as session:
        held = session.scalars(select(Delivery).where(Delivery.provider_id == message)).one()
        held.message_id, held.disposition = None, Disposition.FAILED
        session.add(
            FailedMail(delivery_id=held.id, organization_id=held.organization_id, raw=b"?", error="?", attempts=12)
        )

    entry = check(office)

    assert (entry.missing, entry.held) == (0, 1)
    assert entry.dispositions == {"failed-retrying": 1}
