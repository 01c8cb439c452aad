"""What hangs together with a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import overview, related
from inbox.database import Sessions
from inbox.models import (
    Conversation,
    ConversationLink,
    Delivery,
    Disposition,
    LinkKind,
    Mailbox,
    Merge,
    Message,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)
from inbox.related import Relation
from tests import clinic as building
from tests.clinic import Clinic


def begun(session: Session, mailbox: Mailbox, now: datetime, subject: str, **columns: object) -> Conversation:
    patient = f"{subject.replace(' ', '.')}@example.com"
    return building.conversation(session, mailbox, now=now, subject=subject, patient=patient, **columns)


def message_of(session: Session, one: Conversation) -> Message:
    return session.query(Message).filter_by(conversation_id=one.id).first()


def suggest(session: Session, source: Conversation, target: Conversation, now: datetime, **columns: object) -> None:
    session.add(
        SuggestedLink(
            organization_id=source.organization_id, kind=SuggestionKind.STRANGER, conversation_id=source.id,
            message_id=message_of(session, source).id, target_id=target.id,
            target_message_id=message_of(session, target).id, created_at=now, **columns,
        )
    )  # fmt: skip
    session.flush()


def found(session: Session, clinic: Clinic, one: Conversation, who: str = "ana") -> set[tuple[str, str]]:
    viewer = building.viewer(session, getattr(clinic, who))
    head = overview.head(session, viewer, one.id)
    return {(str(other.relation), other.subject) for other in related.related(session, viewer, head)}


def test_links_are_told_from_both_ends(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        old, new, part, twin = (
            begun(session, mailbox, now, subject)
            for mailbox, subject in (
                (clinic.front_desk, "old"),
                (clinic.front_desk, "new"),
                (clinic.front_desk, "part"),
                (clinic.invoices, "twin"),
            )
        )
        for one, other, kind in (
            (new, old, LinkKind.FOLLOWS),
            (part, old, LinkKind.SPLIT_FROM),
            (twin, old, LinkKind.SIBLING),
        ):
            session.add(
                ConversationLink(
                    organization_id=old.organization_id, conversation_id=one.id, other_id=other.id, kind=kind,
                    created_at=now,
                )
            )  # fmt: skip
        session.flush()

        assert found(session, clinic, old) == {
            (Relation.FOLLOWED_BY, "new"), (Relation.SPLIT_OFF, "part"), (Relation.SIBLING, "twin"),
        }  # fmt: skip
        assert found(session, clinic, new) == {(Relation.FOLLOWS, "old")}
        assert found(session, clinic, part) == {(Relation.SPLIT_FROM, "old")}
        assert found(session, clinic, twin, "dev") == {(Relation.SIBLING, "old")}


def test_only_what_waits_for_a_decision_is_suggested(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        here, there, decided = (begun(session, clinic.front_desk, now, name) for name in ("here", "there", "decided"))
        suggest(session, here, there, now)
        suggest(session, here, decided, now, state=SuggestionState.REFUSED)

        assert found(session, clinic, here) == {(Relation.SUGGESTED_THERE, "there")}
        assert found(session, clinic, there) == {(Relation.SUGGESTED_HERE, "here")}
        assert found(session, clinic, decided) == set()


def test_what_one_may_not_see_is_not_told_except_siblings(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        ours, theirs = begun(session, clinic.front_desk, now, "ours"), begun(session, clinic.invoices, now, "theirs")
        suggest(session, theirs, ours, now)
        theirs.contact_id = ours.contact_id
        session.flush()

        assert found(session, clinic, ours) == set()
        assert found(session, clinic, ours, "ada") == {(Relation.SUGGESTED_HERE, "theirs"), (Relation.PAST, "theirs")}


def test_a_merge_is_told_until_it_is_undone(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        heir = begun(session, clinic.front_desk, now, "heir")
        gone = begun(session, clinic.front_desk, now, "gone", merged_into_id=heir.id, is_listed=False)
        merge = Merge(
            organization_id=heir.organization_id, source_id=gone.id, target_id=heir.id, moved={}, at=now
        )  # fmt: skip
        session.add(merge)
        session.flush()
        assert found(session, clinic, heir) == {(Relation.MERGED, "gone")}
        assert found(session, clinic, gone) == {(Relation.MERGED, "gone")}  # it leads to its heir

        merge.undone_at = now
        session.flush()
        assert found(session, clinic, heir) == set()


def test_a_contacts_other_conversations_are_told_newest_first(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        one = begun(session, clinic.front_desk, now, "this")
        for number in range(related.MOST + 3):
            begun(session, clinic.front_desk, now - timedelta(days=number), f"no {number}", contact_id=one.contact_id)
        viewer = building.viewer(session, clinic.ana)
        past = related.related(session, viewer, overview.head(session, viewer, one.id))

    assert [other.subject for other in past] == [f"no {number}" for number in range(related.MOST)]


def test_other_mailboxes_that_got_the_same_mail_are_told(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with make() as session:
        one = begun(session, clinic.front_desk, now, "this")
        for mailbox in (clinic.front_desk, clinic.appointments):
            session.add(
                Delivery(
                    organization_id=one.organization_id, mailbox_id=mailbox.id, received_at=now, created_at=now,
                    message_id=message_of(session, one).id, provider_id="1", disposition=Disposition.CONVERSATION,
                )
            )  # fmt: skip
        session.flush()
        viewer = building.viewer(session, clinic.ana)
        also = related.related(session, viewer, overview.head(session, viewer, one.id))

    assert [(other.relation, other.sender) for other in also] == [(Relation.ALSO_RECEIVED, "Appointments")]
