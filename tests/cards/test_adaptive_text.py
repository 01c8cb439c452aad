"""Text on Adaptive Cards: whatever was written, a reader of Markdown sees just that."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards import kit
from cards.adaptive_text import blocks, markdown, words
from cards.kit import Span, Tone
from inbox.mail.text import displayable, storable
from tests.adaptive_schema import shown

READERS = {
    "commonmark": MarkdownIt("commonmark", {"html": False}),
    "with html": MarkdownIt("commonmark"),
    "with tables": MarkdownIt("js-default", {"html": False, "breaks": True}),
}
"""Readers as clients are built with: one of them obeys even HTML."""
PIECES = [
    "\\", "*", "**", "_", "__", "[x]", "(javascript:alert(1))", "![", "](", "`", "```", "~~~", "~~", "#", "###", "-",
    "+", ">", "1.", "12)", "=", "===", "---", "***", "|", "|--|", ":--", "<b>", "<https://a.example>", "<!--", "&amp;",
    "&#64;", "&", "\n", "\n\n", "\r\n", "\t", "    ", " ", "a", "word", "https://example.org/a_b_c", "a@example.org",
    "{{", "{{DATE(2026-03-04T09:30:00Z)}}", "\u00a0", "\u2028", "\x00", "\u202e", "مرحبا", "👨‍👩‍👧", "0.5", ":", "!",
    "\\\n", "  \n",
]  # fmt: skip
written = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join)


def seen(html: str) -> str:
    """What a reader of the HTML sees; anything but paragraphs and line breaks stays, to be noticed."""
    return unescape(re.sub(r"</?p>|<br( /)?>", " ", html))


def alone(text: str) -> str:
    """The words without blanks, since Markdown keeps no more than one."""
    return "".join(text.split())


@settings(max_examples=500, deadline=None)
@given(written)
@example("a | b\n:--|:--\n1 | 2")
@example("Title\n===")
@example("word\n\n    code")
@example("[x](javascript:alert(1))\n<img src=x onerror=alert(1)>")
def test_markdown_shows_what_was_written_and_obeys_nothing(text: str) -> None:
    expected = displayable(storable(text))
    expected = alone(expected) or "–"

    for name, reader in READERS.items():
        assert alone(seen(reader.render(markdown(text)))) == expected, name


@settings(deadline=None)
@given(written)
def test_lines_and_paragraphs_stay_apart(text: str) -> None:
    lines = [line for line in re.split(r"\s*\n\s*", displayable(storable(text)).strip()) if line.strip()]
    rendered = READERS["commonmark"].render(markdown(text))

    drawn = [alone(unescape(part)) for part in re.split(r"</p>\s*<p>|<br />", re.sub(r"^<p>|</p>\n$", "", rendered))]
    assert drawn == [alone(line) for line in lines] or not lines


def test_what_is_indented_stays_indented_and_is_no_code() -> None:
    assert markdown("a\n\n      - b") == f"a\n\n{chr(160) * 6}- b"


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("2026-03-04 at 9.30", "2026-03-04 at 9.30"),
        ("- one\n- two", "\\- one  \n\\- two"),
        ("1. one", "1\\. one"),
        ("snake_case & *stars*", "snake\\_case & \\*stars\\*"),
        ("&lt;", "\\&lt;"),
        ("\0 \u202e", "–"),
    ],
)
def test_only_what_would_be_obeyed_is_escaped(plain: str, escaped: str) -> None:
    assert markdown(plain) == escaped


def test_no_client_writes_a_date_into_a_text_of_somebody_else() -> None:
    macro = "{{DATE(2026-03-04T09:30:00Z,SHORT)}}"
    run = blocks((macro, Span("x", bold=True)))["inlines"][0]["text"]

    for text in (words(macro, 100), run, markdown(macro)):
        assert not re.search(r"\{\{(DATE|TIME)\(", text)
    assert shown(markdown(macro)) == macro


def test_text_of_one_look_is_a_block_and_of_several_a_row_of_runs() -> None:
    assert blocks(Span("*late*", bold=True, tone=Tone.DANGER)) == {
        "type": "TextBlock", "text": "\\*late\\*", "wrap": True, "weight": "bolder", "color": "attention",
    }  # fmt: skip
    assert blocks(("who", Span(" *x* ", tone=Tone.QUIET), Span("y", link="https://example.org"))) == {
        "type": "RichTextBlock",
        "inlines": [
            {"type": "TextRun", "text": "who"},
            {"type": "TextRun", "text": " *x* ", "isSubtle": True},
            {"type": "TextRun", "text": "y",
             "selectAction": {"type": "Action.OpenUrl", "url": "https://example.org"}},
        ],
    }  # fmt: skip


def test_nothing_but_https_mail_and_telephone_is_linked() -> None:
    assert blocks((Span("x", link="javascript:alert(1)"), Span("y", link="http://example.org")))["text"] == "xy"


@pytest.mark.parametrize("nothing", ["", "\0", " \n ", Span("\u202e"), ("", Span(" "))])
def test_where_nothing_can_be_shown_a_dash_stands(nothing: kit.Text) -> None:
    assert blocks(nothing)["text"] == "–"


def test_words_are_cut_between_graphemes() -> None:
    assert words("a" * 198 + "👨‍👩‍👧‍👦" * 3, 200) == "a" * 198 + "…"
