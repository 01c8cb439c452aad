"""Urgent signs raise the priority, never lower it, and are shown until somebody has seen to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import lifecycle, sorting, suggestions
from inbox.arrival import Place
from inbox.models import Direction, Door, Event, EventKind, Mailbox, Priority
from tests.clinic import actor
from tests.inbox import post
from tests.inbox.triaged import PAIN, Scene, on_sqlite


def test_urgent_signs_raise_the_priority_and_one_click_undoes_it(scene: Scene) -> None:
    finding = scene.suggest(PAIN)
    assert (scene.conversation.priority, scene.sign) == (Priority.URGENT, "chest-pain")
    told = scene.session.scalars(select(Event).where(Event.kind == EventKind.PRIORITIZED)).one()
    assert (told.door, told.reason) == (Door.AI, "signs:chest-pain")

    for _ in range(2):
        suggestions.calm(scene.session, scene.conversation, finding, by=scene.ana)
    assert (scene.conversation.priority, scene.sign) == (Priority.NORMAL, None)
    assert len(scene.events(EventKind.PRIORITIZED)) == 2


@on_sqlite
def test_an_admin_may_want_priorities_left_alone_and_signs_are_shown_all_the_same(scene: Scene) -> None:
    scene.set_up(raise_priority=False)

    finding = scene.suggest(PAIN)
    assert (finding.sign, finding.heeded_at, scene.conversation.priority) == ("chest-pain", None, Priority.NORMAL)


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
def test_an_answer_sees_to_the_signs_that_came_before_it(scene: Scene) -> None:
    reception = scene.session.get_one(Mailbox, scene.clinic.front_desk.id)
    asked = post.letter(scene.now, text="My chest hurts", id_="<pain@example.com>")
    scene.conversation = post.receive(scene.session, reception, asked, at=scene.now)
    assert scene.find(PAIN, mail=scene.newest) is not None
    later = scene.now + timedelta(minutes=5)
    for at, sees in ((scene.now - timedelta(minutes=5), False), (later, True)):
        reply = post.letter(at, sender=post.DESK, to=post.MARIA, text="Come.", replies_to="<pain@example.com>")
        assert post.receive(scene.session, reception, reply, at=at, place=Place.SENT, now=later) is scene.conversation
        assert scene.sign == (None if sees else "chest-pain")
