"""What the documents say is there, is there; what is there is said."""

from __future__ import annotations

import re
from pathlib import Path

from addon.cli import main
from inbox.configuration import reading
from inbox.settings import Settings

ROOT = Path(__file__).parent.parent
OPERATE = (ROOT / "docs" / "operate.md").read_text()
README = (ROOT / "README.md").read_text()
DOCUMENTS = (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))


def test_every_setting_is_documented() -> None:
    missing = [name for name in Settings.model_fields if f"INBOX_{name.upper()}" not in OPERATE]

    assert missing == []


def test_every_documented_setting_exists() -> None:
    named = {name for document in DOCUMENTS for name in re.findall(r"`INBOX_([A-Z_]+)", document.read_text())}

    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_every_command_that_a_document_names_exists() -> None:
    named = {name for document in DOCUMENTS for name in re.findall(r"`inbox ([a-z][a-z-]+)", document.read_text())}

    assert named
    assert named <= set(main.commands)


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"`?make ([a-z-]+)", document.read_text())}

    assert {"demo", "test"} <= named & targets
    assert {name for name in named if f"`make {name}" in README} <= targets


def test_every_local_link_and_picture_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text())
        if not (document.parent / target).exists()
    ]

    assert broken == []


def test_the_demo_organization_is_a_valid_file() -> None:
    document = reading.read((ROOT / "demo" / "clinic.yml").read_text())

    assert len(document.people) == 12
    assert len(document.teams) == 5
    assert len(document.mailboxes) == 5
