"""`inbox apply` and `inbox export-config`."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from inbox.models import Organization
from sync import wakeups
from tests.addon.cli.conftest import Type, clinic_file
from tests.simulator.running import Running
from tests.sync.outside import Gmail
from workers.job import UnitsOfWork

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def gmail(simulated: Running) -> Gmail:
    return Gmail(simulated)


def test_a_file_is_applied_and_its_mailbox_will_be_read(inbox: Type, gmail: Gmail, work: UnitsOfWork) -> None:
    first = inbox("apply", clinic_file(gmail))
    second = inbox("apply", "clinic.yml")

    assert first.exit_code == 0
    assert f"added    mailbox {gmail.address}" in first.output
    assert second.output == "Nothing to change.\n"
    with work.unit(writes=False) as session:
        assert wakeups.pending(session, 1)


def test_a_dry_run_tells_everything_and_changes_nothing(inbox: Type, gmail: Gmail, work: UnitsOfWork) -> None:
    answer = inbox("apply", clinic_file(gmail), "--dry-run")

    assert "added    person Ana Ruiz" in answer.output
    assert answer.output.endswith("Nothing was changed: this was a dry run.\n")
    with work.unit(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Organization)) == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("    credentials: {}\n", ["clinic.yml, line 14: mailboxes[1].credentials: there is no such field"]),
        ("    provider: post\n", ["line 14: mailboxes[1].provider: there is no provider post; choose one of: gmail"]),
        ("tags: [{name: x, color: beige}]\nwords: []\n", ["line 14: tags[1].color: should be", "line 15: words: "]),
        ("tags: [\n", ["line 15: this is not YAML"]),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_field(inbox: Type, gmail: Gmail, more: str, said: list[str]) -> None:
    answer = inbox("apply", clinic_file(gmail, more))

    assert answer.exit_code == 1
    assert all(sentence in answer.output for sentence in said)
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_no_text_and_what_is_not_there_is_told(inbox: Type, gmail: Gmail) -> None:
    Path("picture.yml").write_bytes(b"organization:\n\xff\xd8")
    assert "picture.yml, line 2: this is not UTF-8 text" in inbox("apply", "picture.yml").output
    assert "'none.yml' does not exist" in inbox("apply", "none.yml").output
    clinic_file(gmail)
    Path("key.json").unlink()
    said = inbox("apply", "clinic.yml").output
    assert "credential.key_file: cannot read key.json: No such file or directory (looked for it in ." in said
    assert "clinic.yml, line " in said
    Path("list.yml").write_text("- one\n")
    assert "list.yml, line 1: the file is a list or a text, and should be fields" in inbox("apply", "list.yml").output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_key_that_is_misspelt_does_not_go_unnoticed(inbox: Type, gmail: Gmail) -> None:
    file = clinic_file(gmail)
    assert "beware" not in inbox("apply", file).output
    other = Path("other.yml")
    other.write_text(file.read_text().replace("key: ", "key: other-", 1))

    said = inbox("apply", other).output
    assert "beware   organization other-" in said
    assert f"{gmail.address} is a mailbox of" in said
    assert "beware" not in inbox("apply", other).output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["export", "export-config"])
def test_a_place_that_cannot_be_written_to_is_told(inbox: Type, gmail: Gmail, command: str) -> None:
    inbox("apply", clinic_file(gmail))
    answer = inbox(command, "--output", "nowhere/file")

    assert answer.exit_code == 1
    assert "nowhere/file: No such file or directory" in answer.output


def test_the_file_is_written_back_word_for_word(inbox: Type, gmail: Gmail) -> None:
    file = clinic_file(gmail)
    inbox("apply", file)

    assert inbox("export-config").output == file.read_text()
    assert inbox("export-config", "--output", "again.yml").exit_code == 0
    assert Path("again.yml").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_demo_s_file_can_be_applied_and_is_written_back(inbox: Type, gmail: Gmail) -> None:
    text = (ROOT / "demo" / "clinic.yml").read_text().replace("../var/service-account.json", "key.json")
    text = text.replace("../var/entra-app.json", "entra-app.json").replace("../var/language-model.key", "model.key")
    Path("model.key").write_text("sk-1\n")
    clinic_file(gmail)
    Path("entra-app.json").write_text('{"tenant_id": "clinic", "client_id": "reader", "client_secret": "secret"}')
    Path("demo.yml").write_text(text)

    assert inbox("apply", "demo.yml").exit_code == 0
    assert inbox("apply", "demo.yml").output == "Nothing to change.\n"
    assert inbox("export-config").output == text


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_without_an_organization_one_is_told_how_to_begin(inbox: Type) -> None:
    answer = inbox("export-config")

    assert answer.exit_code == 1
    assert "`inbox apply clinic.yml`" in answer.output
