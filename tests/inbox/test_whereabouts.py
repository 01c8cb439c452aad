"""Later news of mail that was listed before."""

from datetime import datetime

from sqlalchemy import select

from inbox import intake
from inbox.arrival import Place, Standing
from inbox.database import Sessions, unit_of_work
from inbox.models import Conversation, Delivery, Disposition, EventKind
from tests.clinic import Clinic
from tests.inbox.post import arrival, deliver, kinds, letter


def test_labels_and_place_are_noted_and_the_conversation_stays(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, arrival(letter(now), now, id_="m"), now=now)[0]
        wanted = intake.update(session, clinic.front_desk, [Standing("m", ("TRASH",), "7", Place.TRASH)], now=now)

        delivery = session.scalars(select(Delivery)).one()
        assert (delivery.labels, delivery.provider_version, delivery.place) == (["TRASH"], "7", Place.TRASH)
        one = session.get_one(Conversation, taken.conversation_id)
        assert (wanted, one.is_open, one.is_listed) == ([], True, True)


def test_a_draft_that_was_sent_is_asked_for_and_then_taken_in(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, sender="reception@clinic.example.org")
    with unit_of_work(make) as session:
        deliver(session, clinic.front_desk, arrival(raw, now, id_="d", place=Place.DRAFT), now=now)
        wanted = intake.update(session, clinic.front_desk, [Standing("d", ("SENT",), "2", Place.SENT)], now=now)
        taken = deliver(session, clinic.front_desk, arrival(raw, now, id_="d", place=Place.SENT), now=now)

        assert wanted == ["d"]
        assert [one.disposition for one in taken] == [Disposition.CONVERSATION]
        assert session.scalars(select(Delivery.place)).one() is Place.SENT


def test_what_the_provider_deletes_is_marked_once_and_kept(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, arrival(letter(now), now, id_="m"), now=now)[0]
        for _ in range(2):
            intake.tombstone(session, clinic.front_desk, ["m", "unknown"], now=now)

        one = session.get_one(Conversation, taken.conversation_id)
        assert session.scalars(select(Delivery.deleted_at)).one() == now
        assert kinds(session, one).count(EventKind.MAIL_DELETED) == 1
        assert one.is_listed


def test_what_turns_up_again_is_no_longer_deleted(make: Sessions, clinic: Clinic, now: datetime) -> None:
    mail = arrival(letter(now), now, id_="m")
    with unit_of_work(make) as session:
        deliver(session, clinic.front_desk, mail, now=now)
        intake.tombstone(session, clinic.front_desk, ["m"], now=now)
        deliver(session, clinic.front_desk, mail, now=now)

        assert session.scalars(select(Delivery.deleted_at)).one() is None
