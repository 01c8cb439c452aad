"""What is decided here is shown by labels there, in few calls, whatever became of the labels meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox import assignment, events, label_marks, lifecycle, mailbox_status, sorting, tagging
from inbox.models import Door, EventKind, Mailbox, MailboxState, Person, Priority, Status, Tag
from sync.provider import Label
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.clinic import actor
from tests.labels import Desk, mail, tag
from tests.office import Office
from workers import housekeeping, queues, sync_jobs


def test_first_use_makes_the_labels_with_the_colours_of_the_palette(desk: Desk) -> None:
    message = mail(desk)

    assert set(desk.all()) == {
        "Desk/Open", "Desk/Pending", "Desk/Closed", "Desk/Urgent", "Desk/@Ana Ruiz", "Desk/@Ben Okafor",
        "Desk/@Cleo Brandt",
    }  # fmt: skip
    assert desk.on(message) == {"Desk/Open"}
    listed = desk.office.gmail.call("GET", "labels")["labels"]
    (painted,) = (one for one in listed if one["name"] == "Desk/Urgent")
    found = desk.office.gmail.call("GET", f"labels/{painted['id']}")
    assert found["color"] == {"backgroundColor": "#cc3a21", "textColor": "#ffffff"}


@pytest.mark.parametrize("name", ["Desk/Closed", "desk/CLOSED", "Desk-closed"])
def test_a_label_that_is_there_is_adopted_whatever_its_case(desk: Desk, name: str) -> None:
    there = desk.make(name)

    message = mail(desk)
    desk.press(message, lifecycle.close)
    desk.settle()

    assert desk.all()[name] == there
    assert desk.on(message) == {name}


def test_closing_changes_exactly_the_labels_that_differ_and_its_echo_is_no_news(desk: Desk) -> None:
    message = mail(desk)
    desk.office.gmail.simulator.delete("calls")

    desk.press(message, lifecycle.close)
    desk.settle()

    before = len(desk.events(message))
    desk.settle()
    desk.office.sync()
    assert desk.writes() == 1
    assert desk.calls("users.messages.get") == 0
    assert len(desk.events(message)) == before
    assert desk.on(message) == {"Desk/Closed"}


def test_a_label_deleted_by_hand_is_made_anew_and_tells_nothing(desk: Desk) -> None:
    messages = [mail(desk) for _ in range(3)]
    old = desk.all()["Desk/Open"]

    desk.delete("Desk/Open")
    desk.settle()

    assert [desk.on(message) for message in messages] == [{"Desk/Open"}] * 3
    assert desk.all()["Desk/Open"] != old
    assert {desk.conversation(message).status for message in messages} == {Status.OPEN}
    assert [desk.told(message) for message in messages] == [[], [], []]


def test_a_label_renamed_by_hand_goes_on_working_and_gets_its_name_back(desk: Desk) -> None:
    message = mail(desk)
    id_ = desk.all()["Desk/Closed"]
    desk.rename("Desk/Closed", "Finished")

    desk.put(message, add=("Finished",))
    desk.settle()

    assert desk.conversation(message).status is Status.CLOSED
    assert desk.all()["Desk/Closed"] == id_
    assert desk.on(message) == {"Desk/Closed"}


def test_a_renamed_label_whose_name_is_taken_keeps_the_new_one(desk: Desk) -> None:
    message = mail(desk)
    desk.rename("Desk/Closed", "Finished")
    desk.make("Desk/Closed")

    desk.press(message, lifecycle.close)
    desk.settle()

    assert desk.on(message) == {"Finished"}


def test_many_messages_are_labelled_in_few_calls(office: Office) -> None:
    for _ in range(30):
        office.gmail.deliver(at=datetime.now(UTC))

    office.read_everything()
    desk = Desk(office)
    desk.settle()

    assert desk.calls("users.messages.modify", "users.messages.batchModify") <= 3
    assert desk.waiting() == 0


def test_a_mailbox_may_have_a_prefix_of_its_own_and_change_it(desk: Desk) -> None:
    message = mail(desk)
    with desk.office.work.unit() as session:
        mailbox = session.get_one(Mailbox, desk.office.mailbox_id)
        mailbox.settings = {"label_prefix": "Team inbox/"}

    desk.press(message, lifecycle.close)
    desk.settle()

    assert desk.on(message) == {"Team inbox/Closed"}
    assert not any(name.startswith("Desk/") for name in desk.all())


def test_a_message_that_is_gone_when_it_is_labelled_is_noted_as_deleted(desk: Desk) -> None:
    message = mail(desk)
    desk.press(message, lifecycle.close)
    desk.react()
    desk.office.gmail.delete(message)

    desk.settle()

    assert desk.office.deleted == {message}


def test_throttled_labels_stay_due_and_are_written_later(desk: Desk) -> None:
    message = mail(desk)
    desk.press(message, lifecycle.close)
    fault = {
        "kind": "status", "method": "users.messages.modify", "status": 429, "reason": "userRateLimitExceeded",
        "mailbox": desk.office.gmail.address,
    }  # fmt: skip
    desk.react()
    desk.office.gmail.simulator.put("faults", {"faults": [fault]})
    desk.office.sync()
    assert desk.waiting() > 0
    assert desk.office.mailbox.try_at is not None

    desk.office.gmail.simulator.put("faults", {"faults": []})
    desk.office.be_patient_no_longer()
    desk.settle()

    assert desk.on(message) == {"Desk/Closed"}


class Late(GmailMailbox):
    """Gmail, but the labels that were just made by hand are not listed the first time."""

    asked = 0

    def labels(self) -> list[Label]:
        self.asked += 1
        return super().labels() if self.asked > 1 else []


@pytest.mark.parametrize("status", [409, 400])
def test_a_label_that_is_there_after_all_is_adopted_whatever_the_refusal_is_called(desk: Desk, status: int) -> None:
    there = desk.make("desk/open")
    message = desk.office.gmail.deliver(at=datetime.now(UTC))
    fault = {
        "kind": "status", "method": "users.labels.create", "status": status, "reason": "invalidArgument", "times": 2,
        "mailbox": desk.office.gmail.address,
    }  # fmt: skip
    desk.office.gmail.simulator.put("faults", {"faults": [fault] if status == 400 else []})
    PROVIDERS["late"] = Late
    desk.office.become("late")

    try:
        desk.office.sync()
    finally:
        desk.office.become("gmail")
        del PROVIDERS["late"]

    assert desk.all()["desk/open"] == there
    assert desk.on(message) == {"desk/open"}


def test_what_the_provider_refuses_is_left_alone_for_a_while_and_mail_is_read_on(desk: Desk) -> None:
    message = mail(desk)
    desk.press(message, lifecycle.close)
    desk.react()
    fault = {
        "kind": "status", "method": "users.messages.modify", "status": 400, "reason": "invalidArgument",
        "mailbox": desk.office.gmail.address,
    }  # fmt: skip
    desk.office.gmail.simulator.put("faults", {"faults": [fault]})
    desk.office.sync()
    asked = desk.calls("users.messages.modify")

    desk.office.sync()

    assert desk.calls("users.messages.modify") == asked
    assert desk.office.mailbox.state is MailboxState.LIVE
    assert desk.waiting() == 1


@pytest.mark.parametrize("method", ["users.labels.list", "users.labels.patch", "users.labels.create"])
def test_a_provider_that_knows_nothing_of_labels_is_read_all_the_same(desk: Desk, method: str) -> None:
    if method == "users.labels.patch":
        mail(desk)
        desk.rename("Desk/Closed", "Finished")
    fault = {
        "kind": "status", "method": method, "status": 404, "reason": "notFound", "mailbox": desk.office.gmail.address,
    }  # fmt: skip
    desk.office.gmail.simulator.put("faults", {"faults": [fault]})
    desk.office.gmail.simulator.delete("calls")

    for _ in range(2):
        desk.office.gmail.deliver(at=datetime.now(UTC))
        desk.office.sync()

    assert len(desk.office.held) >= 2
    assert desk.office.mailbox.state is MailboxState.LIVE
    calls = desk.calls(method)
    assert calls == (1 if method == "users.labels.list" else 2)
    desk.office.sync()
    assert desk.calls(method) == calls, "not again before the hour is over"


def test_labels_are_also_written_by_a_job_of_their_own_after_all_else(desk: Desk) -> None:
    messages = [desk.office.gmail.deliver(at=datetime.now(UTC)) for _ in range(5)]
    desk.settle()
    people = ("ana", "ben", "cleo", "ada", None)
    for message, person in zip(messages, people, strict=True):
        desk.press(message, assignment.assign, getattr(desk.office.clinic, person) if person else None)
    for message, priority in zip(messages, Priority, strict=False):
        desk.press(message, sorting.set_priority, priority)
    desk.react()

    sync_jobs.label_mailbox.run(desk.office.work, desk.office.mailbox_id)

    assert desk.waiting() == 0
    assert desk.on(messages[1]) == {"Desk/Open", "Desk/@Ben Okafor"}


def test_the_status_of_a_mailbox_counts_what_disagrees(desk: Desk) -> None:
    message = mail(desk)
    assert drift(desk) == 0
    desk.press(message, lifecycle.close)
    assert drift(desk) == 1, "although nobody noticed yet"
    desk.react()
    assert drift(desk) == 1

    desk.settle()

    assert drift(desk) == 0


def drift(desk: Desk) -> int:
    with desk.office.work.unit(writes=False) as session:
        now = desk.office.work.clock()
        status = mailbox_status.of(session, session.get_one(Mailbox, desk.office.mailbox_id), now=now)
    assert ("to be labelled" in mailbox_status.described(status)) is bool(status["label_drift"])
    return int(status["label_drift"])


def test_a_job_that_got_lost_is_found_by_the_sweep(desk: Desk, redis: Redis) -> None:
    message = mail(desk)
    with desk.office.work.unit() as session:
        label_marks.mark(session, [desk.conversation(message).id], now=desk.office.work.clock() - timedelta(minutes=2))
    redis.flushall()

    housekeeping.find_lost_work.run(desk.office.work)

    waiting = Queue(queues.BACKFILL, connection=redis, serializer=JSONSerializer).jobs
    assert [one.description for one in waiting] == [f"label_mailbox({desk.office.mailbox_id})"]


def test_names_that_the_configuration_changes_are_changed_in_the_mailbox(desk: Desk) -> None:
    message, organization = mail(desk), desk.office.clinic.organization.id
    shown = tag(desk)
    desk.press(message, tagging.add, shown)
    desk.press(message, assignment.assign, desk.office.clinic.ben)
    desk.settle()

    with desk.office.work.unit() as session:
        session.get_one(Person, desk.office.clinic.ben.id).name = "Ben Adler"
        session.get_one(Tag, shown.id).show_in_mailbox = False
        by = actor(None, desk.office.work.clock(), Door.CLI)
        events.record_of_organization(session, organization, EventKind.CONFIGURED, by=by, changes=[])
    desk.settle()

    assert desk.on(message) == {"Desk/Open", "Desk/@Ben Adler"}
    assert desk.told(message) == []
