"""The file's webhooks and channels: secrets are sealed, applying twice changes nothing, and they are written back."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from inbox import team_channels, webhook_secrets
from inbox.configuration import applying, reading, writing
from inbox.configuration.changes import Change
from inbox.configuration.mailboxes import NoCredential, Secrets
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import Door, Organization, TeamChannel, Webhook
from inbox.secrets import KeyRing

FILE = """\
organization: {key: harbour, name: Harbour Clinic}
teams:
  - key: reception
    name: Reception
    channels:
      - {key: room, kind: google-chat, address_file: room.url, notices: [sla-breach, no-eligible-agent]}
webhooks:
  - {key: ehr, url: https://ehr.example.org/hook, events: [conversation.closed, mailbox.*], secret_file: ehr.secret}
  - {key: board, url: https://board.example.org/hook}
"""
RING = KeyRing((("k1", b"1" * 32),))
CONTENT = {"room.url": b"https://chat.example.org/room?key=1\n", "ehr.secret": base64.b64encode(b"s" * 24)}

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def apply(make: Sessions, text: str, now: datetime, content: dict[str, bytes] = CONTENT) -> list[Change]:
    def fetch(path: Path) -> bytes:
        if str(path) not in content:
            raise FileNotFoundError(2, "No such file or directory")
        return content[str(path)]

    with unit_of_work(make) as session:
        return applying.apply(
            session, reading.read(text), text, secrets=Secrets(RING, fetch), by=Actor(door=Door.CLI, now=now)
        )


def rows(make: Sessions) -> tuple[dict[str, Webhook], list[TeamChannel]]:
    with make() as session:
        hooks = {one.key: one for one in session.scalars(select(Webhook))}
        return hooks, list(session.scalars(select(TeamChannel)))


@on_sqlite
def test_secrets_are_sealed_and_applying_again_changes_nothing(make: Sessions, now: datetime) -> None:
    changes = [str(change) for change in apply(make, FILE, now)]
    assert "added    webhook ehr" in changes
    assert "added    channel room of team reception" in changes
    hooks, [room] = rows(make)
    ehr, board = hooks["ehr"], hooks["board"]
    assert team_channels.address_of(room, RING) == "https://chat.example.org/room?key=1"
    assert b"key=1" not in room.address
    opened = webhook_secrets.opened(RING, ehr.organization_id, "ehr", ehr.secret)
    assert webhook_secrets.read(opened) == b"s" * 24
    made = webhook_secrets.opened(RING, board.organization_id, "board", board.secret)
    assert made.startswith("whsec_") and board.events == ["*"]

    assert apply(make, FILE, now) == []
    other = CONTENT | {"room.url": b"https://chat.example.org/room?key=2", "ehr.secret": base64.b64encode(b"t" * 24)}
    assert [str(one) for one in apply(make, FILE, now, other)] == [
        "changed  webhook ehr: secret", "changed  channel room of team reception: address",
    ]  # fmt: skip
    again = rows(make)[0]["board"]
    assert webhook_secrets.opened(RING, again.organization_id, "board", again.secret) == made


@on_sqlite
def test_what_the_file_no_longer_names_goes(make: Sessions, now: datetime) -> None:
    apply(make, FILE, now)
    short = "organization: {key: harbour, name: Harbour Clinic}\nteams:\n  - {key: reception, name: Reception}\n"

    assert {str(one) for one in apply(make, short, now)} == {
        "removed  webhook ehr: its log is gone, too", "removed  webhook board: its log is gone, too",
        "removed  channel room of team reception",
    }  # fmt: skip
    assert rows(make) == ({}, [])


@on_sqlite
def test_they_are_written_back(make: Sessions, now: datetime) -> None:
    apply(make, FILE, now)
    with unit_of_work(make) as session:
        organization = session.scalars(select(Organization)).one()
        assert writing.write(session, organization) == FILE
        organization.configuration = ""
        written = writing.write(session, organization)
    assert apply(make, written, now) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{key: a, url: 'ftp://example.org'}", "is not an address that starts with https://"),
        ("{key: a, url: 'https://u:p@example.org'}", "is not an address that starts with https://"),
        ("{key: a, url: 'https://example.org', events: [closed]}", "is no kind of event"),
        ("{key: a, url: 'https://example.org', events: []}", "should have at least one entry"),
        ("{key: ehr, url: 'https://example.org'}", "ehr is there already"),
    ],
)
def test_mistakes_are_told_with_their_line(line: str, said: str) -> None:
    with pytest.raises(reading.Unreadable) as error:
        reading.read(f"{FILE}  - {line}\n")

    assert error.value.faults[0].line == 10
    assert said in error.value.faults[0].message


@on_sqlite
def test_a_secret_that_is_none_or_is_missing_is_told(make: Sessions, now: datetime) -> None:
    for content in ({**CONTENT, "ehr.secret": b"hunter2"}, {"room.url": b"x"}):
        with pytest.raises(NoCredential) as error:
            apply(make, FILE, now, content)
        assert "ehr.secret" in str(error.value) and "hunter2" not in str(error.value)
