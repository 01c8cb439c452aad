"""The terms that clocks went by: policies and calendars by the number of their version, read once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from inbox import calendars
from inbox.clocks import choosing
from inbox.clocks.reckoning import Mark, Terms
from inbox.configuration.promise_parts import PolicyPart
from inbox.hours import ALWAYS, Hours
from inbox.models import Calendar, ClockEvent, ClockEventKind, ClockKind, Policy


@dataclass
class Versions:
    """Finds them in the database; asks for each once."""

    session: Session
    _policies: dict[int, tuple[str, PolicyPart]] = field(default_factory=dict)
    _calendars: dict[int, tuple[str, Hours]] = field(default_factory=dict)

    def learn(self, policy: Policy | None, calendar: Calendar | None) -> None:
        """Take in what was read already."""
        if policy is not None:
            self._policies.setdefault(policy.id, (policy.key, choosing.part_of(policy)))
        if calendar is not None:
            self._calendars.setdefault(calendar.id, (calendar.key, calendars.hours_of(calendar)))

    def marks(self, kind: ClockKind, events: list[ClockEvent]) -> list[Mark]:
        """The events of a clock as it is reckoned from them: in the order of their time."""
        ordered = sorted(events, key=lambda event: (event.at, event.position))
        return [Mark(one.kind, one.at, one.reason, self._terms(kind, one), one.is_from_start) for one in ordered]

    def policy(self, policy_id: int) -> PolicyPart:
        """What a version of a policy says."""
        return self._policy(policy_id)[1]

    def policy_key(self, policy_id: int) -> str:
        return self._policy(policy_id)[0]

    def calendar_key(self, calendar_id: int | None) -> str:
        """Empty for round the clock."""
        return self._calendar(calendar_id)[0] if calendar_id is not None else ""

    def _terms(self, kind: ClockKind, event: ClockEvent) -> Terms | None:
        if event.kind is not ClockEventKind.APPLY_POLICY or event.policy_id is None:
            return None
        known = self._calendar(event.calendar_id)[1] if event.calendar_id is not None else ALWAYS
        return choosing.terms_of(self.policy(event.policy_id), kind, known)

    def _policy(self, policy_id: int) -> tuple[str, PolicyPart]:
        if policy_id not in self._policies:
            row = self.session.get_one(Policy, policy_id)
            self._policies[policy_id] = row.key, choosing.part_of(row)
        return self._policies[policy_id]

    def _calendar(self, calendar_id: int) -> tuple[str, Hours]:
        if calendar_id not in self._calendars:
            row = self.session.get_one(Calendar, calendar_id)
            self._calendars[calendar_id] = row.key, calendars.hours_of(row)
        return self._calendars[calendar_id]
