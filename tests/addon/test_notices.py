"""The list of notices in the sidebar, and what somebody chooses about them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from inbox import database, noticing
from inbox.database import Sessions
from inbox.models import Conversation, Notice, NoticeSettings, Notification
from tests.addon.sidebar import Sidebar
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic, actor, conversation

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def tell(make: Sessions, clinic: Clinic, now: datetime, kind: Notice = Notice.MENTIONED, *, count: int = 1) -> None:
    """Ben does something that Ana is told of."""
    with database.unit_of_work(make) as session:
        for number in range(count):
            one = conversation(session, clinic.front_desk, now=now, subject=f"Friday {number}")
            noticing.tell(
                session, kind, to=[clinic.ana.id], conversation=one, dedupe=f"{kind}:{one.id}",
                by=actor(clinic.ben, now - timedelta(minutes=number)),
            )  # fmt: skip


def unread(make: Sessions) -> int:
    with make() as session:
        return len(session.scalars(select(Notification).where(Notification.read_at.is_(None))).all())


def test_the_first_page_counts_what_is_new_and_the_list_opens_it(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime, engine: Engine
) -> None:
    assert "new notice" not in ana.home().text
    tell(make, clinic, now, count=3)

    assert "3 new notices" in ana.home().text
    with counted_queries(engine) as asked:
        shown = ana.ask("/gmail/actions/open", parameters={"page": "notices"})
    assert len(asked) <= 8
    assert shown.text.count("Ben Okafor mentioned you in a note") == 3

    opened = ana.press(shown.button("open-notice"))
    assert opened.card["name"] == "conversation"
    assert unread(make) == 2
    ana.press(shown.button("read-notice", notice=str(max(_ids(make)))))
    left = ana.press(shown.button("read-all-notices"))
    assert unread(make) == 0
    assert "Nothing new" in left.text
    assert left.text.count("Ben Okafor mentioned you in a note") == 3


@on_sqlite
def test_pages_of_many_notices_and_of_earlier_ones(ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime) -> None:
    tell(make, clinic, now, count=45)
    first = ana.ask("/gmail/actions/open", parameters={"page": "notices"})
    second = ana.press(first.button("open", list="new"))

    assert first.text.count("mentioned you") == second.text.count("mentioned you") == 20
    ana.press(first.button("read-all-notices"))
    earlier = ana.ask("/gmail/actions/open", parameters={"page": "notices", "list": "read"})
    assert earlier.text.count("mentioned you") == 20


@on_sqlite
def test_nobody_reads_the_notices_of_others_nor_what_they_may_not_see(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    tell(make, clinic, now)
    with database.unit_of_work(make) as session:
        for one in session.scalars(select(Conversation)):
            one.team_id = clinic.billing.id
    shown = ana.ask("/gmail/actions/open", parameters={"page": "notices"})
    assert "Friday" not in shown.text
    with database.unit_of_work(make) as session:
        session.scalars(select(Notification)).one().person_id = clinic.ben.id

    refused = ana.press(shown.button("read-notice"))
    assert "does not exist any more" in refused.text
    assert unread(make) == 1


@on_sqlite
def test_what_reaches_whom_how_is_saved_and_mistakes_are_told(ana: Sidebar, make: Sessions, clinic: Clinic) -> None:
    form = ana.ask("/gmail/actions/open", parameters={"page": "notice-settings"})
    save = form.button("save-notice-settings")
    again = ana.press(save, quiet_from="20:00", quiet_until="", digest_at="08:15")
    assert "or neither" in again.text
    assert "or neither" in ana.press(save, quiet_from="20:00", quiet_until="20:00").text

    saved = ana.press(save, **{"way-sla-breach": "digest", "quiet_from": "20:00", "quiet_until": "07:00"})
    assert saved.notification == "Saved"
    with make() as session:
        row = session.scalars(select(NoticeSettings)).one()
    assert (row.choices, row.quiet_from, row.quiet_until, row.digest_at) == (
        {"sla-breach": "digest"},
        1200,
        420,
        450,
    )
    with make() as session:
        assert session.scalars(select(NoticeSettings.person_id)).one() == clinic.ana.id


def _ids(make: Sessions) -> list[int]:
    with make() as session:
        return list(session.scalars(select(Notification.id).where(Notification.read_at.is_(None))))
