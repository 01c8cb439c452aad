"""Asking the model that a mailbox names: within its budget, without what tells who somebody is, and with a way out.

A model that runs elsewhere is asked only where a mailbox names it. When it is down, slow, resting or over its budget,
the local one answers, and the answer says in whose place.
"""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

import structlog
from sqlalchemy.orm import Session

from ai import joining, redaction
from ai.model import Answered, CannotAnswer, Model, ModelDown, ModelError, Server, Usage
from ai.models import MODELS
from ai.questions import DraftReply, Question, Reading, Rewrite, Summarise, Triage
from inbox import audience, known_names, model_servers, noticing
from inbox.events import Actor
from inbox.model_servers import LOCAL, NONE, State, Use
from inbox.models import Door, Mailbox, ModelCall, ModelServer, Notice, Organization
from workers import guarded
from workers.job import UnitsOfWork
from workers.runtime import Runtime

A = TypeVar("A")

KINDS: dict[type[Any], str] = {
    Triage: "triage", Summarise: "summarise", DraftReply: "draft-reply", Rewrite: "rewrite",
}  # fmt: skip
"""What a question is called in the log of calls."""
_NOTHING = Usage(0.0)
_LONGEST_WAIT = 3600.0
"""A server that asks for more patience is tried again after so many seconds."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Consulted(Generic[A]):
    """An answer, and who gave it."""

    value: A
    model: str
    instead_of: str = ""
    """The model that should have answered and did not."""


@dataclass(frozen=True)
class _Asking:
    """Whom to ask, and what may be asked."""

    key: str
    kind: str = ""
    server: Server | None = None
    server_id: int = 0
    state: State = State.READY
    is_trial: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Call:
    """For whom a question is asked."""

    organization_id: int
    mailbox_id: int
    person_id: int | None
    kind: str


def consult(
    work: UnitsOfWork, organization_id: int, question: Question[A], *, mailbox_id: int, use: Use,
    person_id: int | None = None, message_ids: Collection[int] = (),
) -> Consulted[A]:  # fmt: skip
    """Ask the model that the mailbox wants for this; the local one stands in for one that does not answer.

    `message_ids` are the mails that the question is about, where its letters do not say so: the names of the people
    around them are taken out of what leaves the house. To be called outside any unit of work.
    Raises CannotAnswer where the mailbox has no AI.
    """
    call = _Call(organization_id, mailbox_id, person_id, KINDS.get(type(question), "other"))
    ids = {*message_ids, *(one.id for one in getattr(question, "letters", ()))}
    with work.unit() as session:
        asking = _asking(session, work, call, use, ids)
    if asking.key == NONE:
        raise CannotAnswer("the mailbox has no AI")
    if asking.server is None:
        return Consulted(_ask_local(work, call, question), LOCAL)
    value = _ask_server(work, call, question, asking, asking.server)
    if value is None:
        return Consulted(_ask_local(work, call, question), LOCAL, instead_of=asking.key)
    return Consulted(value, asking.key)


def local() -> Model:
    """The local model, loaded once in a process: before it forks, no child has to."""
    return _loaded(MODELS[LOCAL])


def server_of(row: ModelServer, runtime: Runtime) -> Server:
    """Where the model of a row is reached, with its key opened. Raises CannotOpen."""
    sealed = row.secret
    key = runtime.ring.open(sealed, row=model_servers.row_of(row.organization_id, row.key)).decode() if sealed else ""
    return Server(
        row.base_url, key, row.name, timeout=row.timeout, price_in=row.price_in, price_out=row.price_out,
        form=row.form, ca_file=runtime.settings.outside_ca_file,
    )  # fmt: skip


def ask(runtime: Runtime, kind: str, server: Server, question: Question[A]) -> Answered[A]:
    """Ask a model elsewhere, unless its address leads where we do not post to. Raises CannotAnswer, ModelDown."""
    trusted = frozenset((*runtime.settings.outside_hosts.lower().split(), "localhost", "127.0.0.1", "::1"))
    try:
        guarded.look(server.base_url, trusted)
    except (guarded.Forbidden, guarded.Unreachable) as trouble:
        raise ModelDown(str(trouble)) from None
    model: Model = pkgutil.resolve_name(MODELS[kind])(server)
    return model.answer(question)


def price(server: Server, usage: Usage) -> float:
    """What an answer cost."""
    return (usage.tokens_in * server.price_in + usage.tokens_out * server.price_out) / 1_000_000


@functools.cache
def _loaded(builder: str) -> Model:
    model: Model = pkgutil.resolve_name(builder)(None)
    return model


def _asking(session: Session, work: UnitsOfWork, call: _Call, use: Use, message_ids: Collection[int]) -> _Asking:
    """Whom the mailbox wants, how that model stands, and what is not to be told it."""
    organization = session.get_one(Organization, call.organization_id)
    mailbox = session.get_one(Mailbox, call.mailbox_id)
    if mailbox.organization_id != organization.id:
        raise CannotAnswer("the mailbox belongs to another organization")
    key = model_servers.chosen(mailbox, organization, use)
    row = model_servers.named(session, organization.id, key) if key not in (LOCAL, NONE) else None
    if row is None:
        return _Asking(NONE if key == NONE else LOCAL)
    now = work.clock()
    standing = model_servers.standing(session, organization, row, now=now)
    state, is_trial = standing.state, standing.failures >= model_servers.FAILURES
    if state is State.READY and is_trial and not model_servers.claim_trial(session, row, now=now):
        state = State.RESTING
    if state is State.OVER_BUDGET:
        _tell(session, organization, Notice.MODEL_OVER_BUDGET, row.key, now=now)
    names = known_names.around(session, organization.id, message_ids)
    return _Asking(row.key, row.kind, server_of(row, work.runtime), row.id, state, is_trial, names)


def _ask_server(work: UnitsOfWork, call: _Call, question: Question[A], asking: _Asking, server: Server) -> A | None:
    """Its answer with everything put back that was taken out; None where another has to answer."""
    if asking.state is not State.READY:
        _record(work, call, asking, asking.state.value)
        return None
    hidden = redaction.redact(question, asking.names)
    try:
        answered = ask(work.runtime, asking.kind, server, hidden.question)
    except ModelDown as trouble:
        outcome = model_servers.NONSENSE if trouble.is_nonsense else model_servers.DOWN
        _log.warning("a model did not answer", model=asking.key, kind=call.kind, reason=str(trouble))
        _record(work, call, asking, outcome, trouble.usage, counts=hidden.counts, wait=trouble.wait)
        return None
    except CannotAnswer:
        return None
    _record(work, call, asking, model_servers.ANSWERED, answered.usage, counts=hidden.counts)
    value = hidden.restored(answered.value)
    if isinstance(question, Triage):
        readings = cast("tuple[Reading, ...]", value)
        return cast("A", joining.joined(readings, _second_opinion(question)))
    return value


def _second_opinion(question: Triage) -> tuple[Reading, ...]:
    """What the local model reads: an urgent sign that it sees counts, whatever another one makes of the mail."""
    try:
        return local().answer(question).value
    except ModelError:
        return ()


def _ask_local(work: UnitsOfWork, call: _Call, question: Question[A]) -> A:
    answered = local().answer(question)
    _record(work, call, _Asking(LOCAL), model_servers.ANSWERED, answered.usage)
    return answered.value


def _record(
    work: UnitsOfWork, call: _Call, asking: _Asking, outcome: str, usage: Usage = _NOTHING, *,
    counts: Mapping[str, int] | None = None, wait: float = 0.0,
) -> None:  # fmt: skip
    """Write down what a call took and how it ended; tell the admins once a day of a model that begins to rest."""
    now = work.clock()
    cost = price(asking.server, usage) if asking.server else 0.0
    with work.unit() as session:
        session.add(
            ModelCall(
                organization_id=call.organization_id, mailbox_id=call.mailbox_id, person_id=call.person_id,
                model=asking.key, question=call.kind, outcome=outcome, seconds=usage.seconds,
                tokens_in=usage.tokens_in, tokens_out=usage.tokens_out, cost=cost, redacted=dict(counts or {}), at=now,
            )
        )  # fmt: skip
        if asking.server is None or outcome in (model_servers.RESTING, model_servers.OVER_BUDGET):
            return
        if wait or asking.is_trial:
            model_servers.let_rest(session, asking.server_id, now + timedelta(seconds=min(wait, _LONGEST_WAIT)))
        if outcome != model_servers.ANSWERED:
            organization = session.get_one(Organization, call.organization_id)
            row = session.get_one(ModelServer, asking.server_id)
            if model_servers.standing(session, organization, row, now=now).failures >= model_servers.FAILURES:
                _tell(session, organization, Notice.MODEL_RESTS, asking.key, now=now)


def _tell(session: Session, organization: Organization, kind: Notice, key: str, *, now: datetime) -> None:
    """Tell the admins, once on a day of the organization."""
    day = model_servers.day_of(organization, now).date().isoformat()
    noticing.tell(
        session, kind, to=audience.admins(session, organization.id), conversation=None,
        organization_id=organization.id, by=Actor(Door.AI, now), dedupe=f"{kind.value}:{key}:{day}", model=key,
    )  # fmt: skip
