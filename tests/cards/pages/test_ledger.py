"""The ledger's cards: what an admin is told of each mailbox, and what nobody else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from inbox import checks, database
from inbox.checks import Step
from inbox.database import Sessions
from inbox.errors import NotAllowed, NotFound
from inbox.models import LedgerEntry, Mailbox, MailboxState
from tests import ledgers
from tests.cards.drawing import Drawer, counted_queries
from tests.clinic import Clinic, found
from tests.ledgers import clean, holed


def write(make: Sessions, mailbox: Mailbox, now: datetime, *results: ledgers.Result) -> None:
    with database.unit_of_work(make) as session:
        ledgers.write(session, mailbox, *results, now=now)


def test_before_the_first_check_the_card_says_so(ada: Drawer, clinic: Clinic) -> None:
    assert ada("ledger").text.count("Not checked yet") == 3
    shown = ada("ledger-mailbox", mailbox=clinic.front_desk.id)
    assert "This mailbox was not checked yet." in shown.text
    assert shown.presses("check-ledger") == [{"drawn": "a-drawing", "mailbox": str(clinic.front_desk.id)}]


def test_without_mailboxes_there_is_nothing_to_check(make: Sessions, ada: Drawer) -> None:
    with database.unit_of_work(make) as session:
        session.query(Mailbox).delete()

    assert "There is no mailbox yet." in ada("ledger").text


def test_a_clean_check_is_told_with_its_numbers(make: Sessions, ada: Drawer, clinic: Clinic, now: datetime) -> None:
    write(make, clinic.front_desk, now - timedelta(hours=2), clean(now - timedelta(hours=2)))

    assert "✓ 12 messages, none missing · 2 h ago" in ada("ledger").text
    lines = [(line.get("topLabel"), line["text"]) for line in ada("ledger-mailbox", mailbox=clinic.front_desk.id).lines]
    assert ("Listed by the mail provider", "12") in lines
    assert ("Held here", "12") in lines
    assert ("In conversations", "10") in lines
    assert ("In quarantine", "2") in lines
    assert ("Unexplained", "0") in lines
    assert ("Entries of the ledger", "✓ As written") in lines
    assert "⚠" not in ada("home").text


def test_missing_mail_is_named_and_told_before_anything_else(
    make: Sessions, ada: Drawer, ana: Drawer, clinic: Clinic, now: datetime
) -> None:
    write(make, clinic.appointments, now, holed(now, missing=3, repaired=1))
    write(make, clinic.front_desk, now, holed(now, missing=1, repaired=1))

    home = ada("home")
    assert "⚠ Appointments: 2 messages are missing: the mail provider lists them" in home.lines[0]["text"]
    assert "⚠ Reception: 1 message was missing and has been fetched." in home.lines[1]["text"]
    assert home.opened("ledger")
    assert "missing" not in ana("home").text
    assert [line["text"] for line in ada("ledger").lines] == [
        "<b>Appointments</b>",
        "<b>Reception</b>",
        "<b>Billing</b>",
    ]
    shown = ada("ledger-mailbox", mailbox=clinic.appointments.id)
    assert "⚠ 3 messages were missing" in shown.text
    named = [(one["topLabel"], one["text"], one["bottomLabel"]) for one in shown.lines if "lost-" in one["text"]]
    assert named[0] == ("18c0000", "&lt;lost-0@example.com&gt;", "fetched and taken in")
    assert named[1][2] == "the mail provider does not give it"


def test_a_clean_check_ends_an_alarm(make: Sessions, ada: Drawer, clinic: Clinic, now: datetime) -> None:
    write(make, clinic.front_desk, now, holed(now), clean(now))

    assert "⚠" not in ada("home").text
    older = ada("ledger-mailbox", mailbox=clinic.front_desk.id)
    assert "⚠ 2 messages were missing" in older.text, "among the older checks"
    again = ada("ledger-mailbox", mailbox=clinic.front_desk.id, entry=1)
    assert "lost-1@example.com" in again.text


def test_a_broken_chain_is_an_alarm(make: Sessions, ada: Drawer, clinic: Clinic, now: datetime) -> None:
    write(make, clinic.front_desk, now, clean(now), clean(now))
    with database.unit_of_work(make) as session:
        session.execute(update(LedgerEntry).where(LedgerEntry.number == 2).values(listed=11))
    write(make, clinic.front_desk, now, clean(now))

    for page, params in (("home", {}), ("ledger", {}), ("ledger-mailbox", {"mailbox": clinic.front_desk.id})):
        assert "⚠" in ada(page, **params).text
        assert "entry 2 is the first that is not right" in ada(page, **params).text


def test_a_check_under_way_shows_how_far_it_got(make: Sessions, ada: Drawer, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        checks.ask(session, mailbox, now=now)
    assert "A check begins soon." in ada("ledger-mailbox", mailbox=clinic.front_desk.id).text
    with database.unit_of_work(make) as session:
        stand = checks.of(session, clinic.front_desk.id)
        assert stand is not None
        checks.keep(session, clinic.front_desk.id, replace(stand, started=now, step=Step.LIST, listed=500, total=1800))

    shown = ada("ledger-mailbox", mailbox=clinic.front_desk.id)
    assert "Being checked: 500 of about 1800 messages so far." in shown.text
    assert shown.presses("check-ledger") == [], "one is enough"


def test_a_mailbox_that_is_not_read_offers_no_check(make: Sessions, ada: Drawer, clinic: Clinic) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.DISCONNECTED

    assert ada("ledger-mailbox", mailbox=clinic.front_desk.id).presses("check-ledger") == []


def test_older_checks_are_paged(make: Sessions, ada: Drawer, clinic: Clinic, now: datetime) -> None:
    write(make, clinic.front_desk, now, *[clean(now)] * 23)
    seen: list[str] = []
    params: dict[str, str] = {"mailbox": str(clinic.front_desk.id)}
    while True:
        shown = ada("ledger-mailbox", **params)
        seen += [one["entry"] for one in shown.opened("ledger-mailbox") if "entry" in one]
        older = [one for one in shown.opened("ledger-mailbox") if "older" in one]
        if not older:
            break
        params = {name: value for name, value in older[0].items() if name != "page"}

    assert seen == [str(number) for number in range(23, 0, -1)]


@pytest.mark.parametrize("count", [1, 250])
def test_any_number_of_mailboxes_is_a_card_of_few_queries(
    engine: Engine, make: Sessions, ada: Drawer, clinic: Clinic, now: datetime, count: int
) -> None:
    with database.unit_of_work(make) as session:
        for number in range(count):
            one = Mailbox(
                organization_id=clinic.organization.id, team_id=clinic.billing.id, name=f"M {number:03}",
                address=f"m{number}@clinic.example.org", provider="gmail", state=MailboxState.LIVE, created_at=now,
            )  # fmt: skip
            session.add(one)
            session.flush()
            ledgers.write(session, one, holed(now) if number == 77 else clean(now), now=now)
    seen: list[str] = []
    params: dict[str, str] = {}
    while True:
        with counted_queries(engine) as statements:
            shown = ada("ledger", **params)
        assert len(statements) <= 3
        seen += [line["text"] for line in shown.lines]
        more = [one for one in shown.opened("ledger") if "start" in one]
        if not more:
            break
        params = {name: value for name, value in more[0].items() if name != "page"}

    assert len(seen) == len(set(seen)) == count + 3
    if count > 77:
        assert seen[0] == "<b>M 077</b>", "what is wrong stands first"


def test_only_admins_get_to_it_and_only_to_their_own(
    make: Sessions, ana: Drawer, ada: Drawer, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other")
    write(make, other.front_desk, now, holed(now))

    assert "missing" not in ada("home").text
    assert len(ada("ledger").lines) == 3
    with pytest.raises(NotFound):
        ada("ledger-mailbox", mailbox=other.front_desk.id)
    assert ada("home").opened("ledger") and ada("settings").opened("ledger")
    assert not ana("home").opened("ledger") and not ana("settings").opened("ledger")
    for page in ("ledger", "ledger-mailbox"):
        with pytest.raises(NotAllowed):
            ana(page, mailbox=clinic.front_desk.id)


def test_an_entry_that_does_not_exist_is_not_found(ada: Drawer, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        ada("ledger-mailbox", mailbox=clinic.front_desk.id, entry=3)
