"""The organization's file: applying twice changes nothing, and it is written back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.configuration import applying, mailboxes, reading, writing
from inbox.configuration.changes import Change, How
from inbox.configuration.mailboxes import NoCredential, Secrets
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import (
    Door,
    Event,
    Mailbox,
    MailboxState,
    Organization,
    Person,
    PersonAddress,
    Tag,
    Team,
    TeamMember,
)
from inbox.secrets import KeyRing
from tests.clinic import Clinic, conversation

FILE = """\
# The clinic, as its admin wrote it.
organization:
  key: harbour
  name: Harbour Clinic
  time_zone: Europe/Berlin
settings:
  reopen_window_days: 10
people:
  - name: Ana Ruiz
    role: admin
    addresses: [Ana@harbour.example.org, a.ruiz@harbour.example.org]
  - name: Ben Okafor
    addresses: [ben@harbour.example.org]
teams:
  - key: reception
    name: Reception
    members: [ben@harbour.example.org]
    leads: [a.ruiz@harbour.example.org]
mailboxes:
  - address: reception@harbour.example.org
    name: Reception
    team: reception
    settings: {join_by_subject: true}
    credential: {kind: service-account, key_file: key.json}
tags:
  - name: insurance
categories:
  - {key: billing, name: Billing query, examples: ["my invoice"]}
templates:
  - key: hello
    name: Hello
    team: reception
    body: |
      Dear {{contact.name}},
      thank you.
