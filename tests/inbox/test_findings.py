"""What a model finds is suggested, done only where that is allowed, and never stronger than what somebody set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from inbox import merging, sorting, splitting, suggestions
from inbox.errors import NotAllowed
from inbox.findings import Found
from inbox.models import Door, EventKind, FindingState, Priority, Status, TriageWait
from tests.clinic import actor
from tests.inbox.triaged import LAB, PAIN, Scene, on_sqlite


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
def test_a_mere_guess_is_not_suggested(scene: Scene) -> None:
    finding = scene.suggest(replace(LAB, confidence=0.3))
    assert (finding.state, finding.category_id) == (FindingState.NONE, scene.category("lab"))


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


@on_sqlite
def test_a_model_never_lowers_closes_or_assigns(scene: Scene) -> None:
    scene.conversation.priority = Priority.HIGH
    scene.suggest(Found(model="local", priority=Priority.LOW, is_thanks=True))

    one = scene.conversation
    assert (one.priority, one.status, one.assignee_id) == (Priority.HIGH, Status.OPEN, None)


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
