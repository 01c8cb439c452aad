"""The card of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from inbox import assignment, database, lifecycle, notes
from inbox.database import Sessions
from inbox.lifecycle import KEEP_CLOSED, NOT_DELIVERED
from inbox.models import (
    Category,
    Conversation,
    ConversationTag,
    Mailbox,
    MailboxState,
    Organization,
    Person,
    Priority,
    Status,
    Tag,
)
from tests import clinic as building
from tests.cards import states
from tests.cards.drawing import Drawer, Drawn
from tests.clinic import Clinic

Begin = Callable[..., Conversation]


@pytest.fixture
def begin(make: Sessions, clinic: Clinic, now: datetime) -> Begin:
    """Adds a conversation of the front desk."""

    def add(**columns: object) -> Conversation:
        with database.unit_of_work(make) as session:
            return building.conversation(session, clinic.front_desk, now=now, **columns)  # type: ignore[arg-type]

    return add


def labelled(drawn: Drawn, label: str) -> str:
    return next(line["text"] for line in drawn.lines if line.get("topLabel") == label)


def test_it_says_which_conversation_it_shows(begin: Begin, ana: Drawer) -> None:
    one = begin(subject="Knee pain")
    drawn = ana("conversation", conversation=one.id)

    assert drawn.json["header"] == {"title": "Knee pain", "subtitle": "Maria Lopez · Reception"}


def test_every_press_says_which_conversation_as_of_which_version(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin()
    with database.unit_of_work(make) as session:
        again = session.get_one(Conversation, one.id)
        lifecycle.set_pending(session, again, by=building.actor(clinic.ben, now))
        version = again.version

    drawn = ana("conversation", conversation=one.id)
    for action in ("take", "close", "reopen"):
        assert drawn.presses(action) == [
            {"conversation": str(one.id), "version": str(version), "drawn": "a-drawing"}
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.OPEN, ["take", "set-pending", "close"]),
        (Status.PENDING, ["take", "reopen", "close"]),
        (Status.CLOSED, ["take", "set-pending", "reopen"]),
    ],
)
def test_only_what_changes_something_is_offered(begin: Begin, ana: Drawer, status: Status, offered: list[str]) -> None:
    drawn = ana("conversation", conversation=begin(status=status).id)

    elsewhere = ("open", "claim-reply", "summarise", "draft-reply")
    assert [action for action in drawn.actions if action not in elsewhere] == offered
    assert {"assign", "snooze", "note", "edit"} <= {params["page"] for params in drawn.presses("open")}


def test_where_the_ai_is_off_it_is_not_offered(make: Sessions, begin: Begin, clinic: Clinic, ana: Drawer) -> None:
    one = begin()
    for of_mailbox, of_house, is_offered in (
        ({}, {}, True), ({"copilot": "none"}, {}, False), ({}, {"copilot": "none"}, False),
        ({"copilot": "local"}, {"copilot": "none"}, True),
    ):  # fmt: skip
        with database.unit_of_work(make) as session:
            session.get_one(Mailbox, clinic.front_desk.id).settings = of_mailbox
            session.get_one(Organization, clinic.organization.id).settings = of_house
        drawn = ana("conversation", conversation=one.id)
        assert ("Summarise" in drawn.text) is is_offered
        assert ("Say it otherwise" in ana("reply", conversation=one.id).text) is is_offered


def test_ones_own_cannot_be_taken_again(begin: Begin, clinic: Clinic, ana: Drawer) -> None:
    drawn = ana("conversation", conversation=begin(assignee_id=clinic.ana.id).id)

    assert drawn.presses("take") == []
    assert labelled(drawn, "Assignee") == "<b>Ana Ruiz</b> · you"


def test_status_priority_category_and_tags_are_said(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    bare = ana("conversation", conversation=begin().id)
    assert labelled(bare, "Assignee") == "Nobody yet"
    assert labelled(bare, "Priority, category, tags") == "Normal · no category · no tags"

    with database.unit_of_work(make) as session:
        category = session.query(Category).filter_by(key="lab").one()
        one = building.conversation(
            session, clinic.front_desk, now=now, patient="b@example.com", status=Status.PENDING,
            snoozed_until=now + timedelta(days=1), priority=Priority.HIGH, category_id=category.id,
        )  # fmt: skip
        session.add_all(ConversationTag(conversation_id=one.id, tag_id=tag.id) for tag in session.query(Tag))
    drawn = ana("conversation", conversation=one.id)
    assert labelled(drawn, "Status") == "<b>Pending</b> · snoozed until Mar 5, 2026, 10:30\u202fAM"
    assert labelled(drawn, "Priority, category, tags") == "<b>High</b> · Urgent lab report · call back, insurance"


def test_the_newest_messages_come_first_and_lead_to_themselves(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin(text="First")
    with database.unit_of_work(make) as session:
        for number in range(6):
            at = now + timedelta(minutes=number - 60)
            last = building.message(session, one, sender="x@example.com", text=f"No {number}", at=at)
        session.get_one(Conversation, one.id).message_count = 7

    drawn = ana("conversation", conversation=one.id)
    assert "7 messages" in drawn.text
    said = [line["text"] for line in drawn.lines if line.get("startIcon", {}).get("knownIcon") == "EMAIL"]
    assert said == ["First", "No 5", "No 4", "No 3", "No 2"]
    assert {"message": str(last.id), "page": "message"} in drawn.presses("open")
    assert drawn.opened("messages")


def test_notes_show_who_wrote_them_and_ones_own_can_be_changed(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin()
    with database.unit_of_work(make) as session:
        again = session.get_one(Conversation, one.id)
        mine = notes.add(session, again, "See https://example.org/a?b=1.", by=building.actor(clinic.ana, now))
        notes.add(session, again, "Called <her>", by=building.actor(clinic.ben, now - timedelta(hours=1)))
        gone = notes.add(session, again, "Oops", by=building.actor(clinic.ben, now))
        notes.delete(session, gone, by=building.actor(clinic.ben, now))

    drawn = ana("conversation", conversation=one.id)
    assert labelled(drawn, "Ana Ruiz · just now") == (
        'See <a href="https://example.org/a?b=1">https://example.org/a?b=1</a>.'
    )
    assert labelled(drawn, "Ben Okafor · 1 h ago") == "Called &lt;her&gt;"
    assert [params.get("note") for params in drawn.opened("note")] == [None, str(mine.id)]
    assert "Oops" not in drawn.text


def test_the_last_events_are_told(make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer) -> None:
    one = begin()
    with database.unit_of_work(make) as session:
        again = session.get_one(Conversation, one.id)
        by = building.actor(clinic.cleo, now)
        assignment.assign(session, again, session.get_one(Person, clinic.ben.id), by=by)
        lifecycle.close(session, again, by=by)

    drawn = ana("conversation", conversation=one.id)
    told = [line["text"] for line in drawn.lines if "in Gmail" in line.get("topLabel", "")]
    assert told == ["Cleo Brandt closed it", "Cleo Brandt gave it to Ben Okafor"]


@pytest.mark.parametrize(
    ("columns", "said", "offered"),
    [
        ({"status_reason": NOT_DELIVERED}, "Not delivered", None),
        ({"status_reason": KEEP_CLOSED}, "no more than a thank-you", "keep-closed"),
        ({"subject_changed": True}, "Is it about something else now?", "split"),
        ({"is_quarantined": True, "is_listed": False}, "Quarantine", "release"),
    ],
)
def test_what_wants_a_decision_comes_first_with_its_button(
    begin: Begin, ana: Drawer, columns: dict[str, object], said: str, offered: str | None
) -> None:
    drawn = ana("conversation", conversation=begin(**columns).id)
    first = str(drawn.json["sections"][0])

    assert said in first
    assert offered is None or offered in first


def test_suggested_links_are_accepted_or_refused_on_the_card(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer, ada: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        state = states.busy(session, clinic, now)

    drawn = ada("conversation", conversation=state.conversation)
    assert len(drawn.presses("accept-link")) == len(drawn.presses("refuse-link")) == 2
    assert "1 more suggestion" in drawn.text
    assert len(ada("links", conversation=state.conversation).presses("accept-link")) == 3
    assert len(ana("links", conversation=state.conversation).presses("accept-link")) == 2  # one is not for ana to see
    assert len(drawn.presses("unmerge")) >= 1


def test_a_merged_conversation_shows_its_heir(begin: Begin, ana: Drawer) -> None:
    heir = begin(subject="The heir")
    gone = begin(subject="Gone", patient="b@example.com", merged_into_id=heir.id)

    drawn = ana("conversation", conversation=gone.id)
    assert drawn.json["header"]["title"] == "The heir"
    assert drawn.presses("close")[0]["conversation"] == str(heir.id)


def test_it_says_that_mail_may_be_missing(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin()
    assert "missing" not in ana("conversation", conversation=one.id).text
    with database.unit_of_work(make) as session:
        session.merge(clinic.front_desk).synced_at = now - timedelta(hours=1)
    assert "Reception was last checked 1 h ago" in ana("conversation", conversation=one.id).text
    with database.unit_of_work(make) as session:
        session.merge(clinic.front_desk).state = MailboxState.NEW
    assert "Reception is not synced yet" in ana("conversation", conversation=one.id).text
    assert "may be out of date" in ana("conversation", conversation=one.id, may_be_late=True).text
