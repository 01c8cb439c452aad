"""What staff decide is learnt, for their organization alone; versions are kept, and earlier ones can be used again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import learning, suggestions
from inbox.errors import NotFound
from inbox.models import Category, Delivery, Disposition, Door, Event, EventKind, TrainingExample
from tests.clinic import found
from tests.inbox.triaged import LAB, Scene, on_sqlite


def keep(scene: Scene, *, is_better: bool = True, examples: int = 0) -> int:
    """A version is made now."""
    organization = scene.clinic.organization.id
    said = learning.digest(learning.topics(scene.session, organization))
    row = learning.keep(
        scene.session, organization, b"learnt", examples=examples, measured={"topics": said}, is_better=is_better,
        now=scene.now,
    )  # fmt: skip
    return row.version


def used(scene: Scene) -> int | None:
    row = learning.current(scene.session, scene.clinic.organization.id)
    return row.version if row else None


def test_a_worse_version_is_kept_and_not_used_and_an_earlier_one_can_be_used_again(scene: Scene) -> None:
    organization = scene.clinic.organization.id
    assert [keep(scene), keep(scene), keep(scene, is_better=False)] == [1, 2, 3]
    assert used(scene) == 2

    assert [learning.roll_back(scene.session, organization, 1, by=scene.ana) for _ in range(2)] == [True, False]
    assert used(scene) == 1
    assert [one.version for one in learning.versions(scene.session, organization)] == [3, 2, 1]
    chosen = scene.session.scalars(select(Event).where(Event.kind == EventKind.CLASSIFIER_CHOSEN)).one()
    assert (chosen.door, chosen.person_id, chosen.data) == (Door.GMAIL, scene.clinic.ana.id, {"version": 1})
    with pytest.raises(NotFound):
        learning.roll_back(scene.session, organization, 9, by=scene.ana)


@on_sqlite
def test_only_so_many_versions_are_kept_and_the_one_in_use_always(scene: Scene) -> None:
    for _ in range(learning.KEPT + 3):
        keep(scene, is_better=False)

    kept = [one.version for one in learning.versions(scene.session, scene.clinic.organization.id)]
    assert (len(kept), kept[0], kept[-1], used(scene)) == (learning.KEPT + 1, learning.KEPT + 3, 1, 1)


@on_sqlite
def test_it_is_time_to_learn_for_enough_examples_or_after_a_day_or_for_other_categories(scene: Scene) -> None:
    def is_due(days: float = 0) -> bool:
        due = learning.due(scene.session, now=scene.now + timedelta(days=days))
        return scene.clinic.organization.id in due

    assert is_due(), "nothing was learnt yet"
    keep(scene)
    assert not is_due(days=9)

    suggestions.accept(scene.session, scene.conversation, scene.suggest(), by=scene.ana)
    assert (is_due(), is_due(days=2)) == (False, True)
    for number in range(learning.ENOUGH - 1):
        mail = scene.write(f"More {number}", hours=1 + number)
        finding = scene.find(LAB, mail=mail)
        assert finding is not None
        learning.learn(scene.session, finding, scene.category("lab"), by=scene.ana)
    assert is_due()
    keep(scene, examples=learning.ENOUGH)
    scene.session.query(TrainingExample).update({"learnt_at": scene.now})
    assert not is_due()

    scene.session.query(Category).filter_by(key="lab").update({"examples": ["My potassium?"]})
    assert is_due()


@on_sqlite
def test_each_organization_learns_from_its_own_staff_alone(scene: Scene) -> None:
    other = found(scene.session, now=scene.now, key="surgery")
    suggestions.accept(scene.session, scene.conversation, scene.suggest(), by=scene.ana)
    keep(scene)

    assert learning.examples(scene.session, other.organization.id) == []
    assert learning.versions(scene.session, other.organization.id) == []
    with pytest.raises(NotFound):
        learning.roll_back(scene.session, other.organization.id, 1, by=scene.ana)


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
