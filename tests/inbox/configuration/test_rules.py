"""Rules in the file: read, refused with line and field, kept as versions, written back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration import applying, reading, rules, writing
from inbox.configuration.mailboxes import Secrets
from inbox.database import Sessions
from inbox.models import Organization, Rule
from inbox.secrets import KeyRing
from tests.clinic import actor

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FILE = """\
organization: {key: clinic, name: Clinic}
people: [{name: Ana, addresses: [ana@clinic.example.org]}]
teams: [{key: desk, name: Desk}]
tags: [{name: Late}]
categories: [{key: lab, name: Lab}]
templates: [{key: thanks, name: Thanks, body: "We have your mail."}]
rules:
  - key: critical
    name: Critical values
    when: {arrival: any}
    if:
      - {field: subject, contains: [critical, Eilbefund]}
      - not: {field: sender, matches: 'no-?reply@'}
      - any:
          - {field: category, equals: lab}
          - {hours: outside}
    then:
      - priority: urgent
      - tag: late
      - assign: ana@clinic.example.org
    stop: true
  - key: remind
    name: Remind us
    when:
      - {since: last-customer-message, after: 4h}
      - {changed: status}
    then: [route, {notify: [assignee, lead]}, {reply: thanks}]
"""


@pytest.fixture
def secrets() -> Secrets:
    """No mailbox of these files has a credential."""
    return Secrets(KeyRing((("k1", b"1" * 32),)), {}.__getitem__)


@pytest.fixture
def session(make: Sessions) -> Iterator[Session]:
    """A session on an empty database."""
    with make() as session:
        yield session


def apply(session: Session, text: str, secrets: Secrets, now: datetime) -> list[str]:
    document = reading.read(text)
    return [str(one) for one in applying.apply(session, document, text, secrets=secrets, by=actor(None, now))]


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("{arrival: any}", "{arrival: some}", "line 10: rules[1].when[1].arrival"),
        ("{arrival: any}", "{arrival: any, snooze: ended}", "should be one of arrival, changed, since"),
        ("{arrival: any}", "{since: created}", "since and after go together"),
        ("{arrival: any}", "{arrival: any, hours: business}", "as a condition it belongs under `if`"),
        ("hours: outside", "field: assignee, equals: an", "there is no assignee an"),
        ("{arrival: any}", "[" * 2_000, "too many times"),
        ("contains: [critical, Eilbefund]", "contains: []", "should have at least one entry"),
        ("contains: [critical, Eilbefund]", "contains: a, equals: b", "is compared with one of contains"),
        ("field: subject", "field: ai-intent", "which does not exist yet"),
        ("field: subject", "field: topic", "should be 'subject'"),
        ("'no-?reply@'", "'('", "line 13: rules[1].if.all[2].not.matches[1]: is no regular expression"),
        ("'no-?reply@'", "'(a+)+$'", "takes too long on quite usual text"),
        ("equals: lab", "equals: labs", "there is no category labs"),
        ("hours: outside", "hours: always", "line 16"),
        ("priority: urgent", "priority: most", "should be 'low'"),
        ("tag: late", "tag: early", "line 19: rules[1].then[2].tag: there is no tag early"),
        ("assign: ana@", "assign: bob@", "nobody in `people` has the address bob@clinic.example.org"),
        ("reply: thanks", "reply: welcome", "there is no template welcome"),
        ("your mail.", "{{agent.name}} {{day}}", "the template thanks asks for agent.name, day, which nobody fills in"),
        ("[assignee, lead]", "[boss]", "is neither an e-mail address nor one of the words"),
        ("tag: late", "shout: late", "there is no such field"),
        ("stop: true", "stops: true", "there is no such field"),
        ("key: remind", "key: critical", "critical is there already"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_field(before: str, after: str, complaint: str) -> None:
    assert before in FILE
    with pytest.raises(reading.Unreadable) as refused:
        reading.read(FILE.replace(before, after, 1))

    assert complaint in str(refused.value)
    assert str(refused.value).startswith("line ")


@on_sqlite
def test_what_says_the_same_is_no_version_of_its_own_and_what_is_gone_stays(
    session: Session, secrets: Secrets, now: datetime
) -> None:
    apply(session, FILE, secrets, now)
    assert apply(session, FILE, secrets, now) == []

    told = apply(session, FILE.replace("after: 4h", "after: 8h"), secrets, now)
    assert told == ["changed  rule remind: what it says"]
    assert apply(session, FILE.partition("rules:")[0], secrets, now)[-1] == "removed  rule remind: what it did stays"

    rows = session.scalars(select(Rule).order_by(Rule.key, Rule.version)).all()
    assert [(row.key, row.version, row.is_current) for row in rows] == [
        ("critical", 1, False), ("remind", 1, False), ("remind", 2, False),
    ]  # fmt: skip


@on_sqlite
def test_rules_are_written_back_as_they_are(session: Session, secrets: Secrets, now: datetime) -> None:
    apply(session, FILE, secrets, now)
    organization = session.scalars(select(Organization)).one()
    assert writing.write(session, organization) == FILE

    organization.configuration = ""
    anew = writing.write(session, organization)
    assert reading.read(anew).rules == reading.read(FILE).rules
    assert apply(session, anew, secrets, now) == []
    assert [rules.part_of(row).key for row in rules.in_force(session, organization).values()] == ["critical", "remind"]
