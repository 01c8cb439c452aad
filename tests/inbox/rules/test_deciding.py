"""What rules want: a function of the rules, what happened and what is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.configuration.rule_parts import ActionPart, ConditionPart, OccasionPart, RulePart
from inbox.mail import languages
from inbox.models import RuleOutcome
from inbox.rules import conditions, patterns
from inbox.rules.conditions import Facts, Verdict
from inbox.rules.deciding import Happening, Listed, decide, done

ARRIVED = Happening(arrival="inbound")


def negated(part: ConditionPart) -> ConditionPart:
    return ConditionPart.model_validate({"not": part})


words = st.sampled_from(["red", "green", "blue", "Red", "", "green red"])
leaves = st.one_of(
    st.builds(lambda field, value: ConditionPart(field=field, contains=[value]), st.sampled_from(["subject", "text"]),
              words.filter(bool)),
    st.builds(lambda value: ConditionPart(field="tag", one_of=value), st.lists(words.filter(bool), min_size=1)),
    st.builds(lambda empty: ConditionPart(field="assignee", is_empty=empty), st.booleans()),
    st.builds(lambda hours: ConditionPart(hours=hours), st.sampled_from(["business", "outside"])),
)  # fmt: skip
nested = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: ConditionPart(all=parts), st.lists(inner, max_size=3)),
        st.builds(lambda parts: ConditionPart(any=parts), st.lists(inner, min_size=1, max_size=3)),
        inner.map(negated),
    ),
    max_leaves=5,
)
known = st.builds(
    Facts,
    st.fixed_dictionaries(
        {name: st.lists(words, max_size=2).map(tuple) for name in ("subject", "text", "tag", "assignee")}
    ),
    st.booleans(),
)


def rule(key: str, *, when: dict[str, str] | None = None, **said: object) -> Listed:
    given = {"if": [], "then": [{"tag": key}], "when": when or {"arrival": "inbound"}, **said}
    return Listed(1, RulePart.model_validate({"key": key, "name": key, **given}))


def outcomes(rules: list[Listed], happening: Happening, facts: Facts | None = None) -> dict[str, str]:
    return {one.rule.part.key: one.outcome.value for one in decide(rules, happening, facts or Facts())}


@settings(max_examples=40)
@given(nested, known)
def test_not_turns_a_condition_over_and_twice_back(one: ConditionPart, facts: Facts) -> None:
    plain, turned = conditions.check(one, facts), conditions.check(negated(one), facts)
    assert (turned.holds, turned.because) == (not plain.holds, plain.because)


@settings(max_examples=40)
@given(st.lists(nested, min_size=1, max_size=3), known)
def test_not_all_is_any_not_for_the_same_reasons(parts: list[ConditionPart], facts: Facts) -> None:
    one = conditions.check(negated(ConditionPart(all=parts)), facts)
    other = conditions.check(ConditionPart(any=[negated(part) for part in parts]), facts)
    assert one == other


@settings(max_examples=40)
@given(st.lists(nested, max_size=3), known)
def test_all_holds_exactly_where_each_does_in_any_order(parts: list[ConditionPart], facts: Facts) -> None:
    each = all(conditions.check(part, facts).holds for part in parts)
    for order in (parts, parts[::-1]):
        assert conditions.check(ConditionPart(all=order), facts).holds is each


@settings(max_examples=40)
@given(nested, known)
def test_what_decided_says_so_and_would_decide_alone(one: ConditionPart, facts: Facts) -> None:
    verdict = conditions.check(one, facts)
    assert all(said.endswith((": yes", ": no")) for said in verdict.because)


@settings(max_examples=40)
@given(st.lists(st.tuples(nested, st.booleans()), max_size=5), known)
def test_after_a_rule_that_stops_nothing_is_done(said: list[tuple[ConditionPart, bool]], facts: Facts) -> None:
    rules = [rule(f"r{number}", stop=stop, **{"if": one}) for number, (one, stop) in enumerate(said)]
    decisions = decide(rules, ARRIVED, facts)

    assert [one.rule.part.key for one in decisions] == [one.part.key for one in rules]
    stopped = [one.rule.part.stop and one.outcome is RuleOutcome.DONE for one in decisions]
    first = stopped.index(True) if True in stopped else len(stopped)
    for number, one in enumerate(decisions):
        assert (one.outcome is RuleOutcome.STOPPED) is (number > first)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"field": "subject", "contains": "critical"}, True),
        ({"field": "subject", "contains": ["nothing", "value"]}, True),
        ({"field": "subject", "equals": "critical value "}, True),
        ({"field": "subject", "equals": "critical"}, False),
        ({"field": "subject", "matches": r"\bval\w+$"}, True),
        ({"field": "tag", "one_of": ["other", "Late"]}, True),
        ({"field": "text", "contains": "critical value für"}, True),
        ({"field": "text", "contains": "R\u00fcckruf"}, True),
        ({"field": "text", "matches": "r\u00fcckr.f"}, True),
        ({"field": "text", "contains": "\u200b"}, False),
        ({"field": "contact", "is_empty": True}, True),
        ({"field": "tag", "is_empty": True}, False),
        ({"field": "tag", "is_empty": False}, True),
    ],
)
def test_a_field_is_compared(condition: dict[str, object], holds: bool) -> None:
    text = "CRITICAL\n  VALUE\u00a0f\u00fcr Ru\u0308ck\u00adruf"  # broken as mail breaks it, and letters put together
    facts = Facts({"subject": ("CRITICAL value",), "text": (text,), "tag": ("late", "x"), "contact": ("",)})
    assert conditions.check(ConditionPart.model_validate(condition), facts).holds is holds


def test_the_reasons_are_the_words_of_the_file_and_never_of_the_mail() -> None:
    one = ConditionPart.model_validate({"any": [{"field": "subject", "contains": ["lab"]}, {"hours": "outside"}]})
    assert conditions.check(one, Facts({"subject": ("my secret",)})) == Verdict(
        False, ("subject contains lab: no", "hours are outside: no")
    )


def test_a_pattern_that_takes_too_long_holds_for_nothing_not_even_turned_over() -> None:
    slow = rule("slow", **{"if": {"not": {"field": "text", "matches": r"(x+x+)+y"}}})
    text = "x" * 5_000 + "zy"
    assert outcomes([slow, rule("next")], ARRIVED, Facts({"text": (text,)})) == {"slow": "too-slow", "next": "done"}


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\w+\s?)+$", r"(a|aa)+$", "(?:(?:(?:a?){50}){50}){50}"])
def test_patterns_that_hang_are_known(pattern: str) -> None:
    assert patterns.is_slow(pattern)


@pytest.mark.parametrize("pattern", [r"\d{4}-\d{2}-\d{2}", r"[{1,9}](\(.{0,200}){2}", r"(a{1,20}b{1,20}){5}x{3,}"])
def test_usual_repetitions_are_taken(pattern: str) -> None:
    assert not patterns.is_slow(pattern)


def test_rules_do_not_look_at_what_rules_did_unless_they_ask_for_it() -> None:
    rules = [rule("plain", when={"changed": "status"}), rule("asks", when={"changed": "status"},
                                                             triggered_by_rules=True)]  # fmt: skip
    assert outcomes(rules, Happening(changed="status")) == {"plain": "done", "asks": "done"}
    assert outcomes(rules, Happening(changed="status", is_by_rule=True)) == {"asks": "done"}


@pytest.mark.parametrize(
    ("when", "happening", "is_looked_at"),
    [
        ({"arrival": "any"}, ARRIVED, True),
        ({"arrival": "any"}, Happening(arrival="any"), True),
        ({"arrival": "inbound"}, Happening(arrival="any"), False),
        ({"arrival": "any"}, Happening(changed="status"), False),
        ({"changed": "tag-added"}, Happening(changed="tag-removed"), False),
        ({"snooze": "ended"}, Happening(snooze="ended"), True),
        ({"changed": "status"}, Happening(snooze="ended"), True),
        ({"since": "created", "after": "1h"}, ARRIVED, False),
        ({"since": "created", "after": "1h"}, Happening(due=("one", 0)), True),
        ({"since": "created", "after": "1h"}, Happening(due=("another", 0)), False),
    ],
)
def test_a_rule_is_looked_at_when_its_occasion_comes(
    when: dict[str, str], happening: Happening, is_looked_at: bool
) -> None:
    assert bool(decide([rule("one", when=when)], happening, Facts())) is is_looked_at
    assert decide([rule("one", when=when, enabled=False)], happening, Facts()) == []
    assert OccasionPart.model_validate(when) is not None


def test_a_rule_sees_what_those_before_it_did() -> None:
    first = rule("first", then=[{"priority": "urgent"}, {"tag": "Seen"}, {"assign": "nobody"}, {"category": "none"}])
    second = rule("second", **{"if": [{"field": "priority", "equals": "urgent"}, {"field": "tag", "equals": "seen"},
                                      {"field": "assignee", "is_empty": True}]})  # fmt: skip
    facts = Facts({"assignee": ("a@example.org",), "category": ("lab",)})

    assert outcomes([second, first], ARRIVED, facts) == {"second": "no-match", "first": "done"}
    assert outcomes([first, second], ARRIVED, facts) == {"first": "done", "second": "done"}
    assert done(facts, ActionPart(category="none")).of("category") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("May I come on Friday? I would need the results for my doctor, please.", "en"),
        ("Könnte ich bitte am Freitag kommen? Ich habe die Überweisung und den Befund.", "de"),
        ("Hola, quisiera pedir una cita para mi hija. Muchas gracias por la respuesta.", "es"),
        ("12.5 mmol/l", ""),
    ],
)
def test_a_language_is_told_by_small_words_or_not_at_all(text: str, language: str) -> None:
    assert languages.guessed(text) == language
