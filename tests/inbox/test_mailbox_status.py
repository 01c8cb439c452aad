"""How a mailbox fares, in numbers and in sentences that say what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from inbox import mailbox_status
from inbox.database import Sessions, unit_of_work
from inbox.models import Delivery, Disposition, FailedMail, LedgerEntry, Mailbox, MailboxState, Wakeup
from tests import ledgers
from tests.clinic import Clinic

HOUR = timedelta(hours=1)


def healthy(session: Session, clinic: Clinic, now: datetime, **changed: Any) -> Mailbox:
    """A mailbox about which there is nothing to say."""
    mailbox = session.get_one(Mailbox, clinic.front_desk.id)
    values = {"credential": b"sealed", "cursor": "7", "synced_at": now, "watch_expires_at": now + 150 * HOUR, **changed}
    for name, value in values.items():
        setattr(mailbox, name, value)
    return mailbox


def delivery(session: Session, mailbox: Mailbox, number: int, disposition: Disposition, now: datetime) -> Delivery:
    one = Delivery(
        organization_id=mailbox.organization_id, mailbox_id=mailbox.id, provider_id=f"p{number}",
        disposition=disposition, received_at=now, created_at=now,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def test_a_healthy_mailbox_needs_no_advice(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        mailbox = healthy(session, clinic, now, synced_at=now - 2 * HOUR)
        status = mailbox_status.of(session, mailbox, now=now - 2 * HOUR)
        later = mailbox_status.of(session, mailbox, now=now)

    assert status["advice"] == []
    assert (status["state"], status["team"], status["read"]) == ("live", "reception", 1)
    assert status["cursor_age_seconds"] == 0
    assert later["cursor_age_seconds"] == 7200
    assert "2026-03-04T07:30:00+00:00, 2 hours ago" in mailbox_status.described(later)
    assert orjson.dumps(status)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"credential": None}, "It has no credential"),
        ({"state": MailboxState.DISCONNECTED}, "run `inbox mailbox sync`"),
        ({"state": MailboxState.PAUSED}, "nobody reads it"),
        ({"synced_at": datetime.fromisoformat("2026-03-04T08:00:00+00:00")}, "do `inbox worker` and `inbox ticker`"),
        ({"watch_expires_at": datetime.fromisoformat("2026-03-05T08:00:00+00:00")}, "was not renewed"),
    ],
)
def test_what_is_wrong_comes_with_what_to_do(
    make: Sessions, clinic: Clinic, now: datetime, changed: dict[str, Any], said: str
) -> None:
    with unit_of_work(make) as session:
        status = mailbox_status.of(session, healthy(session, clinic, now, **changed), now=now)

    assert len(status["advice"]) == 1
    assert said in status["advice"][0]
    assert f"→ {status['advice'][0]}" in mailbox_status.described(status)


def test_dispositions_are_counted_and_failures_listed(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        mailbox = healthy(session, clinic, now)
        for number, disposition in enumerate((Disposition.CONVERSATION, Disposition.CONVERSATION, Disposition.IGNORED)):
            delivery(session, mailbox, number, disposition, now)
        for number, retry in ((7, now + HOUR), (8, None)):
            failed = delivery(session, mailbox, number, Disposition.FAILED, now)
            values = {"raw": b"?", "error": "no parser likes it", "attempts": 3, "retry_at": retry}
            session.add(FailedMail(delivery_id=failed.id, organization_id=failed.organization_id, **values))
        session.flush()
        status = mailbox_status.of(session, mailbox, now=now)

    assert status["messages"] == {"conversation": 2, "failed-retrying": 2, "ignored-because": 1}
    assert [(one["provider_id"], one["attempts"]) for one in status["failed"]] == [("p7", 3), ("p8", 3)]
    told = mailbox_status.described(status)
    assert "  failed     p7: no parser likes it (tried 3 times, again at 2026-03-04T10:30:00+00:00)" in told
    assert "  failed     p8: no parser likes it (tried 3 times, not again by itself)" in told
    assert "`inbox mailbox reprocess` tries again" in told


def test_a_first_reading_shows_how_far_it_got(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        progress = {"phase": "backfill", "since": now.isoformat(), "started": now.isoformat(), "done": 30, "total": 120}
        mailbox = healthy(session, clinic, now, state=MailboxState.BACKFILL, progress=progress)
        session.add(Wakeup(mailbox_id=mailbox.id, count=2, seen=1, at=now))
        session.flush()
        status = mailbox_status.of(session, mailbox, now=now)

    assert (status["read"], status["hint_waits"]) == (0.25, True)
    assert "  reading    30 of about 120 messages so far" in mailbox_status.described(status)


def test_a_provider_that_is_left_alone_shows_until_when(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        status = mailbox_status.of(session, healthy(session, clinic, now, try_at=now + HOUR, failures=4), now=now)

    assert "  next try   2026-03-04T10:30:00+00:00, after 4 that failed" in mailbox_status.described(status)


def test_a_mailbox_never_read_says_never(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        new = healthy(session, clinic, now, state=MailboxState.NEW, cursor=None, synced_at=None, watch_expires_at=None)
        status = mailbox_status.of(session, new, now=now)

    told = mailbox_status.described(status)
    assert status["cursor_age_seconds"] is None
    assert "last sync  never" in told
    assert "last push  never" in told
    assert "messages   none yet" in told
    assert "the mailbox is polled" in told


def test_the_ledger_is_part_of_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    def status(later: timedelta = timedelta(0)) -> dict[str, Any]:
        with unit_of_work(make, writes=False) as session:
            mailbox = session.get_one(Mailbox, clinic.front_desk.id)
            return mailbox_status.of(session, mailbox, now=now + later)

    with unit_of_work(make) as session:
        healthy(session, clinic, now)
        assert mailbox_status.of(session, healthy(session, clinic, now), now=now)["ledger"] is None
        ledgers.write(session, clinic.front_desk, ledgers.clean(now), ledgers.holed(now, repaired=2), now=now)
    told = mailbox_status.described(status())
    assert (
        "  ledger     12 of 12 listed messages held, 0 unexplained; checked 2026-03-04T09:30:00+00:00, chain whole"
        in told
    )
    assert status()["advice"] == ["Mail was missing and has been fetched; `inbox ledger show` names it."]

    with unit_of_work(make) as session:
        session.execute(update(LedgerEntry).where(LedgerEntry.number == 1).values(held=1))
        ledgers.write(session, clinic.front_desk, ledgers.holed(now, missing=3), now=now)
    assert status()["advice"] == [
        "Mail is missing that the provider does not give; `inbox ledger show` names it.",
        "The ledger was changed by somebody; `inbox ledger verify` says where.",
    ]
    assert status()["ledger"]["chain"] == "changed at 1"
    assert any("not checked for days" in one for one in status(timedelta(days=3))["advice"])
