"""What rules want when something happens: a function of the rules, what happened, and what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inbox.configuration.rule_parts import NOBODY, NONE, ActionPart, OccasionPart, RulePart
from inbox.models import RuleOutcome
from inbox.rules import conditions
from inbox.rules.conditions import Facts
from inbox.rules.patterns import TooSlow


@dataclass(frozen=True)
class Happening:
    """What happened, as far as rules are concerned: the words of the file, and whether a rule did it."""

    arrival: str = ""
    """`inbound` for a mail of somebody outside, `any` for other mail that came."""
    changed: str = ""
    snooze: str = ""
    suggested: frozenset[str] = frozenset()
    """What a model found in a mail: always `anything`."""
    due: tuple[str, int] | None = None
    """The rule whose time has come, and which of its occasions."""
    is_by_rule: bool = False


@dataclass(frozen=True)
class Listed:
    """A rule in force: its version, and what it says."""

    rule_id: int | None
    part: RulePart


@dataclass(frozen=True)
class Decision:
    """What came of looking at one rule."""

    rule: Listed
    outcome: RuleOutcome
    because: tuple[str, ...] = ()

    @property
    def actions(self) -> list[ActionPart]:
        return self.rule.part.then if self.outcome is RuleOutcome.DONE else []


def decide(rules: Sequence[Listed], happening: Happening, facts: Facts) -> list[Decision]:
    """Look at every rule that is for such a happening, in their order; each sees what those before it did."""
    decisions: list[Decision] = []
    is_stopped = False
    for rule in rules:
        if not is_for(rule.part, happening):
            continue
        decision = Decision(rule, RuleOutcome.STOPPED) if is_stopped else _look(rule, facts)
        decisions.append(decision)
        for action in decision.actions:
            facts = done(facts, action)
        is_stopped = is_stopped or (decision.outcome is RuleOutcome.DONE and rule.part.stop)
    return decisions


def is_for(part: RulePart, happening: Happening) -> bool:
    """Whether a rule is to be looked at when that happens. What rules did concerns only those that ask for it."""
    if not part.enabled or (happening.is_by_rule and not part.triggered_by_rules):
        return False
    if happening.due is not None:
        return happening.due[0] == part.key
    return any(_fits(one, happening) for one in part.when)


def done(facts: Facts, action: ActionPart) -> Facts:
    """What is known once an action is done."""
    said, values = getattr(action, action.kind), dict(facts.values)
    if action.kind in ("tag", "untag"):
        others = [one for one in values.get("tag", ()) if one.casefold() != said.casefold()]
        values["tag"] = (*others, said) if action.kind == "tag" else tuple(others)
    elif action.kind == "category":
        values["category"] = () if said == NONE else (said,)
    elif action.kind == "assign":
        values["assignee"] = () if said == NOBODY else (said,)
    elif action.kind in ("priority", "status"):
        values[action.kind] = (said.value,)
    elif action.kind == "snooze":
        values["status"] = ("pending", "snoozed")
    return replace(facts, values=values)


def _look(rule: Listed, facts: Facts) -> Decision:
    try:
        verdict = conditions.check(rule.part.if_, facts)
    except TooSlow as slow:
        return Decision(rule, RuleOutcome.TOO_SLOW, (f"matches {slow}",))
    return Decision(rule, RuleOutcome.DONE if verdict.holds else RuleOutcome.NO_MATCH, verdict.because)


def _fits(one: OccasionPart, happening: Happening) -> bool:
    if one.arrival is not None:
        return bool(happening.arrival) and one.arrival in (happening.arrival, "any")
    if one.snooze is not None:
        return happening.snooze == one.snooze
    if one.suggested is not None:
        return one.suggested in happening.suggested
    return (one.changed is not None and one.changed == happening.changed) or (
        one.changed == "status" and happening.snooze == "ended"
    )
