"""What rules did and did not do, and why: of a conversation, of a rule, and each rule's last week at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from inbox.access import Viewer, team_ids_of
from inbox.errors import NotAllowed
from inbox.models import Conversation, Role, Rule, RuleOutcome, RuleRun
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read
from inbox.translation import N_

LENGTH = 20
"""Runs on one page."""
_WEEK = timedelta(days=7)

_run = RuleRun.__table__.c
_rule = Rule.__table__.c
_conversation = Conversation.__table__.c


class Ran(NamedTuple):
    """That a rule was looked at."""

    id: int
    at: datetime
    rule_key: str
    rule: str
    version: int
    outcome: RuleOutcome
    why: list[str]
    did: list[str]
    conversation_id: int
    subject: str

    @property
    def place(self) -> Cursor:
        return Cursor(self.at, self.id)


class Standing(NamedTuple):
    """A rule in force, and its last week in the viewer's teams."""

    key: str
    name: str
    is_enabled: bool
    done: int
    looked_at: int
    last_at: datetime | None


def of_conversation(
    session: Session, conversation_id: int, part: Slice = BEGINNING, *, limit: int = LENGTH
) -> Page[Ran]:  # fmt: skip
    """One page of what rules did in a conversation that the caller may see, newest first."""
    return read(session, _here(part.turn), {"conversation": conversation_id}, Ran._make, part, limit)


def of_rule(session: Session, viewer: Viewer, key: str, part: Slice = BEGINNING, *, limit: int = LENGTH) -> Page[Ran]:
    """One page of what a rule did in the conversations that the viewer may see."""
    _require_lead(viewer)
    values = {"organization": viewer.organization_id, "rule": key, "teams": team_ids_of(session, viewer)}
    return read(session, _of_rule(part.turn), values, Ran._make, part, limit)


def standings(session: Session, viewer: Viewer, *, now: datetime) -> list[Standing]:
    """The rules in force, in their order."""
    _require_lead(viewer)
    is_done = case((_run.outcome == RuleOutcome.DONE, 1), else_=0)
    last = func.max(case((_run.outcome == RuleOutcome.DONE, _run.at), else_=None), type_=_run.at.type)
    counted = (
        select(_run.rule_key, func.sum(is_done), func.count(), last)
        .join(Conversation.__table__, _conversation.id == _run.conversation_id)
        .where(
            _run.organization_id == viewer.organization_id, _run.at > now - _WEEK,
            _conversation.team_id.in_(team_ids_of(session, viewer)),
        )
        .group_by(_run.rule_key)
    )  # fmt: skip
    found = {row[0]: (int(row[1]), int(row[2]), row[3]) for row in session.execute(counted)}
    query = select(Rule).where(Rule.organization_id == viewer.organization_id, Rule.is_current)
    return [
        Standing(row.key, row.name, row.document.get("enabled", True), *found.get(row.key, (0, 0, None)))
        for row in session.scalars(query.order_by(Rule.position, Rule.id))
    ]


def _require_lead(viewer: Viewer) -> None:
    if viewer.role not in (Role.ADMIN, Role.LEAD):
        raise NotAllowed(N_("Only a lead or an admin can do this."))


@lru_cache
def _here(turn: str) -> Select[Any]:
    query = _RAN.where(_run.conversation_id == bindparam("conversation"))
    return in_turn(query, turn, _run.at, _run.id).limit(bindparam("limit"))


@lru_cache
def _of_rule(turn: str) -> Select[Any]:
    query = _RAN.where(
        _run.organization_id == bindparam("organization"), _run.rule_key == bindparam("rule"),
        _conversation.team_id.in_(bindparam("teams", expanding=True)),
    )  # fmt: skip
    return in_turn(query, turn, _run.at, _run.id).limit(bindparam("limit"))


_RAN = (
    select(
        _run.id, _run.at, _run.rule_key, _rule.name, _rule.version, _run.outcome, _run.why, _run.did,
        _run.conversation_id, _conversation.subject,
    )
    .select_from(RuleRun.__table__)
    .join(Rule.__table__, _rule.id == _run.rule_id)
    .join(Conversation.__table__, _conversation.id == _run.conversation_id)
)  # fmt: skip
