"""Labels that nobody knows to be wrong are found by comparing all of them now and then."""

from __future__ import annotations

from sqlalchemy import update

from inbox import labelling, lifecycle
from inbox.models import Event, Mailbox
from tests.labels import Desk, mail
from workers import label_jobs


def test_what_was_to_follow_and_was_lost_with_redis_is_found(desk: Desk) -> None:
    message = mail(desk)
    desk.press(message, lifecycle.close)
    with desk.office.work.unit() as session:  # relayed, and then Redis forgot what it was given
        session.execute(update(Event).values(relayed_at=desk.office.work.clock()))
    desk.office.sync()
    assert desk.on(message) == {"Desk/Open"}, "nobody marked it"

    label_jobs.find_astray_labels.run(desk.office.work)
    desk.settle()

    assert desk.on(message) == {"Desk/Closed"}
    with desk.office.work.unit(writes=False) as session:
        assert labelling.astray(session, session.get_one(Mailbox, desk.office.mailbox_id)) == []
