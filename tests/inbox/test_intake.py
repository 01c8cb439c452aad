"""Every message that a provider lists ends in exactly one disposition, and none stops the others."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.lifecycle import AUTOMATIC, NOT_DELIVERED
from inbox.models import (
    Attachment,
    Conversation,
    ConversationLink,
    Delivery,
    Direction,
    Disposition,
    Event,
    EventKind,
    FailedMail,
    LinkKind,
    Mailbox,
    Message,
    MessageHtml,
    Status,
)
from tests.clinic import Clinic
from tests.inbox.post import DESK, LAB, MARIA, arrival, bounce, deliver, kinds, letter, receive, texts

HOUR = timedelta(hours=1)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_first_mail_opens_a_conversation_about_its_sender(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now), at=now, now=now + HOUR)

        assert (one.subject, one.status, one.origin) == ("Appointment on Friday", Status.OPEN, "human")
        assert (one.preview, one.preview_from) == ("May I come on Friday?", "Maria Lopez")
        assert (one.first_message_at, one.last_inbound_at, one.message_count) == (now, now, 1)
        assert (one.mailbox_id, one.team_id) == (clinic.front_desk.id, clinic.reception.id)
        assert one.contact_id is not None
        assert kinds(session, one) == [EventKind.CREATED, EventKind.RECEIVED]
        happened = session.scalars(select(Event).where(Event.kind == EventKind.RECEIVED)).one()
        assert (happened.at, happened.recorded_at, happened.door.value) == (now, now + HOUR, "native")


def test_the_same_batch_again_changes_nothing(make: Sessions, clinic: Clinic, now: datetime) -> None:
    batch = [arrival(letter(now), now), arrival(letter(now, sender=LAB), now)]
    with unit_of_work(make) as session:
        deliver(session, clinic.front_desk, *batch, now=now)
        first = deliver(session, clinic.front_desk, *batch, now=now + HOUR)

        assert [one.is_new for one in first] == [False, False]
        assert (count(session, Message), count(session, Delivery), count(session, Event)) == (2, 2, 4)


def test_a_reply_joins_its_conversation(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<first@x>"), at=now)
        two = receive(
            session, clinic.front_desk, letter(now + HOUR, text="Or Monday?", replies_to="<first@x>"), at=now + HOUR
        )

        assert one is two
        assert texts(session, one) == ["May I come on Friday?", "Or Monday?"]
        assert (one.preview, one.message_count, one.last_message_at) == ("Or Monday?", 2, now + HOUR)


def test_the_parts_of_a_mail_are_kept(make: Sessions, clinic: Clinic, now: datetime) -> None:
    head = letter(now, text="").partition(b"MIME-Version")[0]
    raw = head + (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>My letter</p>\r\n"
        b"--b\r\nContent-Type: application/pdf; name=letter.pdf\r\nContent-Disposition: attachment\r\n\r\nPDF\r\n--b--"
    )
    with unit_of_work(make) as session:
        receive(session, clinic.front_desk, raw, at=now)

        attached = session.scalars(select(Attachment)).one()
        assert (attached.name, attached.content_type, attached.kind) == ("letter.pdf", "application/pdf", "file")
        assert "My letter" in session.scalars(select(MessageHtml.html)).one()


@pytest.mark.parametrize(
    ("place", "because"), [(Place.DRAFT, "draft"), (Place.CHAT, "chat"), (Place.INBOX, "older than the backfill")]
)
def test_what_is_no_mail_or_too_old_is_ignored_with_its_reason(
    make: Sessions, clinic: Clinic, now: datetime, place: Place, because: str
) -> None:
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, arrival(letter(now), now, place=place), now=now, since=now + HOUR)

        assert [(one.disposition, one.because) for one in taken] == [(Disposition.IGNORED, because)]
        assert session.scalars(select(Delivery.because)).one() == because
        assert count(session, Message) == 0


def test_what_was_too_old_is_taken_in_when_the_backfill_goes_further_back(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    one = arrival(letter(now), now)
    with unit_of_work(make) as session:
        deliver(session, clinic.front_desk, one, now=now, since=now + HOUR)
        taken = deliver(session, clinic.front_desk, one, now=now, since=now - HOUR)

        assert [each.disposition for each in taken] == [Disposition.CONVERSATION]
        assert count(session, Delivery) == 1


def test_a_lab_report_opens_a_conversation_marked_as_automated(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender=LAB, headers={"Auto-Submitted": "auto-generated"})
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now)

        assert (one.status, one.origin) == (Status.OPEN, "automated")
        assert kinds(session, one) == [EventKind.CREATED, EventKind.RECORDED]
        assert session.scalars(select(Delivery.disposition)).one() is Disposition.AUTOMATIC
        assert session.scalars(select(Message.class_header)).one() == "Auto-Submitted: auto-generated"


def test_a_newsletter_stays_closed_where_the_mailbox_wants_that(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.settings = {"bulk_opens_conversation": False}
        one = receive(session, mailbox, letter(now, headers={"Precedence": "bulk"}), at=now)

        assert (one.status, one.status_reason, one.is_listed) == (Status.CLOSED, AUTOMATIC, True)


def test_an_out_of_office_without_a_conversation_is_recorded_and_closed(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, headers={"Auto-Submitted": "auto-replied"}), at=now)

        assert (one.status, one.status_reason) == (Status.CLOSED, AUTOMATIC)


def test_what_we_write_first_is_pending(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender="Reception <reception@clinic.example.org>", to=MARIA)
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now, place=Place.SENT)

        assert one.status is Status.PENDING
        assert kinds(session, one) == [EventKind.CREATED, EventKind.SENT]
        assert one.preview_from == "Reception"
        assert one.contact_id is not None


def test_a_reply_found_in_sent_is_outbound_and_its_writer_known(make: Sessions, clinic: Clinic, now: datetime) -> None:
    sent = letter(
        now + HOUR, sender=DESK, to=MARIA, replies_to="<q@x>", text="Yes.", headers={"Sender": "ana@clinic.example.org"}
    )
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = receive(session, clinic.front_desk, sent, at=now + HOUR, place=Place.SENT)

        assert one is two
        assert (one.status, one.last_outbound_at, one.preview) == (Status.OPEN, now + HOUR, "May I come on Friday?")
        reply = session.scalars(select(Message).where(Message.direction == Direction.OUTBOUND)).one()
        assert reply.person_id == clinic.ana.id
        event = session.scalars(select(Event).where(Event.kind == EventKind.SENT)).one()
        assert (event.person_id, one.has_human_act) == (clinic.ana.id, False)


def test_mail_from_another_teams_mailbox_comes_in_and_is_linked(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender=DESK, to="billing@clinic.example.org", id_="<inside@x>")
    with unit_of_work(make) as session:
        ours = receive(session, clinic.front_desk, raw, at=now, place=Place.SENT)
        theirs = receive(session, clinic.invoices, raw, at=now)

        assert ours is not theirs
        assert (theirs.status, theirs.team_id) == (Status.OPEN, clinic.billing.id)
        assert kinds(session, theirs) == [EventKind.CREATED, EventKind.RECEIVED]
        link = session.scalars(select(ConversationLink)).one()
        assert (link.kind, {link.conversation_id, link.other_id}) == (LinkKind.SIBLING, {ours.id, theirs.id})


def test_the_same_mail_to_two_mailboxes_of_a_team_is_one_message(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, to=f"appointments@clinic.example.org, {DESK}")
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now)
        taken = deliver(session, clinic.appointments, arrival(raw, now), now=now)[0]

        assert (taken.disposition, taken.conversation_id) == (Disposition.DUPLICATE, one.id)
        assert count(session, Message) == 1
        assert one.mailbox_id == clinic.appointments.id, "named first in To"
        assert kinds(session, one) == [EventKind.CREATED, EventKind.RECEIVED, EventKind.ALSO_RECEIVED]


def test_a_message_id_used_again_makes_a_message_of_its_own(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<1@localhost>"), at=now)
        two = receive(session, clinic.front_desk, letter(now, id_="<1@localhost>", sender=LAB, text="Result"), at=now)

        assert one is not two
        assert list(session.scalars(select(Message.has_reused_id))) == [True, True]
        assert set(session.scalars(select(Message.internet_message_id))) == {"<1@localhost>"}


def test_a_mail_without_message_id_is_known_again_by_its_content(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        receive(session, clinic.front_desk, letter(now, id_=""), at=now)
        taken = deliver(session, clinic.appointments, arrival(letter(now, id_=""), now), now=now)

        assert [one.disposition for one in taken] == [Disposition.DUPLICATE]


@pytest.mark.parametrize("bounce_first", [True, False])
def test_a_bounce_is_attached_to_the_mail_it_reports_and_opens_it(
    make: Sessions, clinic: Clinic, now: datetime, bounce_first: bool
) -> None:
    ours = arrival(letter(now, sender=DESK, to=MARIA, id_="<ours@x>"), now, place=Place.SENT)
    back = arrival(bounce(now + HOUR, "<ours@x>"), now + HOUR)
    with unit_of_work(make) as session:
        for one in (back, ours) if bounce_first else (ours, back):
            taken = deliver(session, clinic.front_desk, one, now=now + HOUR)

        conversation = session.get_one(Conversation, taken[0].conversation_id)
        assert (conversation.status, conversation.status_reason) == (Status.OPEN, NOT_DELIVERED)
        reported, report = session.scalars(select(Message).order_by(Message.received_at)).all()
        assert (report.bounce_of_id, report.conversation_id) == (reported.id, reported.conversation_id)
        disposition = select(Delivery.disposition, Delivery.because).where(Delivery.message_id == report.id)
        assert session.execute(disposition).one() == (Disposition.BOUNCE, "<ours@x>")
        assert EventKind.BOUNCED in kinds(session, conversation)


def test_mail_in_the_trash_when_first_seen_is_kept_but_opens_nothing(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now), at=now, place=Place.TRASH)

        assert (one.status, one.status_reason) == (Status.CLOSED, AUTOMATIC)
        assert session.scalars(select(Delivery.because)).one() == "in the trash when first seen"


def test_what_we_sent_and_threw_away_is_still_ours(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, sender=DESK, to=MARIA), at=now, place=Place.TRASH)

        message = session.scalars(select(Message).where(Message.conversation_id == one.id)).one()
        assert (message.direction, one.status) == (Direction.OUTBOUND, Status.CLOSED)


def test_one_bad_mail_does_not_stop_the_others_and_is_kept_raw(make: Sessions, clinic: Clinic, now: datetime) -> None:
    batch = [arrival(letter(now), now), arrival(b"", now, id_="empty"), arrival(letter(now, sender=LAB), now)]
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, *batch, now=now)

        assert [one.disposition.value for one in taken] == ["conversation", "failed-retrying", "conversation"]
        failed = session.scalars(select(FailedMail)).one()
        assert (failed.raw, failed.error, failed.attempts) == (b"", "This mail is empty.", 1)
        event = session.scalars(select(Event).where(Event.kind == EventKind.MAIL_FAILED)).one()
        assert (event.mailbox_id, event.data["provider_id"]) == (clinic.front_desk.id, "empty")


def test_a_mail_that_the_database_refuses_fails_alone(make: Sessions, clinic: Clinic, now: datetime) -> None:
    batch = [arrival(letter(now, subject=subject), now) for subject in ("Fever", "poison", "Invoice")]
    with unit_of_work(make) as session:
        for statement in POISON[session.get_bind().dialect.name]:
            session.execute(text(statement))
        taken = deliver(session, clinic.front_desk, *batch, now=now)

        assert [one.disposition.value for one in taken] == ["conversation", "failed-retrying", "conversation"]
        assert "the database refused it" in session.scalars(select(FailedMail.error)).one()
        assert sorted(session.scalars(select(Conversation.subject))) == ["Fever", "Invoice"]
        session.rollback()


POISON = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON message WHEN new.subject = 'poison' "
        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW WHEN (new.subject = 'poison') "
        "EXECUTE FUNCTION refuse()",
    ],
}
"""How to make a database refuse one mail; all of it is rolled back."""
