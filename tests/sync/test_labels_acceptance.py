"""Labels from their first use to the last repair, in one go."""

from __future__ import annotations

import pytest

from inbox import label_commands, lifecycle
from inbox.models import EventKind, Status
from sync.errors import ProviderError
from tests.labels import Desk, mail, tag
from tests.office import EACH_ONCE, Office


def everything_on(office: Office, message: str) -> set[str]:
    """All labels of a message, Gmail's own too."""
    (standing,) = office.gmail.connect().standings([message]).standings
    return set(standing.labels)


def test_labels_are_made_once_written_exactly_heard_once_and_survive_a_new_name(desk: Desk) -> None:
    office = desk.office
    there = desk.make("desk/CLOSED")
    message = mail(desk)
    ids = desk.all()
    assert ids["desk/CLOSED"] == there, "first use creates labels, and adopts the one that is there in another case"
    assert {"Desk/Open", "Desk/Pending", "Desk/Urgent", "Desk/@Ana Ruiz"} <= ids.keys()

    before = everything_on(office, message)
    desk.press(message, lifecycle.close)
    desk.settle()
    after = everything_on(office, message)
    assert (after - before, before - after) == ({there}, {ids["Desk/Open"]}), "exactly what is needed"

    office.gmail.simulator.delete("calls")
    timeline = len(desk.events(message))
    desk.settle()
    assert (len(desk.events(message)) - timeline, desk.writes()) == (0, 0), "the echo causes no event and no write"

    desk.put(message, remove=("desk/CLOSED",))
    for _ in range(3):
        desk.settle()
    told = [one.kind for one in desk.events(message)][timeline:]
    assert told == [EventKind.LABELLED, EventKind.OPENED], "taking our label off acts as documented, once"
    assert desk.conversation(message).status is Status.OPEN

    desk.rename("Desk/Pending", "Waiting for them")
    desk.put(message, add=("Waiting for them",), remove=("Desk/Open",))
    desk.settle()
    assert desk.conversation(message).status is Status.PENDING, "a renamed label still works"
    assert desk.all()["Desk/Pending"] == ids["Desk/Pending"]

    office.gmail.simulator.delete("calls")
    with pytest.raises(ProviderError):
        office.gmail.connect().make_label("Desk/Overdue", "#ff00ff")
    assert desk.calls("users.labels.create") == 0, "a colour off the palette is refused before any call"


@EACH_ONCE
def test_the_label_of_a_tag_that_is_no_longer_shown_is_told_by_its_name(desk: Desk) -> None:
    tag(desk)
    message = mail(desk)
    tag(desk, shown=False)

    desk.put(message, add=("Desk/tag/insurance",))
    desk.settle()

    assert desk.told(message) == [("Desk/tag/insurance", "", label_commands.NOT_IN_USE)]
    assert desk.on(message) == {"Desk/Open"}
