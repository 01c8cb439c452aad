"""Telling people what happened, and sending what is to leave the house: mail to staff, cards into a team's channel."""

from __future__ import annotations

import random
from datetime import timedelta

import orjson
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import concerning, postings
from inbox.models import Channel, Event, Posting, TeamChannel
from inbox.postings import Held
from inbox.settings import Settings
from inbox.team_channels import address_of
from workers import notices_out, queues
from workers.guarded import Answer, Forbidden, Post, Unreachable
from workers.job import UnitsOfWork, job
from workers.mailman import Mailman, NoSuchAddress, NotNow, NotTaken
from workers.notices_out import Envelope

_EVENTS_AT_ONCE = 50
_MOST_ATTEMPTS = 8
"""Of what was refused although somebody answers; what finds nobody there is tried for as long as it takes."""
_REFUSED_FOR_GOOD = frozenset({400, 401, 403, 404, 410})
_log = structlog.get_logger(__name__)


@job(queues.REACTIONS)
def tell_of_events(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Tell those whom some events concern, and see to it that what leaves the house leaves it soon."""
    for start in range(0, len(event_ids), _EVENTS_AT_ONCE):
        part = event_ids[start : start + _EVENTS_AT_ONCE]
        with work.unit() as session:
            for event in session.scalars(select(Event).where(Event.id.in_(part)).order_by(Event.id)):
                concerning.tell(session, event)
            send_due_notices.after(session)


@job(queues.URGENT)
def send_due_notices(work: UnitsOfWork) -> None:
    """Find what is due: one job for each person and each channel, so that one that is slow keeps nobody waiting."""
    with work.unit(writes=False) as session:
        for person_id in postings.due_people(session, now=work.clock()):
            mail_notices.after(session, person_id)
        for channel_id in postings.due_channels(session, now=work.clock()):
            post_notices.after(session, channel_id)


@job(queues.REACTIONS)
def forget_old_notices(work: UnitsOfWork) -> None:
    """What was read or sent months ago is of no use to anybody."""
    with work.unit() as session:
        postings.forget_old(session, now=work.clock())


@job(queues.REACTIONS)
def mail_notices(work: UnitsOfWork, person_id: int) -> None:
    """Send somebody one mail with all that is due to them."""
    mailman = Mailman(work.runtime.settings)
    with work.unit() as session:
        mine = (Posting.person_id == person_id) & (Posting.channel == Channel.EMAIL)
        rows, held = postings.claim(session, mine, now=work.clock(), seconds=_lasting(work))
        envelope = notices_out.envelope(session, rows, held, person_id, work.runtime, now=work.clock())
    if envelope is None:
        return
    try:
        mailman.hand_over(envelope.mail, envelope.address)
    except NotNow as trouble:
        _postpone(work, envelope.held, str(trouble))
    except NoSuchAddress as refusal:
        _block(work, envelope, str(refusal))
    except NotTaken as refusal:
        _give_up_some_day(work, envelope.held, str(refusal))
    else:
        with work.unit() as session:
            postings.sent(session, envelope.held, now=work.clock())


@job(queues.REACTIONS)
def post_notices(work: UnitsOfWork, channel_id: int) -> None:
    """Put what is due into a team's channel, one card after the other."""
    while True:
        with work.unit() as session:
            channel = session.get(TeamChannel, channel_id)
            if channel is None:
                return
            mine = Posting.team_channel_id == channel_id
            rows, held = postings.claim(session, mine, now=work.clock(), seconds=_lasting(work), most=1)
            if not rows:
                return
            url = address_of(channel, work.runtime.ring)
            body = orjson.dumps(notices_out.card(session, channel, rows[0], work.runtime))
        if not _post(work, channel_id, held, url, body):
            return


def _post(work: UnitsOfWork, channel_id: int, held: Held, url: str, body: bytes) -> bool:
    """Post one card. Says whether the channel takes more."""
    try:
        answer = way_out(work.runtime.settings).send(url, body, {"User-Agent": notices_out.AGENT})
    except Unreachable as trouble:
        _postpone(work, held, str(trouble))
        return False
    except Forbidden as refusal:
        answer = Answer(403, "", str(refusal))
    if answer.is_good:
        with work.unit() as session:
            postings.sent(session, held, now=work.clock())
            _note_trouble(session, channel_id, "")
        return True
    detail = f"answered {answer.status} {answer.said}".strip()
    if answer.status in _REFUSED_FOR_GOOD:
        with work.unit() as session:
            postings.refuse(session, held, detail)
            _note_trouble(session, channel_id, detail)
        return True
    _postpone(work, held, detail, at_least=answer.wait(work.clock()))
    return False


def way_out(settings: Settings) -> Post:
    """How this installation posts to the outside."""
    return Post(frozenset(settings.outside_hosts.lower().split()), settings.outside_ca_file)


def _lasting(work: UnitsOfWork) -> float:
    """Seconds that a claim lasts: longer than a mail server or a channel may take."""
    return 6 * work.runtime.settings.provider_timeout + 30


def _note_trouble(session: Session, channel_id: int, detail: str) -> None:
    channel = session.get(TeamChannel, channel_id)
    if channel is not None and channel.trouble != detail[:255]:
        channel.trouble = detail[:255]


def _postpone(work: UnitsOfWork, held: Held, detail: str, *, at_least: float = 0.0) -> None:
    pause = max(postings.pause(held.attempts) * random.uniform(0.8, 1.2), timedelta(seconds=at_least))  # noqa: S311
    _log.warning("a notice is sent later", postings=held.ids, reason=detail, seconds=int(pause.total_seconds()))
    with work.unit() as session:
        postings.postpone(session, held, detail, until=work.clock() + pause)


def _give_up_some_day(work: UnitsOfWork, held: Held, detail: str) -> None:
    """Somebody answers and says no; it may be a filter that thinks better of it."""
    if held.attempts < _MOST_ATTEMPTS:
        _postpone(work, held, detail)
        return
    _log.error("a notice was refused", postings=held.ids, reason=detail)
    with work.unit() as session:
        postings.refuse(session, held, detail)


def _block(work: UnitsOfWork, envelope: Envelope, detail: str) -> None:
    """The address takes no mail: none goes there for a while, and those who can mend it are told."""
    _log.error("a mail address takes no notices", person=envelope.person_id, reason=detail)
    with work.unit() as session:
        postings.refuse(session, envelope.held, detail)
        notices_out.block(session, envelope, now=work.clock())
