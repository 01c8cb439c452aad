"""A draft in the mailbox shows that somebody is answering there, for as long as they write."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from inbox.models import Conversation
from sync import presence
from sync.presence import REPLYING, Somebody
from tests.office import Office
from tests.sync.outside import letter

SOMEBODY = Somebody(None, "")


def answering(office: Office, after: timedelta = timedelta()) -> tuple[Somebody, ...]:
    """Who answers the only conversation, some time from now."""
    with office.work.unit(writes=False) as session:
        found = session.scalars(select(Conversation)).one()
    now = office.work.clock() + after
    redis = office.work.runtime.redis
    return presence.at(redis, found.organization_id, [found.id], now=now).get(found.id, {}).get(REPLYING, ())


def begun(office: Office, message_id: str) -> str:
    """Somebody begins to answer a mail in Gmail; the draft's id."""
    thread = office.held[message_id].provider_thread_id
    answer = letter("Re: Appointment", in_reply_to="<7001@mail.example.com>", sender=office.gmail.address)
    body = {"message": {"raw": base64.urlsafe_b64encode(answer).decode(), "threadId": thread}}
    token = office.gmail.simulator.token(office.gmail.address)
    made = office.gmail.simulator.call("POST", "/gmail/v1/users/me/drafts", token, json=body)
    assert made.status_code == 200, made.text
    return str(made.json()["id"])


def test_a_draft_is_somebody_who_answers_until_nothing_more_is_written(office: Office) -> None:
    mail = office.gmail.deliver(letter(number=7001), at=office.work.clock())
    office.read_everything()
    assert answering(office) == ()

    begun(office, mail)
    office.sync()

    assert answering(office) == (SOMEBODY,)
    assert answering(office, timedelta(minutes=4)) == ()


def test_a_draft_that_is_thrown_away_is_nobody_any_more(office: Office) -> None:
    mail = office.gmail.deliver(letter(number=7001), at=office.work.clock())
    office.read_everything()
    draft = begun(office, mail)
    office.sync()

    token = office.gmail.simulator.token(office.gmail.address)
    assert office.gmail.simulator.call("DELETE", f"/gmail/v1/users/me/drafts/{draft}", token).status_code == 204
    office.sync()

    assert answering(office) == ()


def test_a_draft_that_is_saved_again_goes_on(office: Office) -> None:
    mail = office.gmail.deliver(letter(number=7001), at=office.work.clock())
    office.read_everything()
    draft = begun(office, mail)
    office.sync()

    again = {"id": draft, "message": {"raw": base64.urlsafe_b64encode(
        letter("Re: Appointment", in_reply_to="<7001@mail.example.com>", sender=office.gmail.address)
    ).decode(), "threadId": office.held[mail].provider_thread_id}}  # fmt: skip
    token = office.gmail.simulator.token(office.gmail.address)
    saved = office.gmail.simulator.call("PUT", f"/gmail/v1/users/me/drafts/{draft}", token, json=again)
    assert saved.status_code == 200, saved.text
    office.sync()

    assert answering(office) == (SOMEBODY,)


def test_a_draft_that_lay_around_before_it_was_read_is_nobody(office: Office) -> None:
    mail = office.gmail.deliver(letter(number=7001), at=office.work.clock())
    office.read_everything()
    begun(office, mail)
    later = replace(office, work=replace(office.work, clock=lambda: office.work.clock() + timedelta(minutes=4)))
    later.sync()

    assert len(later.held) == 2
    assert answering(later) == ()


def test_a_draft_that_is_sent_is_nobody_any_more(office: Office) -> None:
    mail = office.gmail.deliver(letter(number=7001), at=office.work.clock())
    office.read_everything()
    draft = begun(office, mail)
    office.sync()

    token = office.gmail.simulator.token(office.gmail.address)
    sent = office.gmail.simulator.call("POST", "/gmail/v1/users/me/drafts/send", token, json={"id": draft})
    assert sent.status_code == 200, sent.text
    office.sync()

    assert answering(office) == ()
