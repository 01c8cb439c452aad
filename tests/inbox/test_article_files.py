"""Articles as files: what is wrong in one is named by its line."""

from __future__ import annotations

import pytest

from inbox import article_files
from inbox.article_files import Faulty

HEAD = "title: Blood test\nlanguage: en\n"
KINDS = ("int", "float", "bool", "timestamp", "binary", "set", "omap")


@pytest.mark.parametrize(("text", "line", "why"), [
    ("Blood test", 1, "begins with a line"),
    ("---\ntitle: x\n", 1, "that ends the fields is missing"),
    ("---\nlanguage: en\n---\nText", 1, "`title` is missing"),
    ("---\ntitle:\nlanguage: en\n---\nText", 2, "`title` is missing"),
    (f"---\n{HEAD}colour: red\n---\nText", 4, "`colour` is no field"),
    (f"---\n{HEAD}audience: everybody\n---\nText", 4, "`audience` is one of staff-only, public"),
    (f"---\n{HEAD}teams: reception\n---\nText", 4, "`teams` has to be a list"),
    (f"---\n{HEAD}review: soon\n---\nText", 4, "a day like 2027-03-01"),
    (f"---\n{HEAD}review: 2027-02-30\n---\nText", 4, "a day like 2027-03-01"),
    (f"---\n{HEAD}owner: [a]\n---\nText", 4, "`owner` has to be a text"),
    ("---\ntitle: Blood\nlanguage: tlh\n---\nText", 3, "`language`"),
    (f"---\ntitle: {'x' * 201}\nlanguage: en\n---\nText", 2, "`title`"),
    (f"---\n{HEAD}---\n\n", 5, "`body`"),
    (f"---\n{HEAD}---\n{'x' * 20_001}", 5, "`body`"),
    ("---\ntitle: 'x\nlanguage: en\n---\nText", 3, "not YAML"),
    ("---\n- title\n---\nText", 2, "has to be fields"),
    ("---\ntitle: a\n\0: b\n---\nText", 3, "a character that YAML does not allow"),
    ("---\ntitle: !!python/object/apply:os.system [ls]\nlanguage: en\n---\nText", 2, ""),
    (f"---\n{HEAD}teams: {'[' * 5_000}\n---\nText", 2, "too many times"),
    (f"---\n{HEAD}title: Another\n---\nText", 4, "`title` stands twice"),
    (f"---\n{HEAD}owner: \"\\udc00\"\n---\nText", 4, "cannot be stored"),
    ("---\n? [a]\n: b\n---\nText", 2, "unhashable"),
    *((f"---\n{HEAD}owner: !!{kind} abc\n---\nText", 4, "not YAML") for kind in KINDS),
])  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(Faulty) as fault:
        article_files.read("blood-test", text)
    assert str(fault.value).startswith(f"line {line}: ")
    assert why in str(fault.value)


@pytest.mark.parametrize("key", ["", "Blood", "blut_test", "-x", "ä", "x" * 81, "a.b", "../a"])
def test_a_file_has_a_name_that_can_be_a_key(key: str) -> None:
    with pytest.raises(Faulty, match="the file's name"):
        article_files.read(key, f"---\n{HEAD}---\nText")


def test_a_file_says_what_an_article_is() -> None:
    file = article_files.read(
        "blood-test",
        "\ufeff---\r\ntitle: 'Blood: a test'\r\nlanguage: en\r\naudience: public\r\nowner: ANA@clinic.example.org\r\n"
        "teams: [reception]\r\nreview: 2027-03-01\r\n---\r\n# Before\r\n\r\n---\r\nDrink.\r\n",
    )
    assert (file.wanted.title, file.owner, file.teams) == ("Blood: a test", "ana@clinic.example.org", ("reception",))
    assert str(file.wanted.review_on) == "2027-03-01"
    assert file.wanted.body == "# Before\n\n---\nDrink.\n"
