"""What the demo prepares, and what it keeps from one run to the next."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from addon.cli import demo_setup
from addon.cli.demo_setup import Occupied
from addon.cli.processes import Unstartable
from inbox.configuration import reading


def test_secrets_are_kept_over_restarts_and_nobody_else_reads_them(tmp_path: Path) -> None:
    first, second = (demo_setup.prepare(tmp_path, None) for _ in range(2))

    assert (first.secret_key, first.redis_password) == (second.secret_key, second.redis_password)
    assert first.client_secret == second.client_secret
    assert not second.is_filled
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0


def test_a_demo_goes_on_with_its_mail_and_takes_no_other(tmp_path: Path) -> None:
    mail = Path("/somewhere/mail.mbox")
    demo_setup.remember_filled(demo_setup.prepare(tmp_path, mail))

    assert demo_setup.prepare(tmp_path, None).mail == mail
    assert demo_setup.prepare(tmp_path, mail).is_filled
    with pytest.raises(Occupied, match=r"holds the demo of /somewhere/mail\.mbox"):
        demo_setup.prepare(tmp_path, Path("/somewhere/else.mbox"))


def test_the_clinic_s_demo_takes_no_mail_of_yours(tmp_path: Path) -> None:
    demo_setup.remember_filled(demo_setup.prepare(tmp_path, None))

    with pytest.raises(Occupied, match="holds the demo of the clinic"):
        demo_setup.prepare(tmp_path, Path("/somewhere/mail.mbox"))


def test_notes_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{")

    with pytest.raises(Occupied, match=r"demo\.json cannot be read"):
        demo_setup.prepare(tmp_path, None)


def test_starting_over_removes_what_a_demo_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    with demo_setup.starting_over(tmp_path):
        pass
    assert (tmp_path / "logs").exists(), "no demo ever ran there"
    (tmp_path / "mine.txt").touch()
    demo_setup.remember_filled(demo_setup.prepare(tmp_path, None))

    with demo_setup.starting_over(tmp_path):
        assert [path.name for path in tmp_path.glob("[!b]*")] == ["mine.txt"]

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_demo_before_is_kept_when_the_new_one_gets_no_mail(tmp_path: Path) -> None:
    demo_setup.remember_filled(demo_setup.prepare(tmp_path, None))
    (tmp_path / "inbox.db").write_text("what was done")
    before = {path.name for path in tmp_path.iterdir()}

    with pytest.raises(Unstartable), demo_setup.starting_over(tmp_path):
        demo_setup.prepare(tmp_path, Path("/somewhere/mail.mbox"))
        (tmp_path / "google.sqlite").touch()
        raise Unstartable("no mail")

    assert {path.name for path in tmp_path.iterdir()} == before
    assert (tmp_path / "inbox.db").read_text() == "what was done"
    assert demo_setup.prepare(tmp_path, None).is_filled


@pytest.mark.parametrize("moved", ["before", "before.part"])
def test_a_kill_while_starting_over_loses_nothing(tmp_path: Path, moved: str) -> None:
    (tmp_path / moved).mkdir()
    (tmp_path / moved / "inbox.db").write_text("what was done")
    (tmp_path / "demo.json").write_text("{}")

    demo_setup.bring_back(tmp_path)

    assert (tmp_path / "inbox.db").read_text() == "what was done"
    assert (tmp_path / "demo.json").exists() is (moved == "before.part"), "it was not moved yet, or is a new one's"
    assert not (tmp_path / moved).exists()


def test_a_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    prepared = demo_setup.prepare(tmp_path, None)
    with demo_setup.with_ports(prepared) as before:
        pass
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", before.simulator_port))
        taken.listen()
        with demo_setup.with_ports(prepared) as after:
            chosen = (after.simulator_port, after.web_port, after.redis_port, after.entra_port)
            assert before.simulator_port not in chosen
            assert len(set(chosen)) == 4


def test_the_processes_are_steered_by_the_demo_s_settings_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("INBOX_GOOGLE_PUSH_AUDIENCE=https://real.example.org\n")
    with demo_setup.with_ports(demo_setup.prepare(tmp_path / "var", None)) as demo:
        variables = demo_setup.environment(demo_setup.settings(demo))

    assert variables["INBOX_GOOGLE_PUSH_AUDIENCE"] == ""
    assert variables["INBOX_GMAIL_UNITS"].startswith("{")
    assert variables["INBOX_ENTRA_CA_FILE"] == str(tmp_path / "var" / "google-microsoft.pem")
    assert "**" not in "".join(variables.values()), "a secret is written out for the processes"


@pytest.mark.parametrize(("mail", "days"), [(None, 30), (Path("/somewhere/mail.mbox"), 36_500)])
def test_people_s_own_mail_is_read_however_old_it_is(tmp_path: Path, mail: Path | None, days: int) -> None:
    document = reading.read(demo_setup.clinic(demo_setup.prepare(tmp_path, mail)))

    assert document.settings.backfill_days == days
    credentials = [mailbox.credential for mailbox in document.mailboxes]
    files = {(one.kind, str(one.key_file)) for one in credentials if one and one.kind != "installed-user"}
    assert files == {("service-account", "service-account.json"), ("entra-app", "entra-app.json")}
