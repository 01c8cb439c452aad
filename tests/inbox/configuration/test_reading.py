"""Reading the organization's file: every error names its line and its field, and all of them are told at once."""

from __future__ import annotations

import pytest

from inbox.configuration import reading

TEAM = "organization: {key: a, name: A}\nteams: [{key: t, name: T}]\n"


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    document = reading.read("organization: {key: a, name: 007, language: no}\nsettings: {join_by_subject: yes}\n")

    assert (document.organization.name, document.organization.language) == ("007", "no")
    assert document.settings.join_by_subject is True


def test_a_mailbox_lives_at_a_provider_that_there_is() -> None:
    text = TEAM + "mailboxes:\n  - {address: r@a.org, name: R, team: t, provider: post}\n"
    with pytest.raises(reading.Unreadable, match=r"line 4: mailboxes\[1\].provider: there is no provider post"):
        reading.read(text, providers=["gmail"])


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("? [a]\n: b\n", 1, "", "not YAML"),
        ("organization:\n  \x07key: a\n", 2, "", "does not allow"),
        ('organization:\n  key: a\n  name: "a\\0b"\n', 3, "", "cannot be stored"),
        ("x: &x [*x]\norganization: {key: a, name: A}\n", 1, "x", "no such field"),
        ("organization: {key: a, name: A}\nsettings: {join_by_subject: maybe}\n", 2, "settings.join_by_subject",
         "true or false"),
        ("organization: {key: A b, name: A}\n", 1, "organization.key", "lower case"),
        ("", 1, "", "empty"),
        ("- a list", 1, "", "should be fields"),
        ("organization: {key: a, name: A}\npeople: [\n", 3, "", "not YAML"),
        ("organization:\n  key: a\n", 1, "organization.name", "missing"),
        ("organization: {key: a, name: A}\nmailbox: []\n", 2, "mailbox", "no such field"),
        ("organization: {key: a, name: A}\ntags:\n  - name: x\n    colour: red\n", 4, "tags[1].colour", "no such"),
        ("organization: {key: a, name: A, time_zone: Mars}\n", 1, "organization.time_zone", "time zone"),
        ("organization: {key: a, name: A}\nsettings:\n  backfill_days: -1\n", 3, "settings.backfill_days", "0"),
        (
            "organization: {key: a, name: A}\npeople:\n  - {name: N, addresses: [n@a.org]}\n"
            "  - {name: M, addresses: [N@a.org]}\n",
            4, "people[2].addresses[1]", "belongs to another",
        ),
        (
            "organization: {key: a, name: A}\nmailboxes:\n  - {address: r@a.org, name: R, team: none}\n",
            3, "mailboxes[1].team", "no team none",
        ),
        ("organization: {key: a, name: A}\ntags: [{name: x}]\ntags: [{name: y}]\n", 3, "tags", "twice"),
        ("organization: {key: a, name: A}\npeople:\n  - {name: N, addresses: [nobody]}\n", 3,
         "people[1].addresses[1]", "not an e-mail address"),
    ],
)  # fmt: skip
def test_every_fault_names_its_line_and_field(text: str, line: int, field: str, words: str) -> None:
    with pytest.raises(reading.Unreadable) as refusal:
        reading.read(text)

    fault = refusal.value.faults[0]
    assert (fault.line, fault.field) == (line, field)
    assert words in fault.message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(reading.Unreadable) as refusal:
        reading.read("organization: {key: A, name: ''}\ntags: [{name: x, color: beige}]\n")

    assert len(refusal.value.faults) == 3


@pytest.mark.parametrize("kind", ["int", "float", "bool", "timestamp", "binary", "set", "omap"])
def test_a_kind_that_yaml_falls_over_is_named_with_its_line(kind: str) -> None:
    with pytest.raises(reading.Unreadable, match=f"line 2: this is not YAML: .*{kind}"):
        reading.read(f"organization:\n  key: !!{kind} abc\n")
