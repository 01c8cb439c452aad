"""The built files belong to the sources beside them, and are of the size that was meant."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

from addon import pane_files

SOURCES = Path(pane_files.__file__).parent / "pane"
BUILT = pane_files.FOLDER
NAMES = pane_files.Names(
    'client"<', "https://login.example.org/x", "api://x/y", "https://a.example.org", "https://o/x.js"
)


def test_the_built_files_are_those_of_the_sources() -> None:
    files = [path for folder in ("src", "pages") for path in (SOURCES / folder).rglob("*") if path.is_file()]
    named = {str(path.relative_to(SOURCES).as_posix()): path for path in files}
    named |= {name: SOURCES / name for name in ("build.mjs", "package-lock.json")}
    digest = hashlib.sha256()
    for name in sorted(named):
        digest.update(name.encode() + b"\0" + named[name].read_bytes() + b"\0")

    assert (BUILT / "sources.sha256").read_text().strip() == digest.hexdigest(), "`make pane` builds them anew"


def test_what_the_first_card_needs_is_small_and_signing_in_comes_later() -> None:
    first = [BUILT / "pane.js", BUILT / "pane.css"]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in first)

    assert packed < 90_000
    assert "PublicClientApplication" not in (BUILT / "pane.js").read_text("utf-8")


def test_versions_are_exact_and_no_registry_is_named() -> None:
    package = json.loads((SOURCES / "package.json").read_text())
    lock = json.loads((SOURCES / "package-lock.json").read_text())

    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert not [name for name, each in lock["packages"].items() if "resolved" in each]
    assert all("integrity" in each for name, each in lock["packages"].items() if name)


def test_pages_carry_what_they_are_told_and_nothing_inline() -> None:
    for name in ("pane.html", "dialog.html", "events.html"):
        page = pane_files.page(name, NAMES)
        assert "__INBOX_" not in page
        assert "https://o/x.js" in page
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert 'data-client-id="client&quot;&lt;"' in pane_files.page("pane.html", NAMES)


def test_the_script_for_sending_carries_what_it_is_told() -> None:
    script = pane_files.script("events.js", NAMES)

    assert "__INBOX_" not in script
    assert '"client\\"<"' in script
    assert "https://a.example.org/outlook/send-check" in script


def test_nothing_of_this_machine_is_in_the_built_files() -> None:
    for path in BUILT.iterdir():
        assert str(SOURCES.parent.parent) not in path.read_text("utf-8")
