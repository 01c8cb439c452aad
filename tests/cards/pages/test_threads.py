"""Pages about messages and what belongs together: messages, one message, merge, split, release, timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from inbox import database, lifecycle
from inbox.database import Sessions
from inbox.errors import NotFound
from inbox.models import Attachment, Conversation, Direction, Message
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

Begin = Callable[..., Conversation]


@pytest.fixture
def begin(make: Sessions, clinic: Clinic, now: datetime) -> Begin:
    """Adds a conversation of the front desk with some messages, a minute apart, the last one now."""

    def add(count: int = 1, **columns: object) -> Conversation:
        with database.unit_of_work(make) as session:
            one = building.conversation(
                session, clinic.front_desk, now=now, text=f"No {count - 1}", message_count=count, **columns
            )  # type: ignore[arg-type]  # fmt: skip
            for number in range(count - 1):
                at = now - timedelta(minutes=count - number)
                building.message(session, one, sender="maria.lopez@example.com", text=f"No {number}", at=at)
            return one

    return add


def test_all_messages_are_read_in_pages(begin: Begin, ana: Drawer) -> None:
    one = begin(70)
    said: list[str] = []
    params: dict[str, str] = {}
    for _ in range(3):
        drawn = ana("messages", conversation=one.id, **params)
        said += [line["text"] for line in drawn.lines]
        params = next((one for one in drawn.opened("messages") if "older" in one), {})
        params = {"older": params["older"]} if params else {}

    assert said == [f"No {number}" for number in reversed(range(70))]
    assert params == {}


def test_a_message_is_shown_whole_with_what_it_quotes_folded_away(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin()
    with database.unit_of_work(make) as session:
        message = building.message(
            session, one, sender="ben@clinic.example.org", text="Yes.\n\nBen", at=now, direction=Direction.OUTBOUND
        )  # fmt: skip
        message.sender_name, message.subject = "Ben Okafor", "Re: Friday"
        message.folded_quote, message.signature = "May I come?", "The clinic"
        message.recipients = {"to": [["Maria Lopez", "maria.lopez@example.com"]], "cc": [["", "x@example.com"]]}
        session.add(
            Attachment(
                organization_id=one.organization_id, message_id=message.id, part_path="2", name="map.pdf",
                content_type="application/pdf", size=20_480,
            )
        )  # fmt: skip

    drawn = ana("message", message=message.id)
    assert drawn.json["header"] == {"title": "Re: Friday", "subtitle": "Ben Okafor (from us)"}
    lines = {line.get("topLabel"): line["text"] for line in drawn.lines}
    assert lines["From"] == "Ben Okafor (ben@clinic.example.org)"
    assert lines["To"] == "Maria Lopez (maria.lopez@example.com)"
    assert lines["Copy to"] == "x@example.com"
    assert {"textParagraph": {"text": "Yes.<br><br>Ben"}} in drawn.widgets
    folded = {section["header"]: section for section in drawn.json["sections"] if section.get("collapsible")}
    assert folded["Earlier mail quoted in it"]["uncollapsibleWidgetsCount"] == 0
    assert "May I come?" in str(folded["Earlier mail quoted in it"])
    assert "The clinic" in str(folded["Signature"])
    assert {"text": "map.pdf", "bottomLabel": "application/pdf, 20 kB"}.items() <= drawn.lines[-1].items()
    assert drawn.opened("conversation") == [{"conversation": str(one.id), "page": "conversation"}]


def test_nothing_of_a_long_message_is_left_out(make: Sessions, begin: Begin, now: datetime, ana: Drawer) -> None:
    one = begin()
    words = [f"word{number}" for number in range(9_000)]
    with database.unit_of_work(make) as session:
        message = building.message(session, one, sender="a@example.com", text=" ".join(words), at=now)

    read: list[str] = []
    part = "0"
    while part:
        drawn = ana("message", message=message.id, part=part)
        read += " ".join(
            widget["textParagraph"]["text"] for widget in drawn.widgets if "textParagraph" in widget
        ).split()  # fmt: skip
        part = next((params["part"] for params in drawn.opened("message")), "")
    assert read == words


def test_merging_offers_what_the_search_finds_in_the_same_team(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ada: Drawer
) -> None:
    one = begin(subject="Knee now")
    with database.unit_of_work(make) as session:
        old = building.conversation(session, clinic.front_desk, now=now, subject="Knee then", contact_id=one.contact_id)
        building.conversation(session, clinic.invoices, now=now, subject="Knee brace", contact_id=one.contact_id)

    for drawn in (ada("merge", conversation=one.id), ada("merge", conversation=one.id, query="knee")):
        assert [params["target"] for params in drawn.opened("merge-confirm")] == [str(old.id)]
    confirm = ada("merge-confirm", conversation=one.id, target=old.id)
    (press,) = confirm.presses("merge")
    assert (press["conversation"], press["target"], press["back"]) == (str(one.id), str(old.id), "1")
    assert "Knee now" in confirm.text
    assert "Knee then" in confirm.text


def test_every_message_but_the_first_can_begin_a_conversation_of_its_own(begin: Begin, ana: Drawer) -> None:
    one = begin(3)
    drawn = ana("split", conversation=one.id)

    assert [line["text"] for line in drawn.lines] == ["No 2", "No 1", "No 0"]
    assert len(drawn.opened("split-confirm")) == 2
    assert drawn.lines[-1]["bottomLabel"] == "stays here"
    chosen = drawn.opened("split-confirm")[0]["message"]
    assert ana("split-confirm", conversation=one.id, message=chosen).presses("split")[0]["message"] == chosen
    assert "cannot be split" in ana("split", conversation=begin(1, patient="b@example.com").id).text


def test_a_message_of_another_conversation_cannot_be_split_off(make: Sessions, begin: Begin, ana: Drawer) -> None:
    one, other = begin(2), begin(2, patient="b@example.com")
    with database.unit_of_work(make, writes=False) as session:
        message = session.query(Message).filter_by(conversation_id=other.id).first()

    assert message is not None
    with pytest.raises(NotFound):
        ana("split-confirm", conversation=one.id, message=message.id)


def test_releasing_shows_what_it_is_about_first(begin: Begin, ana: Drawer) -> None:
    drawn = ana("release", conversation=begin(is_quarantined=True, is_listed=False).id)

    assert "No 0" in drawn.text
    assert drawn.presses("release")[0]["back"] == "1"


def test_the_timeline_tells_everything(
    make: Sessions, begin: Begin, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    one = begin()
    assert "Nothing happened yet." in ana("timeline", conversation=one.id).text
    with database.unit_of_work(make) as session:
        again = session.get_one(Conversation, one.id)
        for number in range(20):
            by = building.actor(clinic.ben, now + timedelta(minutes=number))
            lifecycle.close(session, again, by=by, reason="thanks" if number == 19 else "")
            lifecycle.open_(session, again, by=by)

    drawn = ana("timeline", conversation=one.id)
    assert len(drawn.lines) == 30
    assert drawn.lines[0] == {
        "text": "Ben Okafor opened it", "topLabel": "Mar 4, 2026, 10:49 AM · in Gmail", "wrapText": True,
    }  # fmt: skip
    assert drawn.lines[1]["text"] == "Ben Okafor closed it (it was no more than a thank-you)"
    (older,) = drawn.opened("timeline")
    assert len(ana("timeline", conversation=one.id, older=older["older"]).lines) == 10
