"""Trying mail again that could not be taken in."""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from inbox import intake, reprocessing
from inbox.database import Sessions, unit_of_work
from inbox.models import Conversation, Delivery, Disposition, Event, EventKind, FailedMail
from inbox.reprocessing import Retried
from tests.clinic import Clinic
from tests.inbox.post import KEYS, arrival, deliver, letter
from tests.inbox.test_intake import POISON

MINUTE = timedelta(minutes=1)


def spoil(session: Session) -> None:
    for statement in POISON[session.get_bind().dialect.name]:
        session.execute(text(statement))


def mend(session: Session) -> None:
    session.execute(text("DROP TRIGGER refuse ON message" if not _is_sqlite(session) else "DROP TRIGGER refuse"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def test_a_mail_is_tried_again_when_it_is_due(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        spoil(session)
        deliver(session, clinic.front_desk, arrival(letter(now, subject="poison"), now, thread="t"), now=now)
        soon = reprocessing.retry_due(session, keys=KEYS, now=now + MINUTE)
        again = reprocessing.retry_due(session, keys=KEYS, now=now + 6 * MINUTE)
        failed = session.scalars(select(FailedMail)).one()

        assert (soon, again) == (Retried(0, 0), Retried(0, 1))
        assert (failed.attempts, failed.retry_at) == (2, now + 16 * MINUTE)
        mend(session)
        assert reprocessing.retry_due(session, keys=KEYS, now=now + 20 * MINUTE) == Retried(1, 0)
        assert session.scalars(select(FailedMail)).all() == []
        delivery = session.scalars(select(Delivery)).one()
        assert (delivery.disposition, delivery.provider_thread_id) == (Disposition.CONVERSATION, "t")
        assert session.scalars(select(Conversation.subject)).one() == "poison"
        told = list(session.scalars(select(Event.kind).where(Event.mailbox_id.is_not(None)).order_by(Event.id)))
        assert told == [EventKind.MAIL_FAILED, EventKind.MAIL_REPROCESSED]
        session.rollback()


def test_after_many_attempts_a_mail_waits_for_an_admin(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        deliver(session, clinic.front_desk, arrival(b"", now, id_="empty"), now=now)
        for day in range(1, intake.ATTEMPTS + 1):
            reprocessing.retry_due(session, keys=KEYS, now=now + timedelta(days=2 * day))
        failed = session.scalars(select(FailedMail)).one()

        assert (failed.attempts, failed.retry_at) == (intake.ATTEMPTS, None)
        assert reprocessing.retry_all(session, clinic.front_desk, keys=KEYS, now=now) == Retried(0, 1)


def test_an_admin_has_all_of_a_mailbox_tried_at_once(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        spoil(session)
        for number in range(3):
            deliver(session, clinic.front_desk, arrival(letter(now, subject="poison"), now), now=now + number * MINUTE)
        mend(session)

        assert reprocessing.retry_all(session, clinic.appointments, keys=KEYS, now=now) == Retried(0, 0)
        assert reprocessing.retry_all(session, clinic.front_desk, keys=KEYS, now=now) == Retried(3, 0)
        session.rollback()
