"""`inbox articles`: a folder of files taken in, all or none, and taken out again as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from inbox import articles, database
from inbox.database import Sessions
from inbox.models import Article, ArticleVersion, Audience
from tests import clinic as building
from tests.addon.cli.conftest import Type
from tests.clinic import Clinic
from workers.job import system_clock

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FILE = """\
---
title: 'Blood: a test'
language: en
audience: public
owner: ana@clinic.example.org
teams:
- reception
review: '2027-03-01'
---
# Before

Drink **water**.
"""


@pytest.fixture
def folder(surroundings: dict[str, str]) -> Path:
    """An empty one in the working directory."""
    path = Path("articles")
    path.mkdir()
    return path


def count(make: Sessions, table: type[Article | ArticleVersion]) -> int:
    with database.unit_of_work(make, writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_articles_go_in_and_come_out_as_they_were(inbox: Type, make: Sessions, clinic: Clinic) -> None:
    Path("in").mkdir()
    Path("in/blood-test.md").write_text(FILE)
    assert inbox("articles", "import", "in", "--dry-run").output == (
        "blood-test: new\nNothing was changed: this was a dry run.\n"
    )
    assert count(make, Article) == 0
    assert inbox("articles", "import", "in").output == "blood-test: new\n"
    assert inbox("articles", "import", "in").output == "Nothing to change.\n"
    assert inbox("articles", "export", "out").output == "1 articles are in out.\n"
    assert Path("out/blood-test.md").read_text() == FILE
    with database.unit_of_work(make, writes=False) as session:
        one = session.scalars(select(Article)).one()
        assert (one.audience, one.owner_id) == (Audience.PUBLIC, clinic.ana.id)

    Path("in/blood-test.md").write_text(FILE.replace("water", "tea"))
    assert inbox("articles", "import", "in/blood-test.md").output == "blood-test: changed\n"
    assert count(make, ArticleVersion) == 2
    with database.unit_of_work(make) as session:
        articles.archive(session, session.scalars(select(Article)).one(), by=building.actor(None, system_clock()))
    assert inbox("articles", "export", "out").output == "0 articles are in out.\n"
    assert inbox("articles", "export", "out", "--archived").output == "1 articles are in out.\n"


@pytest.mark.parametrize(("name", "content", "told"), [
    ("b.md", FILE.replace("ana@", "nobody@"), "b.md, line 5: nobody of the staff has the address nobody@"),
    ("b.md", FILE.replace("- reception", "- pharmacy"), "b.md, line 6: there is no team pharmacy"),
    ("b.md", FILE.replace("language: en", "language: xx"), "b.md, line 3: `language`"),
    ("B.md", FILE, "B.md, line 1: the file's name has to be"),
])  # fmt: skip
def test_where_one_file_is_wrong_none_is_taken_in(
    inbox: Type, make: Sessions, clinic: Clinic, folder: Path, name: str, content: str, told: str
) -> None:
    (folder / "a.md").write_text(FILE)
    (folder / name).write_text(content)
    answer = inbox("articles", "import", folder)
    assert (answer.exit_code, told in answer.output) == (1, True), answer.output
    assert count(make, Article) == 0


def test_bytes_that_are_no_text_and_empty_folders_are_said(
    inbox: Type, make: Sessions, clinic: Clinic, folder: Path
) -> None:
    assert "holds no file that ends in .md" in inbox("articles", "import", folder).output
    (folder / "a.md").write_bytes(FILE.encode() + b"\xff\n")
    assert "a.md, line 13: this is not UTF-8 text" in inbox("articles", "import", folder).output
