"""The file's models that run elsewhere: keys are sealed, mistakes name their line, and it is written back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from inbox import model_servers
from inbox.configuration import applying, reading, writing
from inbox.configuration.changes import Change
from inbox.configuration.mailboxes import NoCredential, Secrets
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import Door, Mailbox, ModelServer, Organization
from inbox.secrets import KeyRing

FILE = """\
organization: {key: harbour, name: Harbour Clinic}
settings: {copilot: none}
teams: [{key: desk, name: Desk}]
mailboxes:
  - {address: desk@clinic.example.org, name: Desk, team: desk, settings: {triage: large, copilot: local}}
ai:
  insights: true
  models:
    - key: large
      base_url: https://models.example.org/v1
      name: large-7
      key_file: large.key
      price_in: 0.5
      price_out: 1.5
      daily_budget: 4
    - {key: house, base_url: "http://localhost:11434/v1", name: small, form: prompt, timeout: 60}
"""
RING = KeyRing((("k1", b"1" * 32),))
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def apply(make: Sessions, text: str, now: datetime, key: bytes = b"sk-1\n") -> list[Change]:
    def fetch(path: Path) -> bytes:
        assert str(path) == "large.key"
        return key

    with unit_of_work(make) as session:
        return applying.apply(
            session, reading.read(text), text, secrets=Secrets(RING, fetch), by=Actor(door=Door.CLI, now=now)
        )


def rows(make: Sessions) -> dict[str, ModelServer]:
    with make() as session:
        return {one.key: one for one in session.scalars(select(ModelServer))}


def opened(row: ModelServer) -> str:
    assert row.secret is not None
    return RING.open(row.secret, row=model_servers.row_of(row.organization_id, row.key)).decode()


@on_sqlite
def test_keys_are_sealed_and_applying_again_changes_nothing(make: Sessions, now: datetime) -> None:
    changes = [str(change) for change in apply(make, FILE, now)]
    assert "added    model large" in changes
    found = rows(make)
    assert opened(found["large"]) == "sk-1"
    assert b"sk-1" not in (found["large"].secret or b"")
    assert found["house"].secret is None
    assert (found["house"].timeout, found["house"].daily_budget, found["large"].daily_budget) == (60, None, 4)
    assert apply(make, FILE, now) == []
    with make() as session:
        organization = session.scalars(select(Organization)).one()
        assert organization.has_insights
        assert writing.write(session, organization) == FILE
        organization.configuration = ""
        again = writing.write(session, organization)
    assert sorted(reading.read(again).ai.models, key=repr) == sorted(reading.read(FILE).ai.models, key=repr)
    assert "sk-1" not in again


@on_sqlite
def test_what_is_new_of_a_model_lets_it_be_tried_at_once(make: Sessions, now: datetime) -> None:
    apply(make, FILE, now)
    with unit_of_work(make) as session:
        for row in session.scalars(select(ModelServer)):
            row.rests_until = now + timedelta(hours=1)
    later = now + timedelta(minutes=5)
    assert [str(one) for one in apply(make, FILE, later, b"sk-2")] == ["changed  model large: key"]
    found = rows(make)
    assert opened(found["large"]) == "sk-2"
    assert (found["large"].changed_at, found["large"].rests_until) == (later, None)
    assert found["house"].rests_until is not None

    alone = FILE[: FILE.index("ai:")].replace("triage: large", "triage: local")
    changes = [str(one) for one in apply(make, alone, later)]
    assert {"removed  model large", "removed  model house"} <= set(changes)
    assert rows(make) == {}


@on_sqlite
def test_only_the_mailbox_itself_sends_its_mail_elsewhere(make: Sessions, now: datetime) -> None:
    apply(make, FILE, now)
    with make() as session:
        mailbox = session.scalars(select(Mailbox)).one()
        organization = session.scalars(select(Organization)).one()
        assert model_servers.chosen(mailbox, organization, "triage") == "large"
        assert model_servers.chosen(mailbox, organization, "copilot") == "local"
        mailbox.settings = {}
        assert model_servers.chosen(mailbox, organization, "triage") == "local"
        assert model_servers.chosen(mailbox, organization, "copilot") == "none"


@on_sqlite
def test_a_key_is_one_line(make: Sessions, now: datetime) -> None:
    for key in (b"", b"sk-1\nsk-2", "sk-ä".encode()):
        with pytest.raises(NoCredential, match="single line"):
            apply(make, FILE, now, key)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("key: large\n", "key: local\n", r"line 9: ai\.models\[1\]: local is taken"),
        ("key: house", "key: large", r"line 16: ai\.models\[2\]\.key: large is there already"),
        ("triage: large", "triage: huge", r"line 5: mailboxes\[1\]\.settings\.triage: there is no model huge; choose"),
        ("copilot: none", "copilot: large", r"line 2: settings\.copilot: is local or none; a model elsewhere is named"),
        ("https://models.example.org/v1", "models.example.org", r"line 10: ai\.models\[1\]\.base_url: is not an addr"),
        ("https://models", "https://me:secret@models", "names no user"),
        ("https://models.example.org/v1", "'https://models.example.org:99999/v1'", r"line 10: .*host or port cannot"),
        ("https://models.example.org/v1", "'https://[::1/v1'", r"line 10: .*host or port cannot"),
        ("https://models.example.org/v1", "https://models.example.org/a b", r"line 10: .*holds a blank"),
        ("form: prompt", "form: poem", r"ai\.models\[2\]\.form: should be 'schema', 'tool' or 'prompt'"),
        ("timeout: 60", "timeout: soon", r"ai\.models\[2\]\.timeout: should be a number"),
        ("timeout: 60", "timeout: 0", "should be greater than 0"),
        ("      price_in: 0.5\n      price_out: 1.5\n", "", "a daily_budget needs price_in or price_out"),
        ("insights: true", "insights: often", r"line 7: ai\.insights: should be true or false"),
        ("name: large-7", "model: large-7", r"line 11: ai\.models\[1\]\.model: there is no such field"),
    ],
)
def test_mistakes_name_their_line_and_field(before: str, after: str, said: str) -> None:
    assert FILE.count(before) == 1
    with pytest.raises(reading.Unreadable, match=said):
        reading.read(FILE.replace(before, after))


def test_a_key_that_cannot_be_read_is_told_with_its_line() -> None:
    with pytest.raises(reading.Unreadable, match=r"line 12: ai\.models\[1\]\.key_file: cannot read large.key: gone"):
        reading.read(FILE, why_not=lambda _: "gone")
