"""Categories: ours alone are changed, whoever else is at it at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from sync.errors import AccessLost, NoLabels, TryAgain
from sync.providers.outlook.graph import Ask, Graph, Reply
from tests.sync.outside import Outlook


def on(outlook: Outlook, message: str) -> tuple[str, ...]:
    """What a message carries, in its order."""
    return outlook.connect().standings([message]).standings[0].labels


@contextmanager
def before_each_write(outlook: Outlook, deeds: list[Any]) -> Iterator[Any]:
    """A connection before whose writes somebody does something."""
    provider: Any = outlook.connect()
    usual: Graph = provider._graph

    class Watched(Graph):
        """Graph, at which somebody is quicker."""

        def batch(self, asks: Sequence[Ask]) -> list[Reply]:
            if deeds and any(one.method == "PATCH" for one in asks):
                deeds.pop(0)()
            return super().batch(asks)

    usual.__class__ = Watched
    yield provider


def test_others_keep_their_order_and_ours_come_after_them(outlook: Outlook) -> None:
    message = outlook.deliver(None, "INBOX", "Blue", "Desk/Open", "Amber")

    said = outlook.connect().relabel([message], add={"Desk/Closed", "Desk/Urgent"}, remove={"Desk/Open"})

    assert said.done == (message,)
    assert on(outlook, message) == ("Blue", "Amber", "Desk/Closed", "Desk/Urgent")


def test_the_last_category_can_be_taken_off(outlook: Outlook) -> None:
    message = outlook.deliver(None, "INBOX", "Desk/Open")

    outlook.connect().relabel([message], add=(), remove={"desk/OPEN"})

    assert on(outlook, message) == ()


def test_what_somebody_adds_between_our_look_and_our_writing_is_kept(outlook: Outlook) -> None:
    message = outlook.deliver(None, "INBOX", "Desk/Open")
    deeds = [lambda: outlook.relabel(message, add=("Theirs",)), lambda: outlook.relabel(message, add=("Too",))]

    with before_each_write(outlook, deeds) as provider:
        said = provider.relabel([message], add={"Desk/Closed"}, remove={"Desk/Open"})

    assert said.done == (message,)
    assert on(outlook, message) == ("Theirs", "Too", "Desk/Closed")


def test_whoever_is_always_quicker_makes_us_come_back_later(outlook: Outlook) -> None:
    message = outlook.deliver()
    deeds = [lambda number=number: outlook.relabel(message, add=(f"Theirs {number}",)) for number in range(9)]

    with before_each_write(outlook, deeds) as provider:
        said = provider.relabel([message], add={"Desk/Open"}, remove=())

    assert isinstance(said.trouble, TryAgain)
    assert said.done == ()


def test_nothing_is_written_where_nothing_differs(outlook: Outlook) -> None:
    message = outlook.deliver(None, "INBOX", "Desk/Open")
    provider = outlook.connect()
    outlook.simulator.delete("calls")

    assert provider.relabel([message], add={"Desk/Open"}, remove={"Desk/Closed"}).done == (message,)

    assert outlook.simulator.get("calls", method="graph.messages.update")["calls"] == []


def test_a_category_without_colour_is_one_like_others(outlook: Outlook) -> None:
    outlook.make_label("Theirs")

    assert [one.name for one in outlook.connect().labels()] == ["Theirs"]


def test_without_the_permission_there_are_no_labels_but_mail_is_read(outlook: Outlook) -> None:
    outlook.simulator.put("microsoft/consents", {"application": outlook.application, "roles": ["Mail.ReadWrite"]})

    with pytest.raises(NoLabels):
        outlook.connect().labels()
    assert outlook.connect().profile().address == outlook.address


def test_lost_access_is_no_lack_of_labels(outlook: Outlook) -> None:
    message = outlook.deliver()
    provider = outlook.connect()
    outlook.revoke()

    with pytest.raises(AccessLost):
        provider.relabel([message], add={"Desk/Open"}, remove=())
