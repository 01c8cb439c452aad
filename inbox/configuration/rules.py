"""The file's rules: what is said anew becomes a version of its own, and what was done keeps the older ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import templates
from inbox.configuration.changes import Changes, How
from inbox.configuration.document import Document
from inbox.configuration.rule_parts import NOBODY, NONE, ActionPart, ConditionPart, RulePart
from inbox.mail.classification import MailClass
from inbox.models import Organization, Priority, Rule, Status
from inbox.rules import patterns

Place = tuple[int | str, ...]
_FILLED = ("contact.name", "mailbox.name")
"""The variables that need nobody to fill them in."""
_SLOW = "takes too long on quite usual text; write it without repetitions inside repetitions"
_WORDS: Mapping[str, frozenset[str]] = {
    "status": frozenset({*(one.value for one in Status), "snoozed"}),
    "priority": frozenset(one.value for one in Priority),
    "class": frozenset(one.value for one in MailClass),
}


def apply(
    session: Session, organization: Organization, parts: list[RulePart], changes: Changes, *, now: datetime
) -> None:
    """Bring rules into force, and take those out of it that are not named."""
    known = in_force(session, organization)
    for position, part in enumerate(parts):
        before = known.pop(part.key, None)
        row = _bring(session, organization, before, part, changes, now=now)
        if row is before:
            changes.bring(row, f"rule {part.key}", position=position)
        row.position = position
    for gone in known.values():
        gone.is_current = False
        changes.note(How.REMOVED, f"rule {gone.key}", "what it did stays")


def in_force(session: Session, organization: Organization) -> dict[str, Rule]:
    """The rules that hold, in their order."""
    query = select(Rule).where(Rule.organization_id == organization.id, Rule.is_current)
    return {row.key: row for row in session.scalars(query.order_by(Rule.position, Rule.id))}


def written(session: Session, organization: Organization) -> list[dict[str, Any]]:
    """As the file has them."""
    rows = in_force(session, organization).values()
    return [{"key": row.key, "name": row.name, **row.document} for row in rows]


def part_of(row: Rule) -> RulePart:
    """A rule as it stands in the file."""
    return RulePart.model_validate({"key": row.key, "name": row.name, **row.document})


def contradictions(document: Document) -> Iterator[tuple[Place, str]]:
    """Names in rules that nothing has."""
    check = _Names(document)
    for number, rule in enumerate(document.rules):
        yield from _of_condition(check, ("rules", number, "if"), rule.if_)
        for position, action in enumerate(rule.then):
            if complaint := check.action(action):
                yield ("rules", number, "then", position, action.kind), complaint


class _Names:
    """What there is in a file to be spoken of."""

    def __init__(self, document: Document) -> None:
        self._people = {address for person in document.people for address in person.addresses}
        self._templates = [(one.key, templates.variables(one.subject + one.body)) for one in document.templates]
        self._known: Mapping[str, frozenset[str]] = {
            "category": frozenset(one.key for one in document.categories),
            "tag": frozenset(one.name.lower() for one in document.tags),
            "team": frozenset(one.key for one in document.teams),
            "assignee": frozenset({*self._people, *(one.name.lower() for one in document.people)}),
            "mailbox": frozenset(one.address for one in document.mailboxes),
            "webhook": frozenset(one.key for one in document.webhooks),
            **_WORDS,
        }

    def value(self, field: str, said: str) -> str:
        """What is wrong with comparing a field with a value; empty when nothing is."""
        known = self._known.get(field)
        if known is None or said.lower() in known:
            return ""
        hint = f"; write one of {', '.join(sorted(known))}" if field in _WORDS else ""
        return f"there is no {field} {said}{hint}"

    def action(self, action: ActionPart) -> str:
        kind, said = action.kind, getattr(action, action.kind)
        checks: dict[str, Callable[[Any], str]] = {
            "assign": lambda whom: "" if whom == NOBODY else self._person(whom),
            "tag": lambda name: self.value("tag", name),
            "untag": lambda name: self.value("tag", name),
            "category": lambda key: "" if key == NONE else self.value("category", key),
            "reply": self._template,
            "webhook": lambda key: self.value("webhook", key),
            "notify": lambda people: next(filter(None, map(self._person, (one for one in people if "@" in one))), ""),
        }
        return checks[kind](said) if kind in checks else ""

    def _template(self, key: str) -> str:
        """A rule has nobody who would fill in what is asked for."""
        named = [variables for known, variables in self._templates if known == key]
        asked = dict.fromkeys(name for variables in named for name in variables if name not in _FILLED)
        if asked:
            return f"the template {key} asks for {', '.join(asked)}, which nobody fills in here"
        return "" if named else f"there is no template {key}"

    def _person(self, address: str) -> str:
        return "" if address in self._people else f"nobody in `people` has the address {address}"


def _of_condition(check: _Names, place: Place, one: ConditionPart) -> Iterator[tuple[Place, str]]:
    for name in ("all", "any"):
        for number, inner in enumerate(getattr(one, name) or ()):
            yield from _of_condition(check, (*place, name, number), inner)
    if one.not_ is not None:
        yield from _of_condition(check, (*place, "not"), one.not_)
    for number, pattern in enumerate(one.matches or ()):
        if patterns.is_slow(pattern):
            yield (*place, "matches", number), _SLOW
    if one.field is not None:
        for name, said in (("equals", [one.equals] if one.equals else []), ("one_of", one.one_of or [])):
            for number, value in enumerate(said):
                if complaint := check.value(one.field, value):
                    yield (*place, name, *([number] if name == "one_of" else [])), complaint


def _bring(
    session: Session, organization: Organization, before: Rule | None, part: RulePart, changes: Changes, *,
    now: datetime,
) -> Rule:  # fmt: skip
    """The version in force if it says just this, else a new one."""
    said = part.model_dump(mode="json", exclude={"key", "name"}, exclude_defaults=True)
    if before is not None:
        if (before.name, before.document) == (part.name, said):
            return before
        before.is_current = False
        changes.note(How.CHANGED, f"rule {part.key}", "what it says" if before.document != said else "name")
    else:
        changes.note(How.ADDED, f"rule {part.key}")
    versions = select(func.max(Rule.version)).where(Rule.organization_id == organization.id, Rule.key == part.key)
    row = Rule(
        organization_id=organization.id, key=part.key, name=part.name, document=said, is_current=True,
        version=(session.scalar(versions) or 0) + 1, created_at=now,
    )  # fmt: skip
    session.add(row)
    return row
