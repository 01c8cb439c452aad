"""Calls on a bad day: what is tried again, how long is waited, how many are under way."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from sync.errors import AccessLost, Refrained, TryAgain
from sync.flights import SharedFlights
from sync.line import Line, Patience, Token, Unlimited
from sync.provider import Account
from sync.providers.outlook.mailbox import OutlookMailbox
from tests.office import Office
from tests.sync.outside import Found, Outlook, Shelf, letter, settings


def fault(outlook: Outlook, *faults: dict[str, object]) -> None:
    outlook.simulator.put("faults", {"faults": [{"mailbox": outlook.address, **one} for one in faults]})


def busy(method: str, seconds: float = 2.5, times: int | None = 1) -> dict[str, object]:
    return {"kind": "rate-limit", "method": method, "seconds": seconds, "times": times}


def test_a_fraction_of_a_second_is_waited_for_on_every_verb(outlook: Outlook) -> None:
    message, provider = outlook.deliver(), outlook.connect()
    fault(outlook, busy("graph.messages.list"), busy("graph.masterCategories.create"), busy("graph.messages.update"))

    provider.listing(None)
    provider.make_label("Desk/Open")
    said = provider.relabel([message], add={"Desk/Open"}, remove=())

    assert said.done == (message,)
    assert len([wait for wait in outlook.waits if 2.5 <= wait < 8]) == 3


def test_a_fraction_of_a_second_is_waited_for_inside_a_batch_and_before_a_draft_is_filled(outlook: Outlook) -> None:
    messages, provider = [outlook.deliver() for _ in range(5)], outlook.connect()
    fault(outlook, busy("graph.messages.get", times=2))
    assert [one.provider_id for one in provider.fetch(messages).arrivals] == messages
    assert [2.5 <= wait < 8 for wait in outlook.waits] == [True]

    outlook.waits.clear()
    fault(outlook, busy("graph.messages.update"))
    provider.send(letter("Your appointment"), "")

    assert [2.5 <= wait < 8 for wait in outlook.waits] == [True]
    assert len(outlook.sent()) == 1


def test_delays_double_and_have_some_chance_in_them(outlook: Outlook) -> None:
    for _ in range(3):
        fault(outlook, {"kind": "status", "method": "graph.messages.list", "status": 503, "reason": "Busy"})
        with pytest.raises(TryAgain):
            outlook.connect().listing(None)

    tries = [outlook.waits[start : start + 3] for start in (0, 3, 6)]
    assert all(0.5 * 2**nth <= wait < 0.5 * (2**nth + 1) for waits in tries for nth, wait in enumerate(waits))
    assert len({wait for waits in tries for wait in waits}) == 9


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
def test_a_mailbox_that_is_sent_away_again_and_again_says_so(office: Office) -> None:
    office.read_everything()
    limited = {"kind": "status", "status": 429, "reason": "ApplicationThrottled", "mailbox": office.gmail.address}
    office.gmail.simulator.put("faults", {"faults": [limited]})

    office.sync()

    assert office.mailbox.failures == 1
    assert office.mailbox.try_at is not None


def test_without_a_time_to_wait_delays_grow_and_end(outlook: Outlook) -> None:
    fault(outlook, {"kind": "status", "method": "graph.messages.list", "status": 429, "reason": "Busy"})

    with pytest.raises(Refrained):
        outlook.connect().listing(None)

    assert len(outlook.waits) == 3
    assert outlook.waits == sorted(outlook.waits)
    assert outlook.troubles == ["graph 429"] * 4


def test_what_asks_for_more_patience_than_we_have_is_not_waited_for(outlook: Outlook) -> None:
    fault(outlook, busy("graph.messages.list", seconds=90))

    with pytest.raises(Refrained) as trouble:
        outlook.connect().listing(None)

    assert trouble.value.after == 90
    assert outlook.waits == []


def test_only_the_failed_parts_of_a_batch_are_asked_for_again(outlook: Outlook) -> None:
    messages = [outlook.deliver() for _ in range(30)]
    fault(outlook, {"kind": "batch-part", "method": "graph.messages.get", "times": 5})
    provider = outlook.connect()
    outlook.simulator.delete("calls")

    fetched = provider.fetch(messages)

    assert [one.provider_id for one in fetched.arrivals] == messages
    calls = outlook.simulator.get("calls", method="graph.messages.get")["calls"]
    assert len(calls) == 35


def test_what_a_batch_cannot_give_is_left_for_later(outlook: Outlook) -> None:
    messages = [outlook.deliver() for _ in range(25)]
    fault(outlook, {"kind": "batch-part", "method": "graph.messages.get"})

    fetched = outlook.connect().fetch(messages)

    assert fetched.left == tuple(messages)
    assert isinstance(fetched.trouble, TryAgain)


@pytest.mark.parametrize("kind", ["batch-missing", "batch-shuffled"])
def test_parts_that_lack_or_come_in_another_order_do_no_harm(outlook: Outlook, kind: str) -> None:
    messages = [outlook.deliver() for _ in range(5)]
    fault(outlook, {"kind": kind, "times": 1})

    assert [one.provider_id for one in outlook.connect().fetch(messages).arrivals] == messages


def test_lost_access_in_the_middle_of_a_batch_is_lost_access(outlook: Outlook) -> None:
    message, provider = outlook.deliver(), outlook.connect()
    outlook.revoke()

    with pytest.raises(AccessLost):
        provider.fetch([message])


def test_a_hanging_answer_ends_with_the_time_limit(outlook: Outlook) -> None:
    fault(outlook, {"kind": "hang", "method": "graph.messages.list", "seconds": 2})

    with pytest.raises(TryAgain):
        outlook.connect(provider_timeout=0.1).listing(None)


def test_whole_pages_spare_a_request_for_every_message(outlook: Outlook) -> None:
    messages = {outlook.deliver() for _ in range(20)}
    provider = outlook.connect()
    outlook.simulator.delete("calls")

    listing = provider.listing(None, whole=True)
    fetched = provider.fetch(listing.provider_ids)

    assert {one.provider_id for one in fetched.arrivals} == messages
    assert len(outlook.simulator.get("calls", method="graph.messages.list")["calls"]) == 1
    assert outlook.simulator.get("calls", method="graph.messages.get")["calls"] == []


def test_no_more_than_three_requests_are_under_way_over_all_workers(outlook: Outlook, redis: Redis) -> None:
    messages = [outlook.deliver() for _ in range(12)]
    outlook.connect()
    outlook.simulator.delete("microsoft/concurrency")
    fault(outlook, {"kind": "slow", "method": "graph.messages.list", "seconds": 0.05})
    flights = SharedFlights(redis, "flights", 3, lasts=30, wait=threading.Event().wait)
    account = Account(1, outlook.address, outlook.credential)
    assert outlook.shelf is not None
    line = Line(Unlimited(), outlook.shelf, Found(), Patience(), outlook.troubles.append, flights)
    providers = [OutlookMailbox(account, settings(outlook.simulator), line) for _ in range(8)]
    listing = [threading.Thread(target=one.listing, args=(None,)) for one in providers]
    fetching = [threading.Thread(target=one.standings, args=(messages,)) for one in providers[:4]]

    for worker in (*listing, *fetching):
        worker.start()
    for worker in (*listing, *fetching):
        worker.join()

    assert 1 < outlook.simulator.get("microsoft/concurrency")[outlook.address] <= 3
    assert outlook.troubles == []


def test_no_log_holds_a_token_or_a_secret(outlook: Outlook, caplog: pytest.LogCaptureFixture) -> None:
    outlook.shelf = Shelf()
    with caplog.at_level(logging.DEBUG):
        provider = outlook.connect()
        cursor = provider.profile().cursor
        outlook.deliver()
        provider.changes(cursor)
        provider.send(b"Message-ID: <t@example.org>\r\nTo: ana@example.com\r\nSubject: s\r\n\r\nWords of the mail", "")

    assert outlook.shelf.token is not None
    assert outlook.shelf.token.value not in caplog.text
    assert "a secret" not in caplog.text
    assert "Words of the mail" not in caplog.text


def test_a_token_that_ends_soon_is_renewed_first(outlook: Outlook) -> None:
    outlook.shelf = Shelf(Token("nearly-over", datetime.now(UTC) + timedelta(seconds=10)))

    outlook.connect().listing(None)

    assert outlook.shelf.token is not None
    assert outlook.shelf.token.value != "nearly-over"
