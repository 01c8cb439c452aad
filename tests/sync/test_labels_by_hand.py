"""What people do with our labels in the mail client is done here, once, and stands in the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inbox import assignment, lifecycle, merging, quarantine, sorting, tagging
from inbox.models import Conversation, Door, EventKind, Person, Priority, Status, TeamMember
from tests.clinic import actor
from tests.labels import Desk, mail, statuses, tag, thread
from tests.office import EACH_ONCE, connect
from tests.sync.outside import Gmail, letter

pytestmark = EACH_ONCE


@pytest.mark.parametrize(
    ("start", "taken_off", "status", "kind"),
    [
        (None, "Desk/Open", Status.CLOSED, EventKind.CLOSED),
        (lifecycle.close, "Desk/Closed", Status.OPEN, EventKind.OPENED),
        (lifecycle.set_pending, "Desk/Pending", Status.OPEN, EventKind.OPENED),
    ],
)
def test_taking_a_status_off_acts_as_documented_once(
    desk: Desk, start: object, taken_off: str, status: Status, kind: EventKind
) -> None:
    message = mail(desk)
    if start is not None:
        desk.press(message, start)
        desk.settle()

    desk.put(message, remove=(taken_off,))
    desk.settle()

    assert desk.conversation(message).status is status
    assert desk.on(message) == {f"Desk/{status.value.title()}"}
    assert desk.told(message) == [("", taken_off, "")]
    assert statuses(desk, message)[-1] == (kind, Door.LABEL)


def test_a_thread_labelled_at_once_is_one_change(desk: Desk) -> None:
    one, other = thread(desk, 880001)

    desk.put(one, other, add=("Desk/Pending",), remove=("Desk/Open",))
    desk.settle()

    assert desk.conversation(one).id == desk.conversation(other).id
    assert desk.conversation(one).status is Status.PENDING
    assert desk.told(one) == [("Desk/Pending", "Desk/Open", "")]
    assert statuses(desk, one) == [(EventKind.PENDING, Door.LABEL)]


def test_one_labelled_message_takes_its_thread_with_it(desk: Desk) -> None:
    one, other = thread(desk, 880011)

    desk.put(one, add=("Desk/Closed",))
    desk.settle()

    assert desk.on(one) == desk.on(other) == {"Desk/Closed"}
    assert desk.told(one) == [("Desk/Closed", "", "")]


def test_of_two_contradicting_labels_the_newest_wins_and_both_stand_in_the_timeline(desk: Desk) -> None:
    message = mail(desk)

    desk.put(message, add=("Desk/Closed",))
    desk.put(message, add=("Desk/Pending",))
    desk.settle()

    assert desk.conversation(message).status is Status.PENDING
    assert desk.on(message) == {"Desk/Pending"}
    assert [new for new, _, _ in desk.told(message)] == ["Desk/Closed", "Desk/Pending"]


def test_of_two_contradicting_labels_in_an_unknown_order_the_one_that_asks_for_more_wins(desk: Desk) -> None:
    message = mail(desk)
    desk.put(message, add=("Desk/Pending",))
    desk.put(message, add=("Desk/Closed",))
    desk.office.gmail.forget_history()

    desk.office.read_everything()
    desk.settle()

    assert desk.conversation(message).status is Status.PENDING
    assert [new for new, _, _ in desk.told(message)] == ["Desk/Closed", "Desk/Pending"]


def test_a_new_mail_in_a_labelled_thread_gets_the_labels(desk: Desk) -> None:
    first = mail(desk, number=880021)
    desk.press(first, assignment.assign, desk.office.clinic.ben)
    desk.settle()

    second = mail(desk, number=880022, in_reply_to="<880021@mail.example.com>")

    assert desk.on(second) == desk.on(first) == {"Desk/Open", "Desk/@Ben Okafor"}


def test_a_mail_that_comes_right_after_its_thread_was_closed_opens_it_again(desk: Desk) -> None:
    first = mail(desk, number=880031)
    desk.put(first, add=("Desk/Closed",), remove=("Desk/Open",))

    second = mail(desk, number=880032, in_reply_to="<880031@mail.example.com>")

    assert desk.conversation(first).status is Status.OPEN
    assert statuses(desk, first) == [(EventKind.CLOSED, Door.LABEL), (EventKind.OPENED, Door.NATIVE)]
    assert desk.on(first) == desk.on(second) == {"Desk/Open"}


def test_a_label_assigns_and_taking_it_off_unassigns(desk: Desk) -> None:
    message = mail(desk)

    desk.put(message, add=("Desk/@Ben Okafor",))
    desk.settle()
    assert desk.conversation(message).assignee_id == desk.office.clinic.ben.id
    desk.put(message, add=("Desk/@Ana Ruiz",), remove=("Desk/@Ben Okafor",))
    desk.settle()
    assert desk.conversation(message).assignee_id == desk.office.clinic.ana.id
    desk.put(message, remove=("Desk/@Ana Ruiz",))
    desk.settle()

    assert desk.conversation(message).assignee_id is None
    assert desk.told(message) == [
        ("Desk/@Ben Okafor", "", ""), ("Desk/@Ana Ruiz", "Desk/@Ben Okafor", ""), ("", "Desk/@Ana Ruiz", ""),
    ]  # fmt: skip


def test_somebody_without_access_is_not_assigned_and_the_label_comes_off(desk: Desk) -> None:
    message = mail(desk)
    with desk.office.work.unit() as session:
        clinic = desk.office.clinic
        session.delete(session.get_one(TeamMember, (clinic.reception.id, clinic.ben.id)))

    desk.put(message, add=("Desk/@Ben Okafor",))
    desk.settle()

    assert desk.conversation(message).assignee_id is None
    assert desk.on(message) == {"Desk/Open"}
    assert desk.told(message) == [("Desk/@Ben Okafor", "", "label-no-access")]


def test_the_label_of_a_colleague_of_another_team_made_by_hand_is_refused(desk: Desk) -> None:
    message = mail(desk)
    desk.make("Desk/@Dev Patel")

    desk.put(message, add=("Desk/@Dev Patel",))
    desk.settle()

    assert desk.conversation(message).assignee_id is None
    assert desk.on(message) == {"Desk/Open"}
    assert desk.told(message) == [("Desk/@Dev Patel", "", "label-no-access")]


def test_urgency_goes_both_ways(desk: Desk) -> None:
    message = mail(desk)
    desk.put(message, add=("Desk/Urgent",))
    desk.settle()
    assert desk.conversation(message).priority is Priority.URGENT

    desk.press(message, sorting.set_priority, Priority.HIGH)
    desk.settle()
    assert desk.on(message) == {"Desk/Open"}
    desk.press(message, sorting.set_priority, Priority.URGENT)
    desk.settle()
    desk.put(message, remove=("Desk/Urgent",))
    desk.settle()

    assert desk.conversation(message).priority is Priority.NORMAL
    assert desk.told(message) == [("Desk/Urgent", "", ""), ("", "Desk/Urgent", "")]


def test_only_tags_that_are_shown_go_both_ways(desk: Desk) -> None:
    shown, hidden = tag(desk), tag(desk, "call back", shown=False)
    message = mail(desk)
    for one in (shown, hidden):
        desk.press(message, tagging.add, one)
    desk.settle()
    assert desk.on(message) == {"Desk/Open", "Desk/tag/insurance"}

    desk.put(message, remove=("Desk/tag/insurance",))
    desk.settle()
    assert desk.on(message) == {"Desk/Open"}
    desk.put(message, add=("Desk/tag/insurance",))
    desk.settle()

    kinds = [(one.kind, one.door) for one in desk.events(message) if one.data.get("tag_id") == shown.id]
    assert kinds == [
        (EventKind.TAGGED, Door.GMAIL), (EventKind.UNTAGGED, Door.LABEL), (EventKind.TAGGED, Door.LABEL),
    ]  # fmt: skip


def test_labels_outside_the_prefix_are_never_touched(desk: Desk) -> None:
    message = mail(desk)
    for name in ("Insurance letters", "Desk", "Desks/Open"):
        desk.make(name)
    desk.put(message, add=("Insurance letters", "Desk", "Desks/Open"))

    desk.press(message, lifecycle.close)
    desk.settle()

    assert desk.on(message) == {"Desk/Closed", "Insurance letters", "Desk", "Desks/Open"}
    assert desk.told(message) == []


def test_what_an_earlier_installation_left_is_heard_once(desk: Desk) -> None:
    desk.make("Desk/Closed")
    left = desk.all()["Desk/Closed"]
    message = desk.office.gmail.deliver(letter(), "INBOX", left, at=datetime.now(UTC))
    desk.settle()

    assert desk.conversation(message).status is Status.CLOSED
    assert desk.told(message) == [("Desk/Closed", "", "")]
    desk.settle()
    assert len(desk.told(message)) == 1


def test_two_people_of_one_name_have_labels_of_their_own(desk: Desk) -> None:
    clinic = desk.office.clinic
    with desk.office.work.unit() as session:
        session.get_one(Person, clinic.ben.id).name = "ana/ruiz"
        session.get_one(Person, clinic.cleo.id).name = "Ana Ruiz"
    message = mail(desk)

    desk.put(message, add=("Desk/@Ana Ruiz (2)",))
    desk.settle()

    assert {"Desk/@Ana Ruiz", "Desk/@ana-ruiz", "Desk/@Ana Ruiz (2)"} <= set(desk.all())
    assert desk.conversation(message).assignee_id == clinic.cleo.id


def test_spam_and_trash_are_left_alone_and_labelled_when_they_come_back(desk: Desk) -> None:
    spam = desk.office.gmail.deliver(letter(), "SPAM", at=datetime.now(UTC))
    trashed = mail(desk)
    desk.office.gmail.relabel(trashed, add=("TRASH",))
    desk.press(trashed, lifecycle.close)
    desk.settle()
    assert desk.on(spam) == set()
    assert desk.on(trashed) == {"Desk/Open"}

    desk.office.gmail.relabel(spam, add=("INBOX",))
    desk.office.gmail.relabel(trashed, add=("INBOX",))
    desk.settle()

    assert desk.on(spam) == {"Desk/Open"}
    assert desk.on(trashed) == {"Desk/Closed"}


def test_a_thread_that_is_read_in_several_batches_is_one_change(desk: Desk) -> None:
    slow = Desk(desk.office.with_settings(sync_batch=1))
    messages = thread(slow, 880041) + thread(slow, 880043)[:1]

    slow.put(*messages, remove=("Desk/Open",))
    slow.settle()

    assert slow.told(messages[0]) == [("", "Desk/Open", "")]
    assert statuses(slow, messages[0]) == [(EventKind.CLOSED, Door.LABEL)]


def test_a_label_in_one_mailbox_shows_in_the_other_one_that_has_the_mail(desk: Desk) -> None:
    here = desk.office
    there = Gmail(here.gmail.simulator)
    connect(here.work, here.clinic.appointments.id, there)
    other = Desk(replace(here, gmail=there, mailbox_id=here.clinic.appointments.id))
    other.office.read_everything()
    raw = letter(number=880051)
    one, same = here.gmail.deliver(raw, at=datetime.now(UTC)), there.deliver(raw, at=datetime.now(UTC))
    desk.settle()
    other.settle()

    other.put(same, add=("Desk/Closed",))
    other.settle()
    desk.settle()

    assert desk.conversation(one).id == other.conversation(same).id
    assert desk.on(one) == other.on(same) == {"Desk/Closed"}
    assert desk.told(one) == [("Desk/Closed", "", "")]


def test_a_merge_and_a_quarantine_take_the_labels_along(desk: Desk) -> None:
    first, second = mail(desk), mail(desk)
    desk.press(first, lifecycle.close)
    desk.settle()
    with desk.office.work.unit() as session:
        source, into = (session.get_one(Conversation, desk.conversation(one).id) for one in (second, first))
        merging.merge(session, source, into, by=actor(desk.office.clinic.ana, desk.office.work.clock()))
    desk.settle()
    assert desk.on(first) == desk.on(second) == {"Desk/Open"}

    desk.press(first, quarantine.hide)
    desk.settle()

    assert desk.on(first) == desk.on(second) == set()
    assert desk.told(first) == []
