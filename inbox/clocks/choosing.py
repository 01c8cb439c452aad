"""Which policy holds for a conversation, and what it promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from inbox import calendars
from inbox.clocks.reckoning import Step, Terms
from inbox.configuration.document import Document
from inbox.configuration.promise_parts import ALWAYS, PolicyPart, WhenPart, duration
from inbox.hours import Hours
from inbox.models import (
    Calendar,
    Category,
    ClockEventKind,
    ClockKind,
    ContactIdentity,
    Conversation,
    ConversationTag,
    Mailbox,
    Policy,
    Tag,
    Team,
)

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_STANDS_STILL = ClockKind.RESOLUTION
"""The only clock that waiting for somebody else stops."""


@dataclass(frozen=True)
class Traits:
    """What policies look at."""

    mailbox: str
    team: str
    calendar: str | None
    """The key of the team's."""
    category: str
    priority: str
    tags: frozenset[str] = frozenset()
    """Lower case."""
    contact: frozenset[str] = frozenset()
    """Addresses."""


@dataclass(frozen=True)
class Promise:
    """What one version of a policy promises, by the calendar that holds."""

    policy_id: int | None
    calendar_id: int | None
    terms: Terms
    since: datetime
    """Since when the policy says anything at all."""


@dataclass(frozen=True)
class Policies:
    """An organization's policies in force, in their order, and its calendars."""

    listed: tuple[tuple[int | None, PolicyPart, datetime], ...]
    """The number of the version, what it says, and since when there is such a policy."""
    calendars: Mapping[str, tuple[int | None, Hours]]
    of_teams: Mapping[str, str | None] = field(default_factory=dict)
    """By what teams work, where that is to be something else than now."""

    def promises(self, traits: Traits) -> dict[ClockKind, Promise]:
        """What is promised: the first policy that fits holds, for all that it says."""
        for policy_id, part, since in self.listed:
            if fits(part.when, traits):
                key = part.calendar or self.of_teams.get(traits.team, traits.calendar) or ALWAYS
                calendar_id, hours = self.calendars.get(key) or self.calendars[ALWAYS]
                return {
                    kind: Promise(policy_id, calendar_id, terms, since)
                    for kind in ClockKind
                    if (terms := terms_of(part, kind, hours)) is not None
                }
        return {}


def fits(when: WhenPart, traits: Traits) -> bool:
    """Whether a policy is one for such a conversation."""
    tags = {tag.lower() for tag in when.tags}
    return (
        _is_among(traits.mailbox, when.mailboxes)
        and _is_among(traits.team, when.teams)
        and _is_among(traits.category, when.categories)
        and _is_among(traits.priority, [one.value for one in when.priorities])
        and (not tags or not tags.isdisjoint(traits.tags))
        and (not when.contacts or any(_writes_from(address, when.contacts) for address in traits.contact))
    )


def terms_of(part: PolicyPart, kind: ClockKind, hours: Hours) -> Terms | None:
    """What a policy promises of one kind; None when nothing."""
    length = {
        ClockKind.FIRST_RESPONSE: part.first_response,
        ClockKind.NEXT_RESPONSE: part.next_response,
        ClockKind.RESOLUTION: part.resolution,
    }[kind]
    if length is None:
        return None
    target = duration(length)
    warnings = [Step(f"warn {said}", _before(said, target), ClockEventKind.WARN) for said in part.warn]
    breach = [Step("breach", target, ClockEventKind.BREACH)]
    ladder = [Step(one.name, target + duration(one.after), ClockEventKind.BREACH) for one in part.breach]
    steps = sorted((one for one in warnings if timedelta() < one.after < target), key=lambda step: step.after)
    pauses = frozenset[str](part.pauses) if kind is _STANDS_STILL else frozenset[str]()
    return Terms(target, hours, pauses, (*steps, *breach, *ladder))


def load(session: Session, organization_id: int) -> Policies:
    """What is in force now."""
    first = select(Policy.key, func.min(Policy.created_at).label("at")).where(Policy.organization_id == organization_id)
    begun = first.group_by(Policy.key).subquery()
    query = (
        select(Policy, begun.c.at)
        .join(begun, begun.c.key == Policy.key)
        .where(Policy.organization_id == organization_id, Policy.is_current)
        .order_by(Policy.position, Policy.id)
    )
    listed = tuple((row.id, part_of(row), since) for row, since in session.execute(query))
    return Policies(listed, calendars_of(calendars.current(session, organization_id).values()))


def of_document(document: Document) -> Policies:
    """What a file would bring into force, numbered as it stands there."""
    known: dict[str, tuple[int | None, Hours]] = {ALWAYS: (None, calendars.hours_of(None))}
    for number, part in enumerate(document.calendars):
        zone = part.time_zone or document.organization.time_zone
        known[part.key] = number, calendars.hours(part.model_dump(mode="json"), zone)
    listed = tuple((number, part, _EVER) for number, part in enumerate(document.policies))
    return Policies(listed, known, {team.key: team.calendar for team in document.teams})


def part_of(policy: Policy) -> PolicyPart:
    """A policy as it stands in the file."""
    return PolicyPart.model_validate({"key": policy.key, "name": policy.name, **policy.document})


def calendars_of(rows: Iterable[Calendar]) -> dict[str, tuple[int | None, Hours]]:
    """Hours by the key of their calendar."""
    return {ALWAYS: (None, calendars.hours_of(None)), **{row.key: (row.id, calendars.hours_of(row)) for row in rows}}


def traits(session: Session, conversation_ids: Collection[int]) -> dict[int, Traits]:
    """What policies look at, of each conversation."""
    tags: defaultdict[int, set[str]] = defaultdict(set)
    for conversation_id, name in session.execute(_TAGS, {"ids": list(conversation_ids)}):
        tags[conversation_id].add(name.lower())
    addresses: defaultdict[int, set[str]] = defaultdict(set)
    for conversation_id, address in session.execute(_ADDRESSES, {"ids": list(conversation_ids)}):
        addresses[conversation_id].add(address)
    return {
        row.id: Traits(
            mailbox=row.mailbox, team=row.team, calendar=row.calendar_key, category=row.category or "",
            priority=row.priority.value, tags=frozenset(tags[row.id]), contact=frozenset(addresses[row.id]),
        )
        for row in session.execute(_TRAITS, {"ids": list(conversation_ids)})
    }  # fmt: skip


def _is_among(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted


def _writes_from(address: str, wanted: Collection[str]) -> bool:
    return address in wanted or f"@{address.rpartition('@')[2]}" in wanted


def _before(said: str, target: timedelta) -> timedelta:
    """The time of work after which a warning comes."""
    return target * int(said[:-1]) / 100 if said.endswith("%") else target - duration(said)


_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_TRAITS = (
    select(
        Conversation.id, Conversation.priority, Mailbox.address.label("mailbox"), Team.key.label("team"),
        Team.calendar_key, Category.key.label("category"),
    )
    .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
    .join(Team, Team.id == Conversation.team_id)
    .outerjoin(Category, Category.id == Conversation.category_id)
    .where(Conversation.id.in_(_ids))
)  # fmt: skip
_TAGS = (
    select(ConversationTag.conversation_id, Tag.name)
    .join(Tag, Tag.id == ConversationTag.tag_id)
    .where(ConversationTag.conversation_id.in_(_ids))
)
_ADDRESSES = (
    select(Conversation.id, ContactIdentity.value)
    .join(ContactIdentity, ContactIdentity.contact_id == Conversation.contact_id)
    .where(Conversation.id.in_(_ids), ContactIdentity.kind == "email")
)
