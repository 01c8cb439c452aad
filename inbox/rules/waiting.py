"""Rules that wait for time to pass: when each is due is written down, so that looking costs what is due.

A time that had passed before anybody waited for it, because the rule or the mailbox came later, is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration.rule_parts import OccasionPart
from inbox.hours import ALWAYS, Hours
from inbox.models import Conversation, Mailbox, RuleWait
from inbox.rules import deciding, gathering, occasions, running
from inbox.rules.deciding import Happening, Listed
from inbox.rules.running import Occasion

AT_ONCE = 200
Wanted = tuple[str, int]


def has_times(rules: Sequence[Listed]) -> bool:
    """Whether any of them waits for time to pass."""
    return any(_times(one) for one in rules)


def plan(
    session: Session, organization_id: int, conversation_ids: Collection[int], rules: Sequence[Listed]
) -> None:  # fmt: skip
    """Write down for when rules wait in these conversations of an organization. Doing it twice changes nothing."""
    begun = gathering.begun(session, organization_id)
    found = gathering.since(session, conversation_ids)
    working = _working(session, organization_id, conversation_ids, rules)
    query = (
        select(Conversation.id, Mailbox.created_at)
        .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
        .where(Conversation.id.in_(conversation_ids), Conversation.is_listed)
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
    )
    connected = {row[0]: row[1] for row in session.execute(query)}
    there: dict[tuple[int, str, int], RuleWait] = {
        (row.conversation_id, row.rule_key, row.position): row
        for row in session.scalars(select(RuleWait).where(RuleWait.conversation_id.in_(conversation_ids)))
    }
    for id_, connected_at in connected.items():
        for rule in rules:
            for position, part in _times(rule):
                since = found[id_].get(part.since or "")
                if since is not None:
                    row = there.pop((id_, rule.part.key, position), None)
                    known = row or RuleWait(
                        conversation_id=id_, rule_key=rule.part.key, position=position, organization_id=organization_id
                    )
                    due_at = occasions.due_at(part, since, working.get(id_, ALWAYS))
                    _wait(known, since, due_at, from_=max(begun[rule.part.key], connected_at), is_new=row is None)
                    session.add(known)
    for gone in there.values():
        session.delete(gone)
    session.flush()


def due(session: Session, *, now: datetime, limit: int = AT_ONCE) -> list[tuple[int, str, int]]:
    """What has come due, longest ago first: conversation, rule, and which of its occasions."""
    query = select(RuleWait.conversation_id, RuleWait.rule_key, RuleWait.position).where(RuleWait.due_at <= now)
    return [(row[0], row[1], row[2]) for row in session.execute(query.order_by(RuleWait.due_at).limit(limit))]


def run_due(
    session: Session, place: tuple[int, str, int], rules: Sequence[Listed], *, now: datetime, key: bytes
) -> list[int]:  # fmt: skip
    """Let a rule look at a conversation, for its time has come. Whoever comes second finds nothing to do."""
    session.get_one(Conversation, place[0], with_for_update=True)
    row = session.get(RuleWait, place, populate_existing=True)
    if row is None or row.due_at is None or row.due_at > now:
        return []
    plan(session, row.organization_id, [row.conversation_id], rules)
    if row not in session or row.due_at is None or row.due_at > now:
        return []  # it counts from another moment by now, or the rule is gone
    row.due_at = None
    happening = Happening(due=(row.rule_key, row.position))
    wanted = [one for one in rules if deciding.is_for(one.part, happening)]
    occasion = Occasion(occasions.of_time(row.position, row.since), happening, now, row.since)
    return running.run(session, row.conversation_id, occasion, wanted, now=now, key=key)


def _times(rule: Listed) -> list[tuple[int, OccasionPart]]:
    return [(number, part) for number, part in enumerate(rule.part.when) if part.since is not None]


def _working(
    session: Session, organization_id: int, conversation_ids: Collection[int], rules: Sequence[Listed]
) -> dict[int, Hours]:  # fmt: skip
    """The hours of the teams, where a rule counts only these."""
    if any(part.hours for rule in rules for _, part in _times(rule)):
        return gathering.hours_of_teams(session, organization_id, conversation_ids)
    return {}


def _wait(row: RuleWait, since: datetime, due_at: datetime | None, *, from_: datetime, is_new: bool) -> None:
    """Wait from that moment; what was done for it, or passed over, stays so as long as it is the same one."""
    if is_new or row.since != since or (row.due_at is not None and row.due_at != due_at):
        row.since = since
        row.due_at = due_at if due_at is not None and due_at > from_ else None
