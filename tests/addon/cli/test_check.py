"""`inbox check`: what is wrong is named with what mends it, and no secret is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from redis import Redis
from sqlalchemy import Engine, text

from inbox.models import Mailbox, MailboxState, Webhook, WebhookDelivery
from simulator.post.server import receiving
from simulator.post.tray import Tray
from tests.addon.cli.conftest import Type, clinic_file
from tests.clinic import Clinic
from tests.office import Office
from tests.simulator.running import Running
from tests.sync.outside import RING, Gmail
from workers import ticker
from workers.job import UnitsOfWork

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def found(answer: Result) -> dict[str, str]:
    """Each thing looked at, and what is wrong with it."""
    lines = [line.split("  ", 1) for line in answer.output.splitlines() if line.startswith(("ok", "WRONG"))]
    things = [(mark, *what.strip().partition(":")[::2]) for mark, what in lines]
    return {what: told.strip() if mark == "WRONG" else "" for mark, what, told in things}


@pytest.fixture
def gmail(simulated: Running) -> Gmail:
    return Gmail(simulated)


def test_all_is_well(inbox: Type, gmail: Gmail, work: UnitsOfWork) -> None:
    inbox("apply", clinic_file(gmail))
    ticker.tick(work, {})

    answer = inbox("check")

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("All is well.\n")
    assert list(found(answer)) == ["settings", "database", "Redis", "ticker", f"mailbox {gmail.address}"]


@on_sqlite
def test_a_certificate_of_the_pane_that_is_half_there_is_told(
    inbox: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pane.pem"
    monkeypatch.setenv("INBOX_ENTRA_CERTIFICATE_FILE", str(file))
    assert found(inbox("check"))["certificate of the pane"].startswith("No such file")

    file.write_text("-----BEGIN CERTIFICATE-----\nhush\n-----END CERTIFICATE-----\n")
    answer = inbox("check")
    assert "no private key beside it" in found(answer)["certificate of the pane"] and "hush" not in answer.output

    file.write_text(f"{file.read_text()}-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n")
    assert found(inbox("check"))["certificate of the pane"] == ""


def test_everything_that_is_wrong_is_named_at_once(inbox: Type, office: Office, redis: Redis) -> None:
    office.gmail.revoke()
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        answer = inbox("check")
    finally:
        redis.config_set("maxmemory-policy", "noeviction")

    wrong = found(answer)
    assert answer.exit_code == 1
    assert wrong["settings"] == wrong["database"] == ""
    assert wrong["Redis"] == "maxmemory-policy is allkeys-lru"
    assert wrong["ticker"] == "it never ticked"
    assert "does not let the service account act" in wrong[f"mailbox {office.gmail.address}"]
    assert wrong["mailbox billing@clinic.example.org"] == "The mailbox has no credential."
    assert "Domain-wide delegation" in answer.output
    assert "Error: 5 things to mend" in answer.output


def test_a_disconnected_mailbox_whose_credential_works_again_is_told(inbox: Type, office: Office) -> None:
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).state = MailboxState.DISCONNECTED

    assert f"→ Run `inbox mailbox sync {office.gmail.address}`." in inbox("check").output


def test_a_database_that_is_older_or_newer_than_the_code(inbox: Type, engine: Engine) -> None:
    for revision, mend in (("0000", "Install the newer version"), (None, "Run `inbox migrate`")):
        with engine.begin() as connection:
            before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            if revision is None:
                connection.execute(text("DELETE FROM alembic_version"))
            else:
                connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": revision})
        try:
            assert mend in inbox("check").output
            if revision is not None:
                assert "does not know; install the newer version" in inbox("migrate").output
        finally:
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM alembic_version"))
                connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": before})


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value", "what", "said"),
    [
        ("INBOX_DATABASE_URL", "postgresql://inbox:hush-hush@127.0.0.1:9/inbox", "database", "refused"),
        ("INBOX_DATABASE_URL", "sqlite:////dev/null/hush-hush/inbox.db", "settings", "/dev/null/hush-hush"),
        ("INBOX_DATABASE_URL", "mysql://inbox:hush-hush@127.0.0.1/inbox", "settings", "these settings are"),
        ("INBOX_REDIS_URL", "redis://:hush-hush@127.0.0.1:9/0", "Redis", "refused"),
        ("INBOX_REDIS_URL", "redis://:hush/hush@127.0.0.1:9/0", "settings", "these settings are"),
        ("INBOX_SECRET_KEYS", "first:hush-hush", "settings", "these settings are"),
        ("INBOX_PUBLIC_URL", "http://inbox.example.org", "settings", "these settings are"),
        ("INBOX_GRAPH_NOTIFICATION_URL", "http://hush-hush.example.org/", "settings", "these settings are"),
        ("INBOX_GMAIL_UNITS", "{hush-hush", "settings", "these settings are"),
    ],
)
def test_what_cannot_be_used_is_named_without_its_secrets(
    inbox: Type, monkeypatch: pytest.MonkeyPatch, name: str, value: str, what: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    answer = inbox("check")

    assert answer.exit_code == 1
    assert said in found(answer)[what]
    assert "→" in answer.output
    if said != "/dev/null/hush-hush":
        assert "hush" not in answer.output


@on_sqlite
def test_a_secret_is_in_no_output(inbox: Type, gmail: Gmail) -> None:
    inbox("apply", clinic_file(gmail))
    private = Path("key.json").read_text().split("PRIVATE KEY-----")[1][:40]

    said = "".join(
        inbox(*words).output
        for words in (
            ["check"], ["mailbox", "list"], ["mailbox", "status", "--json"], ["mailbox", "sync"], ["export-config"],
            ["export"], ["manifest", "google"], ["manifest", "outlook-xml"], ["manifest", "outlook-json"],
            ["apply", "clinic.yml"],
        )
    )  # fmt: skip

    assert private not in said
    assert RING.partition(":")[2] not in said


@on_sqlite
def test_a_mail_server_that_is_away_and_a_webhook_that_is_off_are_named(
    inbox: Type, clinic: Clinic, work: UnitsOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_SMTP_FROM", "notices@clinic.example.org")
    monkeypatch.setenv("INBOX_SMTP_URL", "smtp://127.0.0.1:9")
    with work.unit() as session:
        session.add(
            Webhook(
                organization_id=clinic.organization.id, key="ehr", url="https://ehr.example.org/", secret=b"",
                created_at=work.clock(), disabled_at=work.clock(), disabled_reason="answered 500",
            )
        )  # fmt: skip
        inner = Webhook(
            organization_id=clinic.organization.id, key="inner", url="https://10.0.0.1/", secret=b"",
            created_at=work.clock(), failing_since=datetime(2026, 3, 1, 9, tzinfo=UTC),
        )  # fmt: skip
        session.add(inner)
        session.flush()
        session.add(
            WebhookDelivery(
                organization_id=inner.organization_id, webhook_id=inner.id, message_id="msg_1", kind="x",
                payload="{}", due_at=work.clock(), created_at=work.clock(), attempts=1, detail="not on the internet",
            )
        )  # fmt: skip
    ticker.tick(work, {})

    answer = inbox("check")
    assert found(answer)["mail to staff"] == "no mail server: ConnectionRefusedError"
    assert found(answer)["webhook ehr"] == "switched off: answered 500"
    assert found(answer)["webhook inner"] == "takes nothing since 2026-03-01 09:00 UTC: not on the internet"
    with receiving(Tray()) as port:
        monkeypatch.setenv("INBOX_SMTP_URL", f"smtp://127.0.0.1:{port}")
        assert found(inbox("check"))["mail to staff"] == ""
