"""The shape of the code, guarded: arrows, sizes, registers that agree, and nothing that belongs elsewhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from pydantic import SecretStr

from addon.actions import ACTIONS
from addon.app import PUBLIC, create_app
from cards import adaptive, kit, sentences, workspace
from cards.pages import PAGES
from inbox.models import EventKind
from inbox.settings import Settings
from manifests import google
from tests.cards.test_workspace import every_widget
from workers import runtime
from workers.queues import QUEUES
from workers.reactions import REACTIONS
from workers.schedule import SCHEDULE

SETTINGS = Settings(
    database_url="sqlite://", public_url="https://inbox.example.org", secret_keys=SecretStr("key:" + "A" * 43 + "="),
    google_client_id="client", google_addon_account="addon@example.org", google_push_account="push@example.org",
)  # fmt: skip
HOSTS = {
    "Gmail": lambda card: workspace.render(card, workspace.Endpoints(SETTINGS.public_url)),
    "Outlook and the web": adaptive.render,
}
"""How a card is drawn, by host. That every page is drawn in each is checked where pages are drawn, in tests/cards."""
ROOT = Path(__file__).parent.parent
PRODUCT = ("addon", "ai", "cards", "inbox", "manifests", "simulator", "sync", "workers")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


@pytest.fixture(scope="module")
def app() -> Flask:
    """The web service, connected to nothing."""
    return create_app(runtime.build(SETTINGS))


def files(*packages: str) -> Iterator[Path]:
    for package in packages or (*PRODUCT, "bench", "tests"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_arrows_only_point_down() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout


def test_no_file_is_longer_than_300_lines() -> None:
    too_long = {str(path): n for path in files() if (n := len(path.read_text().splitlines())) > LONGEST_FILE}

    assert too_long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in files(*PRODUCT)
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_every_file_begins_by_saying_what_it_is_for() -> None:
    silent = [str(path) for path in files() if path.read_text().strip() and not _docstring(path)]

    assert silent == []


def test_nothing_is_imported_inside_a_function_or_only_for_types() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    knots = [str(path) for path in files(*PRODUCT) if "TYPE_CHECKING" in path.read_text()]

    assert hidden == []
    assert knots == []


@pytest.mark.parametrize("word", ["provider", "host"])
def test_providers_and_hosts_are_told_apart_only_where_they_live(word: str) -> None:
    comparison = re.compile(rf"\b{word} (==|!=|in \()")
    homes = (ROOT / "sync" / "providers", ROOT / "simulator", ROOT / "tests", ROOT / "bench")
    offenders = [
        str(path)
        for path in files()
        if not any(path.is_relative_to(home) for home in homes) and comparison.search(path.read_text())
    ]

    assert offenders == []


def test_units_of_work_are_opened_only_at_the_edges() -> None:
    homes = {"inbox/database.py", "addon/session.py", "workers/job.py"}
    offenders = [
        str(path.relative_to(ROOT))
        for path in files("addon", "cards", "inbox", "sync", "workers")
        if str(path.relative_to(ROOT)) not in homes and re.search(r"\.commit\(\)|unit_of_work\(", path.read_text())
    ]

    assert offenders == ["inbox/migrate.py"]


def test_every_kind_of_event_has_a_sentence() -> None:
    assert set(sentences.SENTENCES) == set(EventKind)


def test_every_reaction_and_scheduled_job_runs_on_a_queue_that_is_worked() -> None:
    reacting = {job.queue for reactions in REACTIONS.values() for job in reactions}
    recurring = {entry.job.queue for entry in SCHEDULE.values()}

    assert reacting | recurring <= set(QUEUES)


def test_every_action_that_a_card_names_is_known() -> None:
    named = {action for path in files("cards") for action in re.findall(r"Press\(\s*\"([a-z_-]+)\"", path.read_text())}

    assert named
    assert named <= set(ACTIONS)


@pytest.mark.parametrize("host", HOSTS)
def test_every_widget_of_the_kit_is_drawn_in_every_host(host: str) -> None:
    every = every_widget("words")

    assert {type(widget) for widget in every} == set(get_args(kit.Widget))
    for widget in every:
        assert HOSTS[host](kit.Card("page", "Page", (kit.Section((widget, kit.Paragraph("the end"))),)))


def test_pages_know_no_host() -> None:
    renderers = re.compile(r"\b(workspace|adaptive)(_[a-z]+)?\b.* import|import .*\b(workspace|adaptive)")
    offenders = [str(path) for path in files("cards/pages", "cards/sections") if renderers.search(path.read_text())]

    assert offenders == []


def test_every_page_that_a_card_opens_is_known() -> None:
    opened = {page for path in files("cards") for page in re.findall(r"Open\(\s*\"([a-z_-]+)\"", path.read_text())}

    assert opened
    assert opened <= set(PAGES)


def test_every_door_asks_who_is_there_or_is_public_on_purpose(app: Flask) -> None:
    open_doors = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and rule.endpoint.split(".")[0] not in app.before_request_funcs
    }

    assert open_doors == set(PUBLIC)


def test_every_address_in_the_google_manifest_is_a_route(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    addresses = google.functions(google.deployment(SETTINGS))

    assert addresses
    assert {address.removeprefix(SETTINGS.public_url) for address in addresses} <= routes


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))
