"""Staff, people with labels, and workers in any interleaving, with crashes in between: database and mailbox agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from inbox import assignment, events, label_book, lifecycle, sorting, tagging
from inbox.models import ConversationTag, Door, EventKind, Place, Priority, Status, Tag
from tests.clinic import actor, found
from tests.killing import killed_at
from tests.labels import Desk, meanwhile
from tests.office import Office, connect
from tests.simulator.running import Running
from tests.sync.outside import OUTSIDES, Outside, letter
from workers.job import UnitsOfWork

FOREIGN = "Insurance letters"
STATUSES = ("Desk/Open", "Desk/Pending", "Desk/Closed")
LABELS = (*STATUSES, "Desk/Urgent", "Desk/@Ana Ruiz", "Desk/@Ben Okafor", "Desk/tag/insurance", FOREIGN)
_numbers = count(1)


class Labels(RuleBasedStateMachine):
    """One shared mailbox, three threads at most, and all that can happen to their labels."""

    work: UnitsOfWork
    outside: Callable[[], Outside]

    def __init__(self) -> None:
        super().__init__()
        now = datetime.now(UTC)
        with self.work.unit() as session:
            clinic = found(session, now=now, key=f"clinic-{next(_numbers)}")
            query = select(Tag).where(Tag.organization_id == clinic.organization.id, Tag.name == "insurance")
            tag = session.scalars(query).one()
            tag.show_in_mailbox = True
        gmail = type(self).outside()
        connect(self.work, clinic.front_desk.id, gmail)
        self.office = Office(self.work, gmail, clinic, clinic.front_desk.id)
        self.desk, self.tag_id = Desk(self.office), tag.id
        self.mails: dict[str, int] = {}
        """Messages that are there, and the number of the first one of their thread."""
        self.trashed: set[str] = set()
        self.foreign: dict[str, bool] = {}
        self.put_on: Counter[str] = Counter()
        self.taken_off: Counter[str] = Counter()
        self.at = now - timedelta(hours=1)
        self.office.read_everything()
        self.desk.make(FOREIGN)
        self.arrive(-1, None)
        self.come_to_rest()

    # what comes

    @precondition(lambda self: len(self.mails) < 6)
    @rule(thread=st.integers(-1, 5), left=st.sampled_from((None, None, "Desk/Closed", "Desk/@Ben Okafor")))
    def arrive(self, thread: int, left: str | None) -> None:
        """A mail of a new thread or of one that is there, perhaps with a label that a filter put on."""
        number = 5_000_000 + next(_numbers)
        firsts = sorted(set(self.mails.values()))
        first = firsts[thread % len(firsts)] if thread >= 0 and firsts else number
        raw = letter(number=number) if first == number else letter(
            "Re: Appointment", number=number, in_reply_to=f"<{first}@mail.example.com>"
        )  # fmt: skip
        label = self.desk.all().get(left or "")
        self.at += timedelta(seconds=1)
        id_ = self.office.gmail.deliver(raw, "INBOX", *([label] if label else []), at=self.at)
        self.mails[id_], self.foreign[id_] = first, False
        if label:
            self.put_on[left or ""] += 1

    # what staff do on cards

    @rule(which=st.integers(0, 5), what=st.sampled_from((lifecycle.open_, lifecycle.set_pending, lifecycle.close)))
    def set_status(self, which: int, what: Any) -> None:
        self.press(which, what)

    @rule(which=st.integers(0, 5), who=st.sampled_from(("ana", "ben", "ada", None)))
    def assign(self, which: int, who: str | None) -> None:
        self.press(which, assignment.assign, getattr(self.office.clinic, who) if who else None)

    @rule(which=st.integers(0, 5), priority=st.sampled_from(Priority))
    def prioritize(self, which: int, priority: Priority) -> None:
        self.press(which, sorting.set_priority, priority)

    @rule(which=st.integers(0, 5), is_on=st.booleans())
    def tag(self, which: int, is_on: bool) -> None:
        with self.work.unit(writes=False) as session:
            tag = session.get_one(Tag, self.tag_id)
        self.press(which, tagging.add if is_on else tagging.remove, tag)

    @rule(is_shown=st.booleans())
    def show_tag(self, is_shown: bool) -> None:
        """The configuration is applied anew."""
        organization = self.office.clinic.organization.id
        with self.work.unit() as session:
            session.get_one(Tag, self.tag_id).show_in_mailbox = is_shown
            by = actor(None, self.work.clock(), Door.CLI)
            events.record_of_organization(session, organization, EventKind.CONFIGURED, by=by, changes=[])

    # what people do in the mail client

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 5), name=st.sampled_from(LABELS), whole=st.booleans(), instead=st.booleans())
    def put(self, which: int, name: str, whole: bool, instead: bool) -> None:
        """Put a label on a message or a thread, perhaps in place of the others of its kind."""
        others = [one for one in STATUSES if one != name] if instead and name in STATUSES else []
        self.change(self.chosen(which, whole), on=[name], off=others)

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 5), name=st.sampled_from(LABELS), whole=st.booleans())
    def take_off(self, which: int, name: str, whole: bool) -> None:
        self.change(self.chosen(which, whole), on=[], off=[name])

    @rule(name=st.sampled_from(LABELS[:-1]))
    def delete_label(self, name: str) -> None:
        if name in self.desk.all():
            self.desk.delete(name)

    @rule(name=st.sampled_from(LABELS[:-1]))
    def rename_label(self, name: str) -> None:
        if name in self.desk.all() and self.office.gmail.renames_in_place:
            self.desk.rename(name, f"Renamed {next(_numbers)}")

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 5))
    def trash_or_bring_back(self, which: int) -> None:
        (message,) = self.chosen(which, whole=False)
        self.office.gmail.relabel(message, add=("INBOX",) if message in self.trashed else ("TRASH",))
        self.trashed ^= {message}

    @precondition(lambda self: len(self.mails) > 1)
    @rule(which=st.integers(0, 5))
    def delete_mail(self, which: int) -> None:
        (message,) = self.chosen(which, whole=False)
        self.office.gmail.delete(message)
        del self.mails[message], self.foreign[message]
        self.trashed.discard(message)

    @rule()
    def forget_history(self) -> None:
        self.office.gmail.forget_history()

    # what workers do

    @rule()
    def sync(self) -> None:
        self.office.sync()

    @rule()
    def react(self) -> None:
        self.desk.react()

    @rule(step=st.integers(1, 24))
    def crash(self, step: int) -> None:
        """A worker is killed at one of its calls or commits."""
        self.killed(step)

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 5), name=st.sampled_from(LABELS), is_on=st.booleans())
    def sync_while(self, which: int, name: str, is_on: bool) -> None:
        """Somebody changes labels while a worker is about to."""
        messages = self.chosen(which, whole=True)
        on, off = ([name], []) if is_on else ([], [name])
        with meanwhile(self.office, lambda: self.change(messages, on=on, off=off)):
            self.office.sync()

    @precondition(lambda self: self.mails)
    @rule(
        which=st.integers(0, 5), name=st.sampled_from(LABELS[:-1]), whole=st.booleans(), is_on=st.booleans(),
        step=st.integers(0, 24),
    )  # fmt: skip
    def change_at_rest(self, which: int, name: str, whole: bool, is_on: bool, step: int) -> None:
        """A change that nothing interferes with but a crash stands in the timeline once."""
        self.come_to_rest()
        messages = [one for one in self.chosen(which, whole) if one not in self.trashed]
        if not messages or name not in self.desk.all():
            return
        differs = any((name in self.desk.on(one)) is not is_on for one in messages)
        before = self.desk.told(messages[0])
        self.change(messages, on=[name] if is_on else [], off=[] if is_on else [name])
        if step:
            self.killed(step)
        self.come_to_rest()
        new = self.desk.told(messages[0])[len(before) :]
        assert [told[:2] for told in new] == ([(name, "") if is_on else ("", name)] if differs else [])

    # what is always so

    @invariant()
    def nothing_is_told_that_nobody_did(self) -> None:
        """An echo, a repair or a crash is never taken for a person."""
        told_on: Counter[str] = Counter()
        told_off: Counter[str] = Counter()
        for message in {first: id_ for id_, first in self.mails.items() if id_ in self.office.held}.values():
            for new, old, _ in self.desk.told(message):
                told_on[new] += 1
                told_off.update(old.split(", "))
        del told_on[""], told_off[""]
        assert told_on <= self.put_on, (told_on, self.put_on)
        assert told_off <= self.taken_off, (told_off, self.taken_off)

    def teardown(self) -> None:
        """In the end both sides agree, and what is not ours is as it was."""
        self.come_to_rest()
        for message in self.mails.keys() - self.trashed:
            assert self.kept(message) == self.wanted(message)
        for message, is_on in self.foreign.items():
            assert (FOREIGN in self.desk.on(message)) is is_on
        assert {id_ for id_, one in self.office.held.items() if one.place is Place.TRASH} == self.trashed

    # helpers

    def chosen(self, which: int, whole: bool) -> list[str]:
        """A message, or its whole thread."""
        one = sorted(self.mails)[which % len(self.mails)]
        return [id_ for id_, first in self.mails.items() if first == self.mails[one]] if whole else [one]

    def change(self, messages: list[str], *, on: list[str], off: list[str]) -> None:
        """Change labels by hand, as far as they exist under these names."""
        there = self.desk.all()
        on, off = [one for one in on if one in there], [one for one in off if one in there]
        if FOREIGN in (*on, *off):
            self.foreign |= dict.fromkeys(messages, FOREIGN in on)
        self.put_on.update(on)
        self.taken_off.update(off)
        if on or off:
            self.desk.put(*messages, add=tuple(on), remove=tuple(off))

    def press(self, which: int, act: Any, *more: Any) -> None:
        held = sorted(self.office.held.keys() & self.mails.keys())
        if held:
            self.desk.press(held[which % len(held)], act, *more)

    def killed(self, step: int) -> None:
        killed_at(self.office, step)
        self.office.free_the_lease()

    def come_to_rest(self) -> None:
        self.office.be_patient_no_longer()
        for _ in range(8):
            self.office.read_everything()
            self.desk.react()
            self.office.sync()
            if not self.desk.waiting():
                return
        raise AssertionError("It never comes to rest")

    def keys(self) -> Mapping[str, str]:
        with self.work.unit(writes=False) as session:
            return label_book.keys(session, self.office.mailbox_id)

    def kept(self, message: str) -> set[str]:
        """What the mailbox says of a message."""
        keys = self.keys()
        (standing,) = self.office.gmail.connect().standings([message]).standings
        return {keys[label] for label in standing.labels if label in keys}

    def wanted(self, message: str) -> set[str]:
        """What the database says of it."""
        one = self.desk.conversation(message)
        with self.work.unit(writes=False) as session:
            shown = session.get_one(Tag, self.tag_id).show_in_mailbox
            has_tag = session.get(ConversationTag, (one.id, self.tag_id)) is not None
        assert one.status in Status
        return {
            f"status:{one.status.value}",
            *([f"assignee:{one.assignee_id}"] if one.assignee_id else []),
            *(["urgent"] if one.priority is Priority.URGENT else []),
            *([f"tag:{self.tag_id}"] if shown and has_tag else []),
        }


@pytest.mark.parametrize(
    ("engine", "provider"), [("sqlite", "gmail"), ("postgresql", "gmail"), ("sqlite", "outlook")], indirect=["engine"]
)
def test_in_any_interleaving_and_with_crashes_both_sides_end_equal(
    work: UnitsOfWork, simulated: Running, provider: str
) -> None:
    machine = type("Labels", (Labels,), {"work": work, "outside": lambda: OUTSIDES[provider](simulated)})

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=6, stateful_step_count=16, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
