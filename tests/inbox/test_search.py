"""Finding conversations by words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from inbox import search
from inbox.database import Sessions
from inbox.models import Conversation, ConversationTag, Person, Tag
from inbox.paging import Slice
from tests import clinic as building
from tests.clinic import Clinic

FOUND: dict[str, set[str]] = {
    "knee": {"Knee pain"},
    "KNEE": {"Knee pain"},
    "kne": {"Knee pain"},
    "kne pain": set(),  # only the last word may be a beginning
    "pain kne": {"Knee pain"},
    "hurts x-ray": {"Knee pain"},  # in two messages of one conversation
    "pain ray": {"Knee pain"},
    "muller": {"Knee pain"},
    "Müller": {"Knee pain"},
    "josé.müller@example.com": {"Knee pain"},
    "b@example.com": {"Überweisung"},
    "uberweisung": {"Überweisung"},
    "Überweis": {"Überweisung"},
    "555-0100": {"Überweisung"},
    "straße": {"Überweisung"},
    "call": {"Invoice 77"},
    "invoice back": {"Invoice 77"},
    '"call back"': {"Invoice 77"},
    '"back call"': set(),
    '"left knee"': {"Knee pain"},
    '"knee left"': set(),
    '"left kne"': set(),  # quotes keep words as they are
    "maria lopez": {"Knee pain", "Überweisung", "Invoice 77"},
    "nothing-like-this": set(),
    "": set(),
    "  \t ": set(),
    "... --- !!!": set(),
}
COMMANDS = (
    'knee" OR "invoice', "knee AND", "NOT knee", "subject:knee", "knee*", "^knee", "NEAR(knee pain)", '"', '""', "'",
    "knee & !pain", "knee:*", "k | p", "(((", "\\", "%", "_", "\0knee", "a" * 5000, "x " * 500, "😀", "\u202eeenk",
    "'knee':A <-> pain", ";DROP TABLE message;--",
)  # fmt: skip


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """A session on a clinic with a few letters."""
    with make() as session:
        desk = clinic.front_desk
        knee = building.conversation(session, desk, now=now, subject="Knee pain", text="My left knee hurts.")
        building.message(session, knee, sender="josé.müller@example.com", text="Please bring the X-ray.", at=now)
        text = "Straße 12, Tel. +49-170/555-0100"
        building.conversation(session, desk, now=now, subject="Überweisung", text=text, patient="b@example.com")
        tagged = building.conversation(session, desk, now=now, subject="Invoice 77", patient="c@example.com")
        tag = session.query(Tag).filter_by(organization_id=clinic.organization.id, name="call back").one()
        session.add(ConversationTag(conversation_id=tagged.id, tag_id=tag.id))
        building.conversation(session, clinic.invoices, now=now, subject="Knee brace", patient="d@example.com")
        session.flush()
        yield session


def test_a_query_finds_what_holds_all_its_words(session: Session, clinic: Clinic) -> None:
    viewer = building.viewer(session, clinic.ana)
    found = {query: {one.subject for one in search.conversations(session, viewer, query).items} for query in FOUND}

    assert found == FOUND


def test_what_somebody_types_is_never_a_command(session: Session, clinic: Clinic) -> None:
    viewer = building.viewer(session, clinic.ana)

    for query in COMMANDS:
        found = {one.subject for one in search.conversations(session, viewer, query).items}
        assert found <= {"Knee pain"}, query


def test_only_the_viewers_teams_are_searched(session: Session, clinic: Clinic, now: datetime) -> None:
    other = building.found(session, now=now, key="other")
    building.conversation(session, other.front_desk, now=now, subject="Knee elsewhere", patient="e@example.com")

    def found(who: Person) -> set[str]:
        return {one.subject for one in search.conversations(session, building.viewer(session, who), "knee").items}

    assert found(clinic.ana) == {"Knee pain"}
    assert found(clinic.dev) == {"Knee brace"}
    assert found(clinic.ada) == {"Knee pain", "Knee brace"}
    within = search.conversations(
        session, building.viewer(session, clinic.ada), "knee", team_id=clinic.billing.id
    )  # fmt: skip
    assert [one.subject for one in within.items] == ["Knee brace"]


def test_quarantined_mail_is_found_and_merged_is_not(session: Session, clinic: Clinic, now: datetime) -> None:
    building.conversation(
        session, clinic.front_desk, now=now, subject="Suspicious", patient="f@example.com", is_quarantined=True,
        is_listed=False,
    )  # fmt: skip
    heir = session.query(Conversation).filter_by(subject="Knee pain").one()
    building.conversation(
        session, clinic.front_desk, now=now, subject="Suspicious twin", patient="g@example.com",
        merged_into_id=heir.id, is_listed=False,
    )  # fmt: skip

    found = search.conversations(session, building.viewer(session, clinic.ana), "suspicious")
    assert [(one.subject, one.is_quarantined) for one in found.items] == [("Suspicious", True)]


def test_results_come_newest_first_and_page_by_page(session: Session, clinic: Clinic, now: datetime) -> None:
    for number in range(7):
        building.conversation(
            session, clinic.front_desk, now=now - timedelta(hours=number), subject=f"Vaccine {number}",
            patient=f"v{number}@example.com",
        )  # fmt: skip
    viewer = building.viewer(session, clinic.ana)

    first = search.conversations(session, viewer, "vaccine", limit=5)
    second = search.conversations(session, viewer, "vaccine", Slice(older=first.older), limit=5)
    back = search.conversations(session, viewer, "vaccine", Slice(newer=second.newer), limit=5)
    assert [one.subject for one in (*first.items, *second.items)] == [f"Vaccine {number}" for number in range(7)]
    assert back.items == first.items


def test_words_are_taken_apart_as_the_indexes_do_it() -> None:
    assert search.words('Über "A b" c-d x') == [
        search.Word(("uber",)), search.Word(("a", "b")), search.Word(("c", "d")), search.Word(("x",)),
    ]  # fmt: skip
    assert search.words("x kne") == [search.Word(("x",)), search.Word(("kne",), is_start=True)]
    assert len(search.words("word " * 50)) == search.MOST_WORDS
