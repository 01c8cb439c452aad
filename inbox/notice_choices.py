"""What people choose about notices: which reach them by mail, when it is quiet, when the daily mail comes."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import events, hours
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.hours import Hours, Span
from inbox.models import EventKind, Notice, NoticeSettings, Person
from inbox.translation import N_

DAY = 1440
"""Minutes."""
DIGEST_AT = 7 * 60 + 30
"""When the daily mail comes unless somebody chose another time."""


class Way(enum.StrEnum):
    """How far a notice goes after a person."""

    NONE = "none"
    LIST = "list"
    """The list on the cards only."""
    MAIL = "mail"
    """The list, and a mail at once."""
    DIGEST = "digest"
    """The list, and the daily mail, if it is still unread by then."""


DEFAULTS: dict[Notice, Way] = {
    Notice.MENTIONED: Way.MAIL,
    Notice.ASSIGNED: Way.MAIL,
    Notice.ROUTED: Way.LIST,
    Notice.REPLY_FAILED: Way.MAIL,
    Notice.NOT_DELIVERED: Way.MAIL,
    Notice.REPLIES_CROSSED: Way.MAIL,
    Notice.SLA_WARNING: Way.LIST,
    Notice.SLA_BREACH: Way.MAIL,
    Notice.NO_ELIGIBLE_AGENT: Way.MAIL,
    Notice.LEAVE_BEGAN: Way.MAIL,
    Notice.ABSENCES_UNREADABLE: Way.LIST,
    Notice.RULE: Way.LIST,
    Notice.RULES_HELD: Way.MAIL,
    Notice.MAILBOX_TROUBLE: Way.MAIL,
    Notice.LEDGER_ALARM: Way.MAIL,
    Notice.WEBHOOK_DISABLED: Way.MAIL,
    Notice.MODEL_RESTS: Way.LIST,
    Notice.MODEL_OVER_BUDGET: Way.LIST,
    Notice.MAIL_BRAKED: Way.LIST,
    Notice.MAIL_BLOCKED: Way.LIST,
}
ALWAYS_LISTED = frozenset(
    {
        Notice.REPLY_FAILED, Notice.NOT_DELIVERED, Notice.REPLIES_CROSSED, Notice.SLA_BREACH,
        Notice.NO_ELIGIBLE_AGENT, Notice.LEAVE_BEGAN, Notice.MAILBOX_TROUBLE, Notice.LEDGER_ALARM,
        Notice.WEBHOOK_DISABLED,
    }
)  # fmt: skip
"""What nobody can turn off: a patient may be waiting for something that did not happen."""
NEVER_MAILED = frozenset({Notice.MAIL_BRAKED, Notice.MAIL_BLOCKED})
"""About mail that does not go: to mail them would feed what they tell of."""


@dataclass(frozen=True)
class Choices:
    """One person's."""

    ways: Mapping[Notice, Way] = field(default_factory=dict)
    """Where they differ from the default."""
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_at: int = DIGEST_AT

    def way(self, kind: Notice) -> Way:
        """How far a notice of some kind goes."""
        return self.ways.get(kind, DEFAULTS[kind])

    def due(self, way: Way, at: datetime, zone: str) -> datetime:
        """When the mail goes: at once, or when it is no longer quiet; the daily one at its time."""
        if way is Way.DIGEST:
            return hours.opens(_every_day(zone, (self.digest_at, self.digest_at + 1)), at + timedelta(minutes=1)) or at
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return at
        return hours.opens(_every_day(zone, *_loud(self.quiet_from, self.quiet_until)), at) or at


def of(row: NoticeSettings | None) -> Choices:
    """What a row says; whoever has none has the defaults. What is no kind or no way any more is passed over."""
    if row is None:
        return Choices()
    known = {(kind.value, way.value): (kind, way) for kind in Notice for way in allowed(kind)}
    ways = dict(known[pair] for pair in row.choices.items() if pair in known)
    return Choices(ways, row.quiet_from, row.quiet_until, row.digest_at)


def allowed(kind: Notice) -> tuple[Way, ...]:
    """The ways to choose from for a kind."""
    without = {Way.MAIL, Way.DIGEST} if kind in NEVER_MAILED else set()
    return tuple(way for way in Way if way not in without and not (way is Way.NONE and kind in ALWAYS_LISTED))


def change(session: Session, person: Person, wanted: Choices, *, by: Actor) -> None:
    """Save them. Saving them as they are is no news."""
    for kind, way in wanted.ways.items():
        if way not in allowed(kind):
            raise Invalid(N_("Choose from the list."), field=f"way-{kind.value}")
    is_half = (wanted.quiet_from is None) is not (wanted.quiet_until is None)
    if is_half or (wanted.quiet_from is not None and wanted.quiet_from == wanted.quiet_until):
        raise Invalid(N_("Say from when and until when it is quiet, or neither."), field="quiet_from")
    row = session.get(NoticeSettings, person.id)
    if of(row) == (wanted := _sparse(wanted)):
        return
    if row is None:
        row = NoticeSettings(person_id=person.id, organization_id=person.organization_id)
        session.add(row)
    row.choices = {kind.value: way.value for kind, way in wanted.ways.items()}
    row.quiet_from, row.quiet_until, row.digest_at = wanted.quiet_from, wanted.quiet_until, wanted.digest_at
    events.record_of_organization(
        session, person.organization_id, EventKind.SETTINGS_CHANGED, by=by, person_id=person.id,
        new={"notices": row.choices},
    )  # fmt: skip


def _sparse(wanted: Choices) -> Choices:
    ways = {kind: way for kind, way in wanted.ways.items() if way is not DEFAULTS[kind]}
    return Choices(ways, wanted.quiet_from, wanted.quiet_until, wanted.digest_at)


def _every_day(zone: str, *spans: Span) -> Hours:
    return Hours(zone, (spans,) * 7)


def _loud(quiet_from: int, quiet_until: int) -> tuple[Span, ...]:
    """The rest of the day."""
    if quiet_from < quiet_until:
        return tuple(span for span in ((0, quiet_from), (quiet_until, DAY)) if span[0] < span[1])
    return ((quiet_until, quiet_from),)
