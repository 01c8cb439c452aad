"""The Markdown of articles: headings, lists, bold and links are known, and whatever is hostile stays text."""

from __future__ import annotations

import time

import pytest

from inbox import markdown, passages, wordings
from inbox.markdown import Kind, Run
from inbox.wordings import Fate

LONGEST = 20_000


def test_headings_paragraphs_lists_and_what_is_bold_or_a_link() -> None:
    found = markdown.blocks(
        "# Before ##\nDrink **water**,\nplenty.  \nOr\\\ntea.\n\n---\n- one\n  goes on\n  - two\n3) three\n"
        "[Call us](tel:+15550100) or <b>see</b> https://example.org/a_(b). \\*no\\*"
    )
    assert [(one.kind, one.level, one.mark, one.text) for one in found[:-1]] == [
        (Kind.HEADING, 1, "", "Before"), (Kind.TEXT, 0, "", "Drink water, plenty.\nOr\ntea."),
        (Kind.ITEM, 0, "-", "one goes on"), (Kind.ITEM, 1, "-", "two"),
    ]  # fmt: skip
    assert found[1].runs[1] == Run("water", bold=True)
    assert found[-1].mark == "3."
    assert found[-1].runs[:3] == (
        Run("three "), Run("Call us", link="tel:+15550100"), Run(" or <b>see</b> "),
    )  # fmt: skip
    assert found[-1].text.endswith("*no*")
    assert "Call us (+15550100)" in found[-1].text


@pytest.mark.parametrize("written", [
    "[x](javascript:alert(1))", "[x](JavaScript:alert)", "[x](java\tscript:alert)", "[x](data:text/html,a)",
    "[x](//evil.example)", "[x](http://plain.example)", "[x](ftp://example.org)", "[x](vbscript:x)",
    "[x](https://a\u202e.example)", "![x](javascript:x)", "<script>alert(1)</script>", "<a href='javascript:x'>y</a>",
    "[x](&#106;avascript:x)", "[x](https://[bad)", "[x]( javascript:x)", "[x]:javascript:x", "<javascript:x>",
])  # fmt: skip
def test_what_may_not_be_opened_stays_as_it_was_written(written: str) -> None:
    (block,) = markdown.blocks(written)
    assert block.runs == (Run(written),)


@pytest.mark.parametrize("piece", [
    "**a", "[", "[a](", "[[[[", "](", "**a** ", "- " * 3, "#", "# a\n", "> > > ", "    - a\n", "\\", "`", "https://a",
    "* * ", "(", "<a", "1. ", "\n", "**[x](https://a)** ", "_" * 7,
])  # fmt: skip
def test_the_longest_and_most_nested_text_is_read_at_once(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    begun = time.process_time()
    found = passages.passages(text)
    wordings.compared(text, text[::-1])
    assert time.process_time() - begun < 2
    assert all(one.text for one in found)


def test_a_list_shows_what_an_article_says_without_its_signs() -> None:
    said = "# Before\n\n- Drink **water**\n- [call us](tel:+15550100)\n\n## Why?\n\nIt helps."
    assert markdown.glimpse(said) == "Before: Drink water call us Why? It helps."
    assert markdown.glimpse("") == markdown.glimpse("# ") == ""


def test_an_article_is_cut_into_passages_that_can_be_read_and_quoted() -> None:
    sentences = " ".join(f"Sentence {number} says something of its own." for number in range(60))
    found = passages.passages(f"Intro.\n\n# First\n{sentences}\n# Empty\n# Second\n- one\n- two\n\n{'word ' * 300}")
    assert found[0] == ("", "Intro.")
    assert {one.heading for one in found} == {"", "First", "Second"}
    assert max(len(one.text.split()) for one in found) <= passages.MOST_WORDS
    assert found[1].text.endswith(".")
    assert " ".join(one.text for one in found if one.heading == "First") == sentences
    assert next(one.text for one in found if one.heading == "Second").startswith("- one\n- two")
    assert passages.passages("\n---\n\n# Only\n") == []


def test_two_wordings_are_compared_line_by_line() -> None:
    old = "# Title\none\ntwo\nthree\nfour\nfive"
    assert wordings.compared(old, old + "\n\n") == []
    found = wordings.compared(old, "# Title\none\ntwo\nthree\n4\nfive\nsix")
    told = {Fate.STAYED: " ", Fate.WENT: "-", Fate.CAME: "+", Fate.LEFT_OUT: "…"}
    assert [told[one.fate] + one.text for one in found] == [
        "…", " three", "-four", "+4", " five", "+six",
    ]  # fmt: skip
    assert wordings.compared("", "new") == [(Fate.CAME, "new")]
