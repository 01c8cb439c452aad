"""What a model finds is suggested, done only where that is allowed, and never stronger than what somebody set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import findings, learning, lifecycle, merging, sorting, splitting, suggestions, views
from inbox.database import Sessions
from inbox.errors import NotAllowed
from inbox.findings import Found
from inbox.models import (
    Category,
    Conversation,
    Delivery,
    Direction,
    Disposition,
    Door,
    Event,
    EventKind,
    Finding,
    FindingState,
    Mailbox,
    Message,
    Person,
    Priority,
    Status,
    TrainingExample,
    TriageWait,
)
from tests.clinic import Clinic, actor, conversation, message, viewer

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
LAB = Found(model="local", category="lab", confidence=0.9, words=("result",), examples=("my results",))
PAIN = Found(model="local", signs=(("chest-pain", "my chest hurts"),), priority=Priority.URGENT)


@dataclass
class Scene:
    """One conversation, and what models find in its mail."""

    session: Session
    clinic: Clinic
    now: datetime
    conversation: Conversation

    def find(self, found: Found, *, is_fresh: bool = True, mail: Message | None = None) -> Finding | None:
        """A model has read a mail, the only one unless said."""
        if mail is None:
            mail = self.session.scalars(select(Message).order_by(Message.id)).first()
        assert mail is not None
        self.session.merge(
            TriageWait(
                message_id=mail.id, organization_id=mail.organization_id, mailbox_id=self.clinic.front_desk.id,
                is_fresh=is_fresh, received_at=mail.received_at,
            )
        )  # fmt: skip
        self.session.flush()
        return findings.store(self.session, mail.id, found, now=self.now + timedelta(seconds=2))

    def suggest(self, found: Found = LAB) -> Finding:
        finding = self.find(found)
        assert finding is not None
        return finding

    def set_up(self, **settings: Any) -> None:
        """What an admin wrote for the mailbox."""
        self.session.get_one(Mailbox, self.clinic.front_desk.id).settings = settings

    def write(self, text: str, *, hours: float, direction: Direction = Direction.INBOUND) -> Message:
        sender = "maria.lopez@example.com" if direction is Direction.INBOUND else "reception@clinic.example.org"
        at = self.now + timedelta(hours=hours)
        return message(self.session, self.conversation, sender=sender, text=text, at=at, direction=direction)

    def category(self, key: str) -> int:
        return self.session.scalars(select(Category.id).where(Category.key == key)).one()

    def events(self, *kinds: EventKind) -> list[tuple[EventKind, Door]]:
        told = self.session.scalars(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id))
        return [(one.kind, one.door) for one in told]

    @property
    def ana(self) -> Any:
        return actor(self.clinic.ana, self.now + timedelta(seconds=3))

    @property
    def key(self) -> str | None:
        query = select(Category.key).where(Category.id == self.conversation.category_id)
        return self.session.scalars(query).first()

    @property
    def taught(self) -> list[int | None]:
        return list(self.session.scalars(select(TrainingExample.category_id)))


@pytest.fixture
def scene(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Scene]:
    with make() as session:
        yield Scene(session, clinic, now, conversation(session, clinic.front_desk, now=now))


def test_a_category_is_suggested_and_one_click_accepts_it_once(scene: Scene) -> None:
    finding = scene.suggest()
    assert (finding.state, scene.key) == (FindingState.SUGGESTED, None)

    for _ in range(2):
        suggestions.accept(scene.session, scene.conversation, finding, by=scene.ana)

    assert (finding.state, scene.key, finding.decided_by_id) == (FindingState.ACCEPTED, "lab", scene.clinic.ana.id)
    assert scene.taught == [scene.category("lab")]
    assert scene.events(EventKind.TRIAGED, EventKind.CATEGORIZED) == [
        (EventKind.TRIAGED, Door.AI), (EventKind.CATEGORIZED, Door.GMAIL),
    ]  # fmt: skip


@on_sqlite
def test_reading_the_same_mail_again_changes_nothing(scene: Scene) -> None:
    scene.suggest()

    assert scene.find(PAIN) is None
    assert scene.session.scalars(select(TriageWait)).all() == []
    assert scene.conversation.priority is Priority.NORMAL


@on_sqlite
def test_another_category_may_be_chosen_and_that_is_learnt_and_can_be_taken_back(scene: Scene) -> None:
    finding = scene.suggest()

    suggestions.choose(scene.session, scene.conversation, finding, scene.category("billing"), by=scene.ana)
    assert (finding.state, scene.key, scene.taught) == (FindingState.CHANGED, "billing", [scene.category("billing")])
    with pytest.raises(NotAllowed):
        suggestions.refuse(scene.session, scene.conversation, finding, by=scene.ana)

    suggestions.undo(scene.session, scene.conversation, finding, by=scene.ana)
    assert (finding.state, scene.key, scene.taught) == (FindingState.SUGGESTED, None, [])


@on_sqlite
def test_none_of_these_is_learnt_too(scene: Scene) -> None:
    finding = scene.suggest()

    for _ in range(2):
        suggestions.refuse(scene.session, scene.conversation, finding, by=scene.ana)

    assert (finding.state, scene.key, scene.taught) == (FindingState.REFUSED, None, [None])
    assert scene.events(EventKind.SUGGESTION_REFUSED) == [(EventKind.SUGGESTION_REFUSED, Door.GMAIL)]


def test_only_where_an_admin_allowed_it_and_the_model_is_sure_enough_it_is_set_by_itself(scene: Scene) -> None:
    scene.set_up(apply_categories={"lab": 0.85, "billing": 0.99})

    finding = scene.suggest()
    assert (finding.state, scene.key) == (FindingState.APPLIED, "lab")
    assert scene.events(EventKind.CATEGORIZED) == [(EventKind.CATEGORIZED, Door.AI)]
    assert scene.taught == []

    for _ in range(2):
        suggestions.undo(scene.session, scene.conversation, finding, by=scene.ana)
    assert (finding.state, scene.key) == (FindingState.UNDONE, None)
    assert len(scene.events(EventKind.CATEGORIZED)) == 2

    later = scene.find(LAB, mail=scene.write("And?", hours=1))
    assert later is not None
    assert (later.state, scene.key) == (FindingState.SUGGESTED, None), "a person took it off"


@on_sqlite
@pytest.mark.parametrize("confidence", [0.5, 0.84])
def test_below_the_confidence_it_is_only_suggested(scene: Scene, confidence: float) -> None:
    scene.set_up(apply_categories={"lab": 0.85})

    assert scene.suggest(replace(LAB, confidence=confidence)).state is FindingState.SUGGESTED
    assert scene.key is None


@on_sqlite
@pytest.mark.parametrize("door", [Door.GMAIL, Door.RULE])
def test_what_a_person_or_a_rule_set_stands(scene: Scene, door: Door) -> None:
    scene.set_up(apply_categories={"lab": 0.1})
    by = actor(scene.clinic.ana if door is Door.GMAIL else None, scene.now, door)
    sorting.set_category(scene.session, scene.conversation, scene.category("billing"), by=by)

    assert scene.suggest().state is FindingState.SUGGESTED
    assert scene.key == "billing"


@on_sqlite
def test_what_is_set_already_is_not_suggested(scene: Scene) -> None:
    scene.conversation.category_id = scene.category("lab")

    assert scene.suggest().state is FindingState.NONE


@on_sqlite
def test_choosing_by_hand_answers_the_suggestion_and_older_ones_pass(scene: Scene) -> None:
    first = scene.suggest()
    second = scene.find(replace(LAB, category="appointment"), mail=scene.write("And?", hours=1))
    assert second is not None
    scene.session.refresh(first)
    assert first.state is FindingState.PASSED

    suggestions.categorize(scene.session, scene.conversation, scene.category("appointment"), by=scene.ana)
    assert second.state is FindingState.ACCEPTED
    suggestions.categorize(scene.session, scene.conversation, scene.category("billing"), by=scene.ana)
    assert scene.taught == [scene.category("billing")], "the last word counts"


def test_urgent_signs_raise_the_priority_and_one_click_undoes_it(scene: Scene) -> None:
    finding = scene.suggest(PAIN)
    who = viewer(scene.session, scene.session.get_one(Person, scene.clinic.ana.id))

    def listed() -> str | None:
        return views.conversations(scene.session, who, views.UNASSIGNED, now=scene.now).items[0].sign

    assert (scene.conversation.priority, listed()) == (Priority.URGENT, "chest-pain")
    told = scene.session.scalars(select(Event).where(Event.kind == EventKind.PRIORITIZED)).one()
    assert (told.door, told.reason) == (Door.AI, "signs:chest-pain")

    for _ in range(2):
        suggestions.calm(scene.session, scene.conversation, finding, by=scene.ana)
    assert (scene.conversation.priority, listed()) == (Priority.NORMAL, None)
    assert len(scene.events(EventKind.PRIORITIZED)) == 2


@on_sqlite
def test_an_admin_may_want_priorities_left_alone_and_signs_are_shown_all_the_same(scene: Scene) -> None:
    scene.set_up(raise_priority=False)

    finding = scene.suggest(PAIN)
    assert (finding.sign, finding.heeded_at, scene.conversation.priority) == ("chest-pain", None, Priority.NORMAL)


@on_sqlite
def test_a_model_never_lowers_closes_or_assigns(scene: Scene) -> None:
    scene.conversation.priority = Priority.HIGH
    scene.suggest(Found(model="local", priority=Priority.LOW, is_thanks=True))

    one = scene.conversation
    assert (one.priority, one.status, one.assignee_id) == (Priority.HIGH, Status.OPEN, None)


@on_sqlite
def test_what_somebody_said_of_the_priority_after_the_mail_came_stands(scene: Scene) -> None:
    sorting.set_priority(scene.session, scene.conversation, Priority.LOW, by=scene.ana)
    scene.suggest(PAIN)

    assert scene.conversation.priority is Priority.LOW


@on_sqlite
@pytest.mark.parametrize(("is_fresh", "is_answered", "raised"), [
    (True, False, True), (False, False, True), (True, True, False), (False, True, False),
])  # fmt: skip
def test_what_was_answered_long_ago_is_urgent_no_more(
    scene: Scene, is_fresh: bool, is_answered: bool, raised: bool
) -> None:
    if is_answered:
        scene.write("Come at once.", hours=1, direction=Direction.OUTBOUND)

    finding = scene.find(PAIN, is_fresh=is_fresh)
    assert finding is not None
    assert (scene.conversation.priority is Priority.URGENT, finding.heeded_at is None) == (raised, raised)


@on_sqlite
def test_signs_are_heeded_when_somebody_closes_and_not_when_a_rule_does(scene: Scene) -> None:
    finding = scene.suggest(PAIN)
    lifecycle.close(scene.session, scene.conversation, by=actor(None, scene.now, Door.RULE))
    scene.session.refresh(finding)
    assert finding.heeded_at is None

    lifecycle.open_(scene.session, scene.conversation, by=scene.ana)
    lifecycle.close(scene.session, scene.conversation, by=scene.ana)
    scene.session.refresh(finding)
    assert finding.heeded_at is not None


@on_sqlite
def test_findings_go_where_their_mail_goes(scene: Scene) -> None:
    scene.suggest()
    other = scene.write("Something else", hours=1)
    later = scene.find(PAIN, mail=other)
    assert later is not None

    new = splitting.split(scene.session, scene.conversation, other, by=scene.ana)
    scene.session.refresh(later)
    assert later.conversation_id == new.id
    merging.merge(scene.session, new, scene.conversation, by=scene.ana)
    scene.session.refresh(later)
    assert later.conversation_id == scene.conversation.id


@on_sqlite
def test_of_mail_that_is_gone_nothing_is_learnt(scene: Scene) -> None:
    finding = scene.suggest()
    suggestions.accept(scene.session, scene.conversation, finding, by=scene.ana)
    delivery = Delivery(
        organization_id=finding.organization_id, mailbox_id=scene.clinic.front_desk.id, message_id=finding.message_id,
        provider_id="1", disposition=Disposition.CONVERSATION, received_at=scene.now, created_at=scene.now,
    )  # fmt: skip
    scene.session.add(delivery)
    organization = scene.clinic.organization.id
    assert [one.category for one in learning.examples(scene.session, organization)] == ["lab"]

    delivery.deleted_at = scene.now
    assert learning.examples(scene.session, organization) == []
