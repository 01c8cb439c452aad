"""The labels of an office's mailbox as tests see them, and what people do with them by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select

from inbox import access
from inbox.models import Conversation, Delivery, Door, Event, EventKind, Message, Person, Policy, Tag
from inbox.settings import Settings
from sync.line import Line
from sync.provider import Account, Relabelled
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from sync.providers.outlook.mailbox import OutlookMailbox
from tests.clinic import actor, viewer
from tests.office import Office
from tests.sync.outside import letter
from workers import clock_jobs, label_jobs
from workers.reactions import REACTIONS

PREFIX = "Desk/"
FOLLOWED = (clock_jobs.follow_with_clocks, label_jobs.follow_with_labels, label_jobs.compare_label_names)
"""What labels follow from, in the order in which it is done."""


@dataclass(frozen=True)
class Desk:
    """An office whose mailbox is labelled."""

    office: Office

    def settle(self) -> None:
        """Let the reactions run and the mailbox be read until nobody has anything to do."""
        for _ in range(6):
            self.react()
            self.office.sync()
            if not self.waiting():
                return
        raise AssertionError("It never comes to rest")

    def react(self) -> None:
        """Hand the events on that nobody handed on yet."""
        with self.office.work.unit() as session:
            new = session.scalars(self._new()).all()
            events = [(one.id, one.kind) for one in new]
            for one in new:
                one.relayed_at = self.office.work.clock()
        for job in FOLLOWED:
            ids = [id_ for id_, kind in events if job in REACTIONS.get(kind, [])]
            if ids:
                job.run(self.office.work, ids)

    def waiting(self) -> int:
        """How many messages are still to be compared, and events to be handed on."""
        with self.office.work.unit(writes=False) as session:
            ours = Delivery.mailbox_id == self.office.mailbox_id
            due = session.scalars(select(Delivery.id).where(ours, Delivery.mirror_due_at.is_not(None))).all()
            is_promising = session.scalar(select(Policy.id).limit(1)) is not None
            followed = FOLLOWED if is_promising else FOLLOWED[1:]
            new = session.scalars(self._new())
            return len(due) + sum(1 for one in new if any(job in REACTIONS.get(one.kind, []) for job in followed))

    def _new(self) -> Select[Event]:
        ours = Event.organization_id == self.office.clinic.organization.id
        return select(Event).where(ours, Event.relayed_at.is_(None)).order_by(Event.id)

    def all(self) -> dict[str, str]:
        """Ids of the labels that are not Gmail's own, by name."""
        return {one.name: one.id for one in self.office.gmail.connect().labels()}

    def on(self, message_id: str) -> set[str]:
        """Names of the labels on a message, those of Gmail left out."""
        names = {id_: name for name, id_ in self.all().items()}
        (standing,) = self.office.gmail.connect().standings([message_id]).standings
        return {names[label] for label in standing.labels if label in names}

    def put(self, *message_ids: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Somebody puts labels on and takes some off, by name."""
        ids = self.all()
        self.office.gmail.relabel(
            *message_ids, add=tuple(ids[name] for name in add), remove=tuple(ids[name] for name in remove)
        )

    def make(self, name: str) -> str:
        """Somebody makes a label."""
        return self.office.gmail.make_label(name)

    def rename(self, name: str, to: str) -> None:
        """Somebody renames a label."""
        self.office.gmail.rename_label(self.all()[name], to)

    def delete(self, name: str) -> None:
        """Somebody deletes a label."""
        self.office.gmail.delete_label(self.all()[name])

    def conversation(self, message_id: str) -> Conversation:
        """Where a message is."""
        with self.office.work.unit(writes=False) as session:
            query = select(Conversation).join(Message, Message.conversation_id == Conversation.id)
            query = query.join(Delivery, Delivery.message_id == Message.id)
            return session.scalars(query.where(Delivery.provider_id == message_id)).one()

    def press(self, message_id: str, act: Any, *more: Any, who: Person | None = None) -> None:
        """Somebody does something on the card of a message: a function of the domain with what it needs."""
        person = who or self.office.clinic.ana
        number = self.conversation(message_id).id
        with self.office.work.unit() as session:
            one = access.conversation_for(session, viewer(session, person), number, to_change=True)
            act(session, one, *more, by=actor(person, self.office.work.clock()))

    def told(self, message_id: str) -> list[tuple[str, str, str]]:
        """What the timeline says of labels that were changed by hand: put on, taken off, why it was refused."""
        return [
            (one.data["new"], one.data["old"], one.reason)
            for one in self.events(message_id) if one.kind is EventKind.LABELLED
        ]  # fmt: skip

    def events(self, message_id: str) -> list[Event]:
        """The timeline of a message's conversation, oldest first."""
        with self.office.work.unit(writes=False) as session:
            query = select(Event).where(Event.conversation_id == self.conversation(message_id).id)
            return list(session.scalars(query.order_by(Event.id)))

    def calls(self, *methods: str) -> int:
        """How often the provider was asked for any of these."""
        return sum(map(self.office.asked, methods))

    def writes(self) -> int:
        """How often anything was changed at the provider by us or by hand through the API."""
        return self.calls(*self.office.gmail.writing)


def mail(desk: Desk, *, number: int | None = None, **headers: str) -> str:
    """A patient writes, and it is read and labelled."""
    message = desk.office.gmail.deliver(letter(number=number, **headers), at=datetime.now(UTC))
    desk.settle()
    return message


def thread(desk: Desk, first: int) -> list[str]:
    """A mail and an answer to it."""
    one = mail(desk, number=first)
    return [one, mail(desk, number=first + 1, subject="Re: Appointment", in_reply_to=f"<{first}@mail.example.com>")]


def statuses(desk: Desk, message: str) -> list[tuple[EventKind, Door]]:
    kinds = (EventKind.OPENED, EventKind.PENDING, EventKind.CLOSED)
    return [(one.kind, one.door) for one in desk.events(message) if one.kind in kinds]


def tag(desk: Desk, name: str = "insurance", *, shown: bool = True) -> Tag:
    """A tag that is shown in mailboxes."""
    with desk.office.work.unit() as session:
        one = session.query(Tag).filter_by(organization_id=desk.office.clinic.organization.id, name=name).one()
        one.show_in_mailbox = shown
    return one


@dataclass
class _Meanwhile:
    """The mailbox's provider, but somebody does something between the decision to change labels and the change."""

    act: Callable[[], object]
    usual: type[GmailMailbox] | type[OutlookMailbox]

    def __call__(self, account: Account, settings: Settings, line: Line) -> GmailMailbox | OutlookMailbox:
        waiting = [self.act]

        class Slow(self.usual):  # type: ignore[misc, name-defined]
            def relabel(self, provider_ids: Any, *, add: Collection[str], remove: Collection[str]) -> Relabelled:
                while waiting:
                    waiting.pop()()
                return super().relabel(provider_ids, add=add, remove=remove)

        return Slow(account, settings, line)


@contextmanager
def meanwhile(office: Office, act: Callable[[], object]) -> Iterator[None]:
    """While a worker is about to change labels, somebody does something."""
    usual: Any = PROVIDERS[office.gmail.provider]
    PROVIDERS["meanwhile"] = _Meanwhile(act, usual)
    office.become("meanwhile")
    try:
        yield
    finally:
        office.become(office.gmail.provider)
        del PROVIDERS["meanwhile"]