"""
RING = KeyRing((("k1", b"1" * 32),))


@pytest.fixture
def secrets() -> Secrets:
    return Secrets(RING, {Path("key.json"): b'{"private": "key"}'}.__getitem__)


def apply(session: Session, text: str, secrets: Secrets, now: datetime) -> list[Change]:
    by = Actor(door=Door.CLI, now=now)
    return applying.apply(session, reading.read(text), text, secrets=secrets, by=by)


def test_a_file_is_applied_whole_and_the_second_time_changes_nothing(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        first = apply(session, FILE, secrets, now)
    with unit_of_work(make) as session:
        second = apply(session, FILE, secrets, now)
        leads = session.scalars(select(TeamMember.is_lead).order_by(TeamMember.person_id)).all()

        assert {change.how for change in first} == {How.ADDED}
        assert second == []
        assert leads == [True, False]
        assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_who_comes_into_a_team_and_who_leaves_it_is_told_by_name(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    swapped = FILE.replace(
        "members: [ben@harbour.example.org]\n    leads: [a.ruiz@harbour.example.org]",
        "members: [a.ruiz@harbour.example.org]\n    leads: []",
    )
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
    with unit_of_work(make) as session:
        left = apply(session, swapped, secrets, now)
    with unit_of_work(make) as session:
        back = apply(session, FILE, secrets, now)

    assert [str(one) for one in left] == [
        "changed  team reception: no longer lead Ana Ruiz; no longer member Ben Okafor"
    ]
    assert [str(one) for one in back] == ["changed  team reception: member Ben Okafor; lead Ana Ruiz"]


def test_the_same_file_is_written_back_with_its_comments(make: Sessions, secrets: Secrets, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        assert writing.write(session, session.scalars(select(Organization)).one()) == FILE


def test_what_changed_since_is_written_anew_and_applies_without_a_change(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        session.scalars(select(Person).where(Person.name == "Ben Okafor")).one().language = "de"
        written = writing.write(session, session.scalars(select(Organization)).one())

        assert written != FILE
        assert "language: de" in written
        assert apply(session, written, secrets, now) == []


def test_what_people_chose_for_themselves_survives_applying_the_file_again(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        ben = session.scalars(select(Person).where(Person.name == "Ben Okafor")).one()
        ben.language = "de"
        assert apply(session, FILE, secrets, now) == []
        apply(
            session,
            FILE.replace("[ben@harbour.example.org]\nteams", "[ben@harbour.example.org]\n    language: es\nteams"),
            secrets,
            now,
        )

        assert ben.language == "es"


def test_the_credential_is_sealed_for_its_row(make: Sessions, secrets: Secrets, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        mailbox = session.scalars(select(Mailbox)).one()

        assert mailbox.credential is not None
        assert b"private" not in mailbox.credential
        assert RING.open(mailbox.credential, row=mailboxes.row_of(mailbox.id)) == b'{"private": "key"}'


def test_a_new_credential_wakes_a_disconnected_mailbox(make: Sessions, secrets: Secrets, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        mailbox = session.scalars(select(Mailbox)).one()
        mailbox.state = MailboxState.DISCONNECTED
        changes = apply(session, FILE, Secrets(RING, {Path("key.json"): b"{}"}.__getitem__), now)

        assert [(change.how, change.detail) for change in changes] == [(How.CHANGED, "credential")]
        assert mailbox.state is MailboxState.NEW


def test_a_credential_file_that_is_missing_is_named(make: Sessions, now: datetime, tmp_path: Path) -> None:
    with unit_of_work(make) as session, pytest.raises(NoCredential, match=r"key\.json: No such file"):
        apply(session, FILE, Secrets(RING, lambda path: (tmp_path / path).read_bytes()), now)


def test_people_who_left_are_deactivated_and_needed_things_are_kept(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
    smaller = "organization: {key: harbour, name: Harbour Clinic, time_zone: Europe/Berlin}\n"
    with unit_of_work(make) as session:
        changes = {(change.how, change.what) for change in apply(session, smaller, secrets, now)}

        assert (How.REMOVED, "person Ben Okafor") in changes
        assert (How.KEPT, "mailbox reception@harbour.example.org") in changes
        assert (How.KEPT, "team reception") in changes
        assert session.scalars(select(Person.active)).all() == [False, False]
        assert session.scalars(select(Tag)).all() == []
        assert session.scalars(select(Team.key)).all() == ["reception"]


def test_a_tag_that_a_conversation_carries_is_kept(
    make: Sessions, clinic: Clinic, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        conversation(session, clinic.front_desk, now=now, category_id=1)
        changes = apply(session, "organization: {key: clinic, name: The clinic}\n", secrets, now)

        assert (How.KEPT, "category billing") in {(change.how, change.what) for change in changes}


def test_an_address_can_move_from_one_person_to_another(make: Sessions, secrets: Secrets, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
    moved = FILE.replace(", a.ruiz@harbour", "").replace(
        ".example.org]\n  - name: Ben Okafor\n    addresses: [ben@harbour.example.org]",
        "]\n  - name: Ben Okafor\n    addresses: [ben@harbour.example.org, a.ruiz@harbour.example.org]",
    )
    with unit_of_work(make) as session:
        apply(session, moved, secrets, now)
        owner = session.scalars(
            select(Person.name).join(PersonAddress).where(PersonAddress.address.startswith("a.ruiz"))
        ).one()

        assert owner == "Ben Okafor"


def test_an_address_given_to_somebody_new_leaves_its_owner_who_they_are(
    make: Sessions, secrets: Secrets, now: datetime
) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        ana = session.scalars(select(Person.id).where(Person.name == "Ana Ruiz")).one()
    split = FILE.replace(
        "  - name: Ana Ruiz\n    role: admin\n    addresses: [Ana@harbour.example.org, a.ruiz@harbour.example.org]\n",
        "  - {name: Alma Ruiz, addresses: [a.ruiz@harbour.example.org]}\n"
        "  - {name: Ana Ruiz, addresses: [ana@harbour.example.org]}\n",
    )
    with unit_of_work(make) as session:
        apply(session, split, secrets, now)
        people = session.execute(select(Person.id, Person.name).where(Person.active)).all()

        assert (ana, "Ana Ruiz") in people
        assert {name for _, name in people} == {"Ana Ruiz", "Alma Ruiz", "Ben Okafor"}
        assert apply(session, split, secrets, now) == []


def test_a_setting_that_says_everything_is_written_back(make: Sessions, secrets: Secrets, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, FILE, secrets, now)
        session.scalars(select(Mailbox)).one().settings = {"backfill_days": 36_500}
        session.scalars(select(Person).where(Person.name == "Ana Ruiz")).one().language = "zh-Hant"
        written = writing.write(session, session.scalars(select(Organization)).one())

        assert "backfill_days: 36500" in written
        assert apply(session, written, secrets, now) == []
