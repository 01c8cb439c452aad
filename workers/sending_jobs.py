"""Sending replies: the claim is taken and committed, the provider asked outside any unit, the outcome recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sending
from inbox.models import Event, Mailbox, Trouble
from inbox.sending import Claim, ClaimLost
from sync import connecting
from sync.errors import AccessLost, ProviderError, Refrained, TryAgain
from sync.provider import Provider
from workers import letters_out, queues, sync_jobs
from workers.job import UnitsOfWork, job

_FIRST_PAUSE, _LONGEST_PAUSE = 15.0, 300.0
"""Seconds before it is tried again: Google's search needs a moment to know a mail that it has just accepted."""
_NOT_WORTH_IT = timedelta(days=1)
"""A draft that was left so long ago may stay."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Errand:
    """One reply that is to be sent now."""

    work: UnitsOfWork
    held: Claim
    mailbox: Mailbox
    raw: bytes


@job(queues.URGENT)
def send_reply(work: UnitsOfWork, outgoing_id: int) -> None:
    """Send a reply whose time has come, unless it was taken back or somebody else is at it."""
    with work.unit() as session:
        held = sending.claim(session, outgoing_id, now=work.clock(), seconds=_lasting(work))
        if held is None:
            return
        errand = _Errand(
            work, held, session.get_one(Mailbox, held.mailbox_id), letters_out.compose(session, outgoing_id)
        )
    try:
        provider_id = _carry_out(errand)
    except ClaimLost:
        _log.warning("another worker took a reply over", outgoing=outgoing_id)
    except _Postponed as later:
        _postpone(errand, later)
    except ProviderError as refusal:
        _fail(errand, refusal)
    else:
        _record(errand, lambda session: _sent(work, session, held, provider_id))


@job(queues.URGENT)
def send_due(work: UnitsOfWork) -> None:
    """Find the replies that are due: their job was lost, or whoever was at it was killed."""
    with work.unit(writes=False) as session:
        for outgoing_id in sending.due(session, now=work.clock()):
            send_reply.after(session, outgoing_id)


@job(queues.REACTIONS)
def clear_away(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Replies were taken back or refused: have nothing of them left in their mailboxes."""
    with work.unit() as session:
        for event in session.scalars(select(Event).where(Event.id.in_(event_ids)).order_by(Event.id)):
            discard_reply.after(session, event.data["outgoing"])


@job(queues.REACTIONS)
def discard_reply(work: UnitsOfWork, outgoing_id: int) -> None:
    """Take away what attempts to send a reply left behind, if it was tried at all and will not go out."""
    with work.unit(writes=False) as session:
        row = sending.abandoned(session, outgoing_id)
        if row is None:
            return
        mailbox, raw = session.get_one(Mailbox, row.mailbox_id), letters_out.compose(session, outgoing_id)
        is_recent = work.clock() - row.created_at < _NOT_WORTH_IT
    try:
        connecting.open_provider(work.runtime, mailbox).discard(raw)
    except TryAgain as trouble:
        if is_recent:
            with work.unit() as session:
                discard_reply.later(session, max(trouble.after, _LONGEST_PAUSE), outgoing_id)
    except ProviderError as refusal:
        _log.warning("what is left of a reply stays", outgoing=outgoing_id, status=refusal.status)


def _lasting(work: UnitsOfWork) -> float:
    """Seconds that a claim lasts: longer than all that may happen between two looks at it."""
    return 4 * work.runtime.settings.provider_timeout + 30


class _Postponed(Exception):
    """Not now; `is_doubtful` says whether it may have gone out all the same."""

    def __init__(self, trouble: ProviderError, *, is_doubtful: bool) -> None:
        super().__init__(str(trouble))
        self.is_doubtful = is_doubtful
        self.after = trouble.after if isinstance(trouble, TryAgain) else 0.0


def _carry_out(errand: _Errand) -> str:
    """Send it, or find that it went out already. Raises _Postponed, or a ProviderError for what was refused."""
    held = errand.held
    if held.is_doubtful:
        found, provider = _look_up(errand)
        if found:
            return found
    else:
        provider = _connected(errand)
    try:
        return _send(provider, errand)
    except Refrained as trouble:
        raise _Postponed(trouble, is_doubtful=held.is_doubtful) from trouble
    except TryAgain as trouble:
        raise _Postponed(trouble, is_doubtful=True) from trouble


def _look_up(errand: _Errand) -> tuple[str, Provider]:
    """What an earlier attempt left behind. As long as that cannot be seen, nothing is sent and nothing given up."""
    try:
        provider = _connected(errand)
        found = provider.find(errand.held.message_id)
    except ProviderError as trouble:
        raise _Postponed(trouble, is_doubtful=True) from trouble
    if not found:
        with errand.work.unit() as session:
            sending.keep(session, errand.held, now=errand.work.clock(), seconds=_lasting(errand.work))
    return (found[0] if found else ""), provider


def _connected(errand: _Errand) -> Provider:
    return connecting.open_provider(errand.work.runtime, errand.mailbox)


def _send(provider: Provider, errand: _Errand) -> str:
    """In the thread; where the provider no longer has that, by itself: the headers still say what it answers."""
    try:
        return provider.send(errand.raw, errand.held.thread_id)
    except ProviderError as refusal:
        if refusal.status != 404 or not errand.held.thread_id:
            raise
    return provider.send(errand.raw, "")


def _sent(work: UnitsOfWork, session: Session, held: Claim, provider_id: str) -> None:
    """It is out; a sync takes it into its conversation at once."""
    sending.sent(session, held, provider_id, now=work.clock())
    _go_on(session, held)
    sync_jobs.ask(session, held.mailbox_id, now=work.clock())


def _go_on(session: Session, held: Claim) -> None:
    following = sending.next_after(session, held.outgoing_id)
    if following is not None:
        send_reply.after(session, following)


def _postpone(errand: _Errand, later: _Postponed) -> None:
    held = errand.held
    pause = max(later.after, min(_FIRST_PAUSE * 2 ** min(held.attempts - 1, 8), _LONGEST_PAUSE))
    _log.warning("a reply is sent later", outgoing=held.outgoing_id, reason=str(later), doubtful=later.is_doubtful)

    def note(session: Session) -> None:
        until = errand.work.clock() + timedelta(seconds=pause)
        sending.postpone(session, held, until, is_doubtful=later.is_doubtful, detail=str(later))
        send_reply.later(session, pause, held.outgoing_id)

    _record(errand, note)


def _fail(errand: _Errand, refusal: ProviderError) -> None:
    """Refused for good, and certainly not sent by this attempt nor by an earlier one."""
    trouble = Trouble.ACCESS_LOST if isinstance(refusal, AccessLost) else Trouble.REFUSED
    _log.error("a reply was refused", outgoing=errand.held.outgoing_id, status=refusal.status, trouble=trouble.value)

    def note(session: Session) -> None:
        sending.fail(session, errand.held, trouble, str(refusal), now=errand.work.clock())
        _go_on(session, errand.held)

    _record(errand, note)


def _record(errand: _Errand, note: Callable[[Session], None]) -> None:
    try:
        with errand.work.unit() as session:
            note(session)
    except ClaimLost:
        _log.warning("another worker took a reply over", outgoing=errand.held.outgoing_id)
