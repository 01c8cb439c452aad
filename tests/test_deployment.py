"""The image and the compose file name what there is: commands, settings, folders; and the wheel holds all files."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from addon.cli import main
from inbox.settings import Settings

ROOT = Path(__file__).parent.parent
OURS = {"migrate", "web", "worker", "ticker"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def test_every_service_runs_a_command_that_there_is(services: dict[str, Any]) -> None:
    assert {name for name, one in services.items() if one["image"] == "embedded-inbox"} == OURS
    assert {services[name]["command"][0] for name in OURS} <= set(main.commands)
    assert all(one["image"].partition(":")[2] for name, one in services.items() if name not in OURS), (
        "versions are named"
    )


def test_every_setting_that_is_given_is_one(services: dict[str, Any]) -> None:
    known = {f"INBOX_{name.upper()}" for name in Settings.model_fields}
    given = {name for service in OURS for name in services[service]["environment"]}
    in_the_image = {word.partition("=")[0] for word in (ROOT / "Dockerfile").read_text().split() if "INBOX_" in word}

    assert given <= known
    assert in_the_image == {"INBOX_WEB_HOST"} <= known


def test_nothing_that_works_starts_before_the_tables_are_there(services: dict[str, Any]) -> None:
    for name in OURS - {"migrate"}:
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert services[name]["restart"] == "unless-stopped"
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_the_image_copies_every_folder_of_the_product_and_nothing_else() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages <= copied


def test_what_is_installed_holds_every_file_that_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    copy = tmp_path / "copy"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    wanted = [name for name in tracked.split("\0") if name and not name.startswith(("tests/", "bench/", "docs/"))]
    for name in wanted:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(copy)], check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    packages = tuple(f"{path.parent.name}/" for path in ROOT.glob("*/__init__.py"))
    runs = [name for name in wanted if name.startswith(packages) and not name.startswith("addon/pane/")]
    assert [name for name in runs if name not in held and not name.endswith(".sha256")] == []
